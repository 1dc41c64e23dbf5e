"""Where a Python import leads inside the tree."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from goatherd.code.declared import Declared
from goatherd.code.manifests.import_names import letters
from goatherd.code.paths import ancestors, inside, join, parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goatherd.code.classify import Classifier
    from goatherd.code.index import Index
    from goatherd.model.function import Entry


class PythonImports:
    """`added` gives the folders that a file puts on the path."""

    def __init__(self, index: Index, classifier: Classifier, added: Callable[[str], tuple[str, ...]]) -> None:
        self.index, self.added = index, added
        self.classifier = classifier
        self.declared = Declared(index.tree)
        self._found: dict[tuple[str, str], str | None] = {}

    def find(self, name: str, level: int, importer: str, entry: Entry, *, library: bool = False) -> str | None:
        """`library`: something is known of a library of that name, which then is meant wherever Python would find it.

        A package that is installed hides all of its name but what stands where the function's code begins.
        """
        relative = name.replace(".", "/")
        if level:
            around = ancestors(parent(importer))
            folder = around[level - 1] if level <= len(around) else None
            return None if folder is None else self._module(folder, relative)
        top = name.partition(".")[0]
        # A module that is called like what it imports wraps a package of that name.
        wraps = "" if importer.endswith("/__init__.py") else importer
        declared = letters(top) in self.declared.names(entry.root)
        installed = library or declared
        on_path = (entry.root, *entry.search, *(() if declared else self._added(importer, entry)))
        for folder in on_path if installed else self._roots(importer, entry, on_path):
            found = self._module(folder, relative)
            if found is not None and found != wraps:
                return self._own(found)
            if top in sys.stdlib_module_names:
                return None
        if installed:
            return None
        if (relative, entry.root) not in self._found:
            self._found[relative, entry.root] = self._elsewhere(relative, entry)
        found = self._found[relative, entry.root]
        return None if found == wraps else found

    def _added(self, importer: str, entry: Entry) -> tuple[str, ...]:
        return (*self.added(entry.file), *self.added(importer)) if not entry.inline else ()

    def _roots(self, importer: str, entry: Entry, on_path: tuple[str, ...]) -> Iterator[str]:
        """Folders on the path of the deployed function, then those that a build may have put there."""
        seen = set()
        near = (*on_path, parent(entry.file), parent(importer))
        for folder in (*near, *ancestors(entry.root), *ancestors(parent(importer))):
            if folder not in seen:
                seen.add(folder)
                yield folder

    def _module(self, folder: str, relative: str) -> str | None:
        base = join(folder, relative)
        if base is None:
            return None
        for path in (f"{base}.py", f"{base}/__init__.py") if base else ("__init__.py",):
            if path in self.index.tree:
                return path
        return None

    def _own(self, path: str) -> str | None:
        """The path, unless it belongs to a copy of a third-party package."""
        return None if self.classifier.is_vendored(path) else path

    def _elsewhere(self, relative: str, entry: Entry) -> str | None:
        """The only file of that dotted name around the function: shared code that a build copies in."""
        leaf = relative.rpartition("/")[2]
        endings = (f"/{relative}.py", f"/{relative}/__init__.py")
        named = (*self.index.with_stem(leaf), *self.index.with_stem("__init__"))
        candidates = [path for path in named if f"/{path}".endswith(endings)]
        for scope in ancestors(entry.root) if candidates else ():
            found = [
                path
                for path in candidates
                if inside(path, scope) and not self.classifier.why_not_application(path, scope=scope)
            ]
            if found:
                return found[0] if len(found) == 1 else None
        return None
