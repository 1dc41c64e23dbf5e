"""package-lock.json and npm-shrinkwrap.json, lockfileVersion 1 to 3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code.manifests.contents import MAX_PACKAGES, Contents, Lines
from goatherd.code.manifests.json_members import members, top_level
from goatherd.model.package import Package

if TYPE_CHECKING:
    from goatherd.code.manifests.json_members import Member

_MARK = "node_modules/"
_MAX_DEPTH = 30


def read_package_lock(text: str, path: str) -> Contents:
    document = top_level(text, path)
    contents = Contents("npm", marks_development=True)
    lines = Lines(text, path)
    if "packages" in document:
        for member in members(text, document["packages"].at, path):
            _add_installed(contents, member, lines)
        contents.workspaces = any(isinstance(m, dict) and m.get("link") for m in _values(document["packages"].value))
    elif "dependencies" in document:
        _add_nested(contents, text, document["dependencies"].at, lines, 0)
    return contents


def _add_installed(contents: Contents, member: Member, lines: Lines) -> None:
    """Versions 2 and 3: one entry a folder below node_modules."""
    entry, folder = member.value, member.key
    if not isinstance(entry, dict) or _MARK not in folder or entry.get("link"):
        return
    alias = entry.get("name")
    name = alias if isinstance(alias, str) else folder.rpartition(_MARK)[2]
    _add(contents, name, entry, member, lines)
    for section in ("dependencies", "optionalDependencies"):
        contents.requires.setdefault(name, set()).update(_keys(entry.get(section)))


def _add_nested(contents: Contents, text: str, at: int, lines: Lines, depth: int) -> None:
    """Version 1: dependencies inside dependencies."""
    for member in members(text, at, lines.path):
        entry = member.value
        if not isinstance(entry, dict):
            continue
        version = entry.get("version")
        name = member.key
        if isinstance(version, str) and version.startswith("npm:"):
            name, _, actual = version[4:].rpartition("@")
            entry = {**entry, "version": actual}
        _add(contents, name, entry, member, lines)
        contents.requires.setdefault(name, set()).update(_keys(entry.get("requires")))
        if isinstance(entry.get("dependencies"), dict) and depth < _MAX_DEPTH:
            inner = {m.key: m for m in members(text, member.at, lines.path)}["dependencies"]
            _add_nested(contents, text, inner.at, lines, depth + 1)


def _add(contents: Contents, name: str, entry: dict[str, Any], member: Member, lines: Lines) -> None:
    version = entry.get("version")
    if not isinstance(version, str) or not version[:1].isdigit() or len(contents.packages) >= MAX_PACKAGES:
        return
    development = bool(entry.get("dev") or entry.get("devOptional"))
    span = lines.span(member.offset, len(member.key) + 2)
    contents.packages.append(Package("npm", name, version, span, development=development, locked=True))


def _keys(table: Any) -> list[str]:
    return list(table) if isinstance(table, dict) else []


def _values(table: Any) -> list[Any]:
    return list(table.values()) if isinstance(table, dict) else []
