"""The beginnings of files, which tell what they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.errors import ReadError

if TYPE_CHECKING:
    from goatherd.tree import Tree

BYTES = 65_536


def head_of(tree: Tree, path: str) -> str:
    """The first 64 kB as text, "" where the file cannot be read."""
    try:
        return tree.head(path, BYTES).decode("utf-8", "replace")
    except ReadError:
        return ""
