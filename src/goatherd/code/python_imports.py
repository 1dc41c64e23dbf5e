"""Where a Python import leads inside the tree."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from goatherd.code.paths import ancestors, inside, join, parent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.classify import Classifier
    from goatherd.code.index import Index
    from goatherd.model.function import Entry


class PythonImports:
    def __init__(self, index: Index, classifier: Classifier) -> None:
        self.index = index
        self.classifier = classifier
        self._found: dict[tuple[str, str], str | None] = {}

    def find(self, name: str, level: int, importer: str, entry: Entry) -> str | None:
        relative = name.replace(".", "/")
        if level:
            around = ancestors(parent(importer))
            folder = around[level - 1] if level <= len(around) else None
            return None if folder is None else self._module(folder, relative)
        top = name.partition(".")[0]
        for folder in self._roots(importer, entry):
            found = self._module(folder, relative)
            if found is not None:
                return self._own(found)
            if top in sys.stdlib_module_names:
                return None
        if (relative, entry.root) not in self._found:
            self._found[relative, entry.root] = self._elsewhere(relative, entry)
        return self._found[relative, entry.root]

    def _roots(self, importer: str, entry: Entry) -> Iterator[str]:
        """Folders on the path of the deployed function, then those that a build may have put there."""
        seen = set()
        near = (entry.root, *entry.search, parent(entry.file), parent(importer))
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
