"""pyproject.toml: PEP 621 dependencies, PEP 735 groups, and Poetry's tables. Optional extras are not installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code.manifests.contents import Contents
from goatherd.code.manifests.pypi_requirement import pypi_package
from goatherd.code.manifests.pypi_table import package_of
from goatherd.code.manifests.toml_lines import Positions, load_toml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.model.package import Package


def read_pyproject_toml(text: str, path: str) -> Contents:
    document = load_toml(text, path)
    positions = Positions(text, path)
    contents = Contents("PyPI", workspaces=bool(_table(document, "tool", "uv", "workspace")))
    contents.packages += _standard(document, positions)
    contents.packages += _poetry(document, positions)
    return contents


def _standard(document: dict[str, Any], positions: Positions) -> Iterator[Package]:
    groups = [("project", _table(document, "project").get("dependencies"), False)]
    groups += [("dependency-groups", group, True) for group in _table(document, "dependency-groups").values()]
    groups.append(("tool.uv", _table(document, "tool", "uv").get("dev-dependencies"), True))
    for table, requirements, development in groups:
        for text in requirements if isinstance(requirements, list) else ():
            if isinstance(text, str):
                package = pypi_package(text, positions.string(table, text), development=development)
                if package:
                    yield package


def _poetry(document: dict[str, Any], positions: Positions) -> Iterator[Package]:
    tables = [("tool.poetry.dependencies", False), ("tool.poetry.dev-dependencies", True)]
    groups = _table(document, "tool", "poetry", "group")
    tables += [(f"tool.poetry.group.{name}.dependencies", name != "main") for name in groups]
    for table, development in tables:
        for name, wanted in _table(document, *table.split(".")).items():
            if name.lower() != "python":
                package = package_of(name, wanted, positions.key(table, name), development=development)
                if package:
                    yield package


def _table(document: dict[str, Any], *path: str) -> dict[str, Any]:
    value: Any = document
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}
