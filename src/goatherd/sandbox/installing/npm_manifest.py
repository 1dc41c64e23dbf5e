"""package.json, read for an installation: npm is handed one of our own that only says which packages it needs.

npm would obey far more of what a tree says: scripts, workspaces, addresses, repositories of git, folders.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import define, field

from goatherd.sandbox.installing.files import Refused, bytes_of
from goatherd.sandbox.installing.npm_words import is_name, refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Container

_MOST_BYTES = 1 << 20
_MOST_PACKAGES = 2000
_SHOWN = 80


@define
class NpmManifest:
    """What a package.json asks for, by name; `problems` are those that are not installed, and why."""

    required: dict[str, str] = field(factory=dict)
    optional: dict[str, str] = field(factory=dict)
    overrides: dict[str, str] = field(factory=dict)
    problems: list[str] = field(factory=list)

    def document(self) -> dict[str, Any]:
        """The package.json that npm is handed."""
        parts = {"dependencies": self.required, "optionalDependencies": self.optional, "overrides": self.overrides}
        return {"private": True, **{name: part for name, part in parts.items() if part}}


def read_manifest(root: str, path: str, imported: Collection[str], local: Container[str]) -> NpmManifest:
    """That of a file of the tree, `path` from `root`.

    `local` are packages of the tree: a registry has none of them, or a stranger's of the same name. Who builds a
    function may list what goes into the bundle as needed for development only: `imported` are names that code asks for.
    """
    found = NpmManifest()
    try:
        document = parsed(bytes_of(root, path, _MOST_BYTES))
    except Refused as why:
        found.problems.append(f"{path}: {why}")
        return found
    development = {name: want for name, want in _table(document, "devDependencies").items() if name in imported}
    meta = _table(document, "peerDependenciesMeta")
    peers = {
        name: want
        for name, want in _table(document, "peerDependencies").items()
        if not (isinstance(meta.get(name), dict) and meta[name].get("optional"))
    }
    optional = _table(document, "optionalDependencies")
    required = {**development, **peers, **_table(document, "dependencies")}
    found.optional = _kept(optional, path, local, found.problems)
    found.required = _kept({n: w for n, w in required.items() if n not in optional}, path, local, found.problems)
    found.overrides = _kept(_table(document, "overrides"), f"{path}: overrides", (), found.problems)
    return found


def parsed(data: bytes) -> dict[str, Any]:
    """The JSON object that `data` is. Raises Refused."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise Refused("it is no JSON that can be read") from None
    if not isinstance(document, dict):
        raise Refused("it is no JSON object")
    return document


def _table(document: dict[str, Any], name: str) -> dict[str, Any]:
    value = document.get(name)
    return value if isinstance(value, dict) else {}


def _kept(wanted: dict[str, Any], where: str, local: Container[str], problems: list[str]) -> dict[str, str]:
    kept: dict[str, str] = {}
    for name, want in wanted.items():
        if name in local:
            continue
        why = refusal(want) if is_name(name) else "no package of the registry is called so"
        if not why and len(kept) >= _MOST_PACKAGES:
            why = f"more than {_MOST_PACKAGES} packages"
        if why:
            problems.append(f"{where}: {name[:_SHOWN]!r} is not installed: {why}")
        else:
            kept[name] = want
    return kept
