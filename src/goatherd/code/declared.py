"""Which packages the requirements around a folder name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.manifests.import_names import imported_as
from goatherd.code.manifests.locate import manifests_in, parents
from goatherd.code.manifests.store import contents_of

if TYPE_CHECKING:
    from goatherd.tree import Tree


class Declared:
    """Packages of PyPI; one with an address may be the owner's own, whose code is in the tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._names: dict[str, frozenset[str]] = {}

    def names(self, folder: str) -> frozenset[str]:
        """What the packages of the nearest manifests at or above a folder are imported as, without case and `_`."""
        if folder not in self._names:
            found = (self._in(place) for place in parents(folder))
            self._names[folder] = next((names for names in found if names), frozenset())
        return self._names[folder]

    def _in(self, folder: str) -> frozenset[str]:
        paths = manifests_in(self.tree, folder, "PyPI")
        for path in paths:
            self.tree.guide(path)
        contents = [contents_of(self.tree, path, "PyPI") for path in paths]
        return frozenset(imported_as(p.name) for each in contents for p in each.packages if not p.by_address)
