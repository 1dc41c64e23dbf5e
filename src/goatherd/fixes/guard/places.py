"""The files of one application that are edited, each read once."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.core.errors import ReadError
from goatherd.fixes.unfixable import Unfixable

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.fixes.pieces import Source
    from goatherd.tree import Tree


@define
class Places:
    """`template` is the application's own file, or its name where it has several; `holds` says which may be edited."""

    tree: Tree
    template: str
    read: Callable[[str, str], Source]
    holds: Callable[[str], bool]
    _sources: dict[str, Source] = field(factory=dict)

    def source(self, path: str) -> Source:
        """Raises Unfixable for a file that cannot be read, or may not be edited."""
        if not self.holds(path):
            raise Unfixable(f"{path} is outside of what was asked for: name its folder")
        if path not in self._sources:
            try:
                text = self.tree.read(path)
            except ReadError as error:
                raise Unfixable("its file cannot be read") from error
            self._sources[path] = self.read(path, text)
        return self._sources[path]


def relative(content: str, path: str) -> str:
    """A path below the root, from the folder of a file."""
    return posixpath.relpath(content, posixpath.dirname(path) or ".")
