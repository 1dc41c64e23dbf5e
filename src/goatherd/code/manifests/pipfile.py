"""Pipfile: `[packages]` is deployed, every other group is for development."""

from __future__ import annotations

from typing import Any

from goatherd.code.manifests.contents import Contents
from goatherd.code.manifests.pypi_table import package_of
from goatherd.code.manifests.toml_lines import Positions, load_toml

_NOT_GROUPS = frozenset({"source", "requires", "scripts", "pipenv"})


def read_pipfile(text: str, path: str) -> Contents:
    document: dict[str, Any] = load_toml(text, path)
    positions = Positions(text, path)
    contents = Contents("PyPI")
    for group, table in document.items():
        if group in _NOT_GROUPS or not isinstance(table, dict):
            continue
        for name, wanted in table.items():
            span = positions.key(group, name)
            package = package_of(name, wanted, span, development=group != "packages")
            if package:
                contents.packages.append(package)
    return contents
