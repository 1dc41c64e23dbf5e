"""Which packages the requirements around a folder name."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from goatherd.code.manifests.formats import manifest_format
from goatherd.code.manifests.import_names import imported_as
from goatherd.code.manifests.locate import manifests_in, parents
from goatherd.code.manifests.store import contents_of

if TYPE_CHECKING:
    from goatherd.code.manifests.contents import Contents
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

    @cached_property
    def any(self) -> bool:
        """Whether anything in the tree declares packages of Python."""
        return any(
            form is not None and form.ecosystem == "PyPI"
            for path in self.tree.files
            for form in [manifest_format(path.rpartition("/")[2])]
        )

    def _in(self, folder: str) -> frozenset[str]:
        packages = [package for each in self._contents(folder) for package in each.packages]
        return frozenset(imported_as(package.name) for package in packages if not package.by_address)

    def _contents(self, folder: str) -> list[Contents]:
        paths = manifests_in(self.tree, folder, "PyPI")
        for path in paths:
            self.tree.guide(path)
        return [contents_of(self.tree, path, "PyPI") for path in paths]
