"""pnpm-lock.yaml, lockfileVersion 5 to 9."""

from __future__ import annotations

import re

from goatherd.code.manifests.contents import MAX_PACKAGES, Contents
from goatherd.code.manifests.indented import Entry, entries
from goatherd.core.source import Span
from goatherd.model.package import Package

# "/name/1.2.3" (5), "/name@1.2.3(peer)" (6), "name@1.2.3(peer)" (9); a scope belongs to the name.
_KEY = re.compile(r"/?(?P<name>(?:@[^/@]+/)?[^/@]+)[@/](?P<version>\d[^(_]*)")
_DEPENDENCIES = frozenset({"dependencies", "optionalDependencies"})


def read_pnpm_lock(text: str, path: str) -> Contents:
    contents = Contents("npm")
    by_key: dict[str, int] = {}
    for entry in entries(text):
        section = entry.path[0]
        if section == "importers" and len(entry.path) == 2 and entry.path[1] != ".":
            contents.workspaces = True
        elif section == "packages" and len(entry.path) == 2:
            _add(contents, entry, path, by_key)
        elif section in ("packages", "snapshots") and len(entry.path) == 4 and entry.path[2] in _DEPENDENCIES:
            key = _KEY.match(entry.path[1])
            if key:
                contents.requires.setdefault(key["name"], set()).add(entry.path[3])
        elif section == "packages" and entry.path[2:] == ("dev",):
            _mark(contents, by_key.get(entry.path[1]), entry.value == "true")
    return contents


def _add(contents: Contents, entry: Entry, path: str, by_key: dict[str, int]) -> None:
    key = _KEY.match(entry.path[1])
    if not key or len(contents.packages) >= MAX_PACKAGES:
        return
    by_key[entry.path[1]] = len(contents.packages)
    span = Span(path, entry.line, entry.column, entry.line, entry.end)
    contents.packages.append(Package("npm", key["name"], key["version"], span, locked=True))


def _mark(contents: Contents, index: int | None, development: bool) -> None:
    contents.marks_development = True
    if index is not None and development:
        package = contents.packages[index]
        contents.packages[index] = Package(
            "npm", package.name, package.version, package.span, development=True, locked=True
        )
