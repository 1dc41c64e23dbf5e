"""package-lock.json, read for an installation: npm is handed one of our own with versions and their hashes.

Source: package-lock.json(5), versions 1 to 3. Where a package comes from is left out, so that npm asks its registry for
the version, and takes only what has the hash. What is a link, a repository or an address is left out altogether.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import define, field

from goatherd.sandbox.installing.files import Refused, bytes_of
from goatherd.sandbox.installing.npm_manifest import parsed
from goatherd.sandbox.installing.npm_words import is_name, is_version, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.sandbox.installing.npm_manifest import NpmManifest

_MOST_BYTES = 20 << 20
_MOST_ENTRIES = 20_000
_MOST_WANTED = 200_000  # packages that packages ask for
_MOST_DEPTH = 30
_MOST_CHARACTERS = 1000
_SHOWN = 80
_INTEGRITY = re.compile(r"sha(?:1|256|384|512)-[A-Za-z0-9+/=]+(?:\s+sha(?:1|256|384|512)-[A-Za-z0-9+/=]+)*")
_PLATFORM = re.compile(r"!?[a-z0-9_-]+")
_TABLES = ("dependencies", "optionalDependencies", "peerDependencies")
_MODULES = "node_modules/"
_FLAGS = ("optional", "inBundle")

Entries = dict[str, dict[str, Any]]


@define
class NpmLock:
    """`packages` by their places below node_modules; {} where the lock file is of no use: `problems` say why."""

    packages: Entries = field(factory=dict)
    problems: list[str] = field(factory=list)

    def document(self, package: dict[str, Any]) -> dict[str, Any]:
        """The package-lock.json that npm is handed with a package.json."""
        return {"lockfileVersion": 3, "requires": True, "packages": {"": package, **self.packages}}


def read_lock(root: str, path: str, manifest: NpmManifest) -> NpmLock:
    """Those entries of a file of the tree, `path` from `root`, that the manifest's packages need."""
    found = NpmLock()
    try:
        kept, left = _entries(parsed(bytes_of(root, path, _MOST_BYTES)))
        needed = _needed(kept, manifest)
    except Refused as why:
        found.problems.append(f"{path} is not used: {why}")
        return found
    if left:
        told = f"{left[0][:_SHOWN]!r}{f' and {len(left) - 1} more' if len(left) > 1 else ''}"
        found.problems.append(
            f"{path}: {told} left out: links, addresses, repositories and odd places are not installed"
        )
    found.packages = {key: _written(entry) for key, entry in sorted(needed.items())}
    return found


def _entries(document: dict[str, Any]) -> tuple[Entries, list[str]]:
    """Those of the registry, and the names of all others."""
    if isinstance(document.get("packages"), dict):
        listed = iter(document["packages"].items())
    elif isinstance(document.get("dependencies"), dict):
        listed = _nested(document["dependencies"], "", 0)
    else:
        raise Refused("it lists no packages")
    kept: Entries = {}
    left: list[str] = []
    wanted = 0
    for key, entry in listed:
        if key and _is_of_registry(key, entry):
            kept[key] = entry
            wanted += sum(len(entry[table]) for table in _TABLES if isinstance(entry.get(table), dict))
        elif key:
            left.append(key)
        if len(kept) + len(left) > _MOST_ENTRIES:
            raise Refused(f"it lists more than {_MOST_ENTRIES} packages")
        if wanted > _MOST_WANTED:
            raise Refused(f"its packages ask for more than {_MOST_WANTED} others")
    return kept, left


def _nested(table: dict[str, Any], above: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Those of version 1 as the later ones list them."""
    if depth > _MOST_DEPTH:
        raise Refused("its packages lie too deep within each other")
    for name, entry in table.items():
        if not isinstance(entry, dict):
            continue
        place = f"{above}{_MODULES}{name}"
        version, requires = entry.get("version"), entry.get("requires")
        flat = {
            "resolved": entry.get("resolved"),
            "integrity": entry.get("integrity"),
            "optional": entry.get("optional"),
            "inBundle": entry.get("bundled"),
            "dependencies": requires if isinstance(requires, dict) else {},
        }
        if isinstance(version, str) and version.startswith("npm:"):
            flat["name"], _, version = version[4:].rpartition("@")
        yield place, {**flat, "version": version}
        if isinstance(entry.get("dependencies"), dict):
            yield from _nested(entry["dependencies"], f"{place}/", depth + 1)


def _is_of_registry(key: str, entry: Any) -> bool:
    """Whether version and hash say which package it is, wherever it was fetched from before."""
    if not isinstance(entry, dict) or entry.get("link") or not _is_place(key):
        return False
    resolved, integrity = entry.get("resolved"), entry.get("integrity")
    if not is_version(entry.get("version")) or not is_name(entry.get("name", key.rpartition(_MODULES)[2])):
        return False
    if entry.get("inBundle") is True:
        return resolved is None
    if resolved is not None and not (isinstance(resolved, str) and resolved.startswith(("https://", "http://"))):
        return False
    return isinstance(integrity, str) and _INTEGRITY.fullmatch(integrity) is not None


def _is_place(key: str) -> bool:
    if len(key) > _MOST_CHARACTERS or not key.startswith(_MODULES):
        return False
    names = key.removeprefix(_MODULES).split(f"/{_MODULES}")
    return len(names) <= _MOST_DEPTH and all(is_name(name) for name in names)


def _needed(entries: Entries, manifest: NpmManifest) -> Entries:
    """What is reached from the manifest's packages. Raises Refused when one that is required is not there."""
    found: Entries = {}
    pending = [("", name, True) for name in manifest.required] + [("", name, False) for name in manifest.optional]
    while pending:
        above, name, required = pending.pop()
        place = _found_from(above, name, entries)
        if not place and required:
            raise Refused(f"it has no package of the registry for {name!r}")
        if place and place not in found:
            entry = found[place] = entries[place]
            optional = _table(entry, "optionalDependencies")
            pending += [(place, each, each not in optional) for each in _table(entry, "dependencies")]
            pending += [(place, each, False) for each in (*optional, *_table(entry, "peerDependencies"))]
    return found


def _found_from(above: str, name: str, entries: Entries) -> str:
    """Where Node.js finds a package that the one at `above` asks for."""
    while True:
        place = f"{above}/{_MODULES}{name}" if above else f"{_MODULES}{name}"
        if place in entries:
            return place
        if not above:
            return ""
        above = above.rpartition(_MODULES)[0].rstrip("/")


def _table(entry: dict[str, Any], name: str) -> dict[str, str]:
    """What a package asks for, as far as a registry can have it."""
    value = entry.get(name)
    table = value if isinstance(value, dict) else {}
    return {name: want for name, want in table.items() if is_name(name) and not refusal(want)}


def _written(entry: dict[str, Any]) -> dict[str, Any]:
    written: dict[str, Any] = {name: entry[name] for name in ("name", "version", "integrity") if entry.get(name)}
    written |= {name: True for name in _FLAGS if entry.get(name) is True}
    if entry.get("devOptional") is True:
        written["optional"] = True
    written |= {name: table for name in _TABLES if (table := _table(entry, name))}
    for name in ("os", "cpu", "libc"):
        value = entry.get(name)
        if isinstance(value, list) and all(isinstance(each, str) and _PLATFORM.fullmatch(each) for each in value):
            written[name] = value
    meta = entry.get("peerDependenciesMeta")
    if isinstance(meta, dict):
        optional = [name for name, about in meta.items() if is_name(name) and isinstance(about, dict)]
        written["peerDependenciesMeta"] = {name: {"optional": bool(meta[name].get("optional"))} for name in optional}
    return written
