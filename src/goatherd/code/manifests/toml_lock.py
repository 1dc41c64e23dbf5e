"""poetry.lock, uv.lock, pdm.lock: `[[package]]` blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code.manifests.contents import Contents
from goatherd.code.manifests.pypi_requirement import plain_name
from goatherd.code.manifests.toml_lines import Positions, load_toml
from goatherd.model.package import Package

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAIN_GROUPS = frozenset({"main", "default"})
_LOCAL_SOURCES = ("editable", "virtual", "directory", "path")


def read_toml_lock(text: str, path: str) -> Contents:
    blocks = load_toml(text, path).get("package")
    contents = Contents("PyPI")
    packages = [block for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
    spans = Positions(text, path).names("package")
    contents.marks_development = any(_groups(block) for block in packages)
    for block, span in zip(packages, spans, strict=False):
        name, version = block.get("name"), block.get("version")
        if not isinstance(name, str):
            continue
        contents.requires.setdefault(plain_name(name), set()).update(_required(block))
        if not isinstance(version, str) or _is_local(block):
            continue
        groups = _groups(block)
        development = bool(groups) and not groups & _MAIN_GROUPS
        contents.packages.append(Package("PyPI", plain_name(name), version, span, development=development, locked=True))
    return contents


def _groups(block: dict[str, Any]) -> set[str]:
    """Groups that want it; empty where the lock file does not tell (Poetry 1.5 to 1.8, uv)."""
    groups = block.get("groups", block.get("category", []))
    return {groups} if isinstance(groups, str) else {g for g in groups if isinstance(g, str)}


def _is_local(block: dict[str, Any]) -> bool:
    source = block.get("source")
    if not isinstance(source, dict):
        return False
    return any(key in source for key in _LOCAL_SOURCES) or source.get("type") in ("directory", "file")


def _required(block: dict[str, Any]) -> Iterator[str]:
    dependencies = block.get("dependencies")
    if isinstance(dependencies, dict):  # Poetry: by name
        yield from (plain_name(name) for name in dependencies)
    for entry in dependencies if isinstance(dependencies, list) else ():
        name = entry.get("name") if isinstance(entry, dict) else entry  # uv: tables, pdm: requirements
        if isinstance(name, str):
            yield plain_name(name.split("[")[0].split(">")[0].split("<")[0].split("=")[0].split(";")[0].strip())
    extras = block.get("optional-dependencies")
    for entry in [e for group in extras.values() for e in group] if isinstance(extras, dict) else ():
        if isinstance(entry, dict) and isinstance(entry.get("name"), str):
            yield plain_name(entry["name"])
