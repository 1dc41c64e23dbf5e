"""The version of Python that an application is developed with: what frameworks deploy it for that ask nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.manifests.toml_lines import Positions, load_toml
from goatherd.code.paths import ancestors
from goatherd.core.errors import ReadError
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.tree import Tree

_MAX_BYTES = 1_000_000


def developed_for(tree: Tree, folder: str, span: Span) -> Node:
    """The runtime ("python3.12") that the nearest Pipfile around a folder requires; opaque where none says it."""
    for around in ancestors(folder):
        path = f"{around}/Pipfile".lstrip("/")
        if path not in tree:
            continue
        try:
            text = tree.read(path, _MAX_BYTES)
            requires = load_toml(text, path).get("requires")
        except ReadError:
            break
        version = requires.get("python_version") if isinstance(requires, dict) else None
        if isinstance(version, str):
            return Node.scalar(f"python{version}", Positions(text, path).key("requires", "python_version"))
        break
    return Node.opaque("it is deployed for the Python that the framework runs with", span)
