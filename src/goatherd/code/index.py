"""Fast questions about which source files a tree holds."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from goatherd.code.paths import ancestors, language_of, parent, stem

if TYPE_CHECKING:
    from goatherd.tree import Tree


class Index:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._stems: dict[str, list[str]] | None = None
        self._folders: dict[str, list[str]] | None = None
        self._named: dict[str, list[str]] = {}

    def below(self, folder: str) -> list[str]:
        """All files below a folder."""
        files = self.tree.files
        if not folder:
            return files
        return files[bisect_left(files, folder + "/") : bisect_left(files, folder + "0")]  # "0" follows "/"

    def is_folder(self, folder: str) -> bool:
        files = self.tree.files
        if not folder:
            return bool(files)
        place = bisect_left(files, folder + "/")
        return place < len(files) and files[place].startswith(folder + "/")

    def sources(self, folder: str) -> list[str]:
        """The Python and JavaScript files below a folder."""
        return [path for path in self.below(folder) if language_of(path)]

    def with_stem(self, wanted: str) -> list[str]:
        """The Python and JavaScript files of that name, whatever their extension."""
        if self._stems is None:
            self._stems = {}
            for path in self.tree.files:
                if language_of(path):
                    self._stems.setdefault(stem(path), []).append(path)
        return self._stems.get(wanted, [])

    def folders_named(self, wanted: str) -> list[str]:
        """The folders of that name that hold sources, at whatever depth; those inside one another once."""
        if self._folders is None:
            self._folders = {}
            folders = {around for path in self.tree.files if language_of(path) for around in ancestors(parent(path))}
            for folder in sorted(folders):
                alike = self._folders.setdefault(folder.rpartition("/")[2], [])
                if not (alike and folder.startswith(alike[-1] + "/")):
                    alike.append(folder)
        return self._folders.get(wanted, [])

    def named(self, filename: str) -> list[str]:
        """The files of exactly that name, anywhere."""
        if filename not in self._named:
            ending = "/" + filename
            self._named[filename] = [p for p in self.tree.files if p == filename or p.endswith(ending)]
        return self._named[filename]
