"""Every manifest of a tree is read once, however many applications share it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from goatherd.code.manifests.contents import Contents
from goatherd.code.manifests.formats import reader
from goatherd.code.manifests.infrastructure import as_development
from goatherd.core.errors import ReadError
from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span

if TYPE_CHECKING:
    from goatherd.model.package import Ecosystem
    from goatherd.tree import Tree

_MAX_BYTES = 20_000_000
_READ: WeakKeyDictionary[Tree, dict[str, Contents]] = WeakKeyDictionary()


def contents_of(tree: Tree, path: str, ecosystem: Ecosystem) -> Contents:
    """What the file says; a file that cannot be read has no packages and one problem."""
    known = _READ.setdefault(tree, {})
    if path not in known:
        known[path] = _read(tree, path, ecosystem)
    return known[path]


def _read(tree: Tree, path: str, ecosystem: Ecosystem) -> Contents:
    try:
        contents = reader(path.rpartition("/")[2])(tree.read(path, _MAX_BYTES), path)
    except ReadError as error:
        return Contents(ecosystem, problems=[Diagnosis(error.span or Span(path, 1), error.message)])
    contents.packages = as_development(contents.packages)
    return contents
