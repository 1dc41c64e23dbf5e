"""The modules of a tree: lowered once, found by the names that programs import them by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.code.bundles import Bundles
from goatherd.code.classify import Classifier
from goatherd.code.import_paths import folders_added
from goatherd.code.index import Index
from goatherd.code.inline import lower_inline
from goatherd.code.javascript_imports import JavaScriptImports
from goatherd.code.literals import worth_a_look
from goatherd.code.paths import language_of
from goatherd.code.python import lower as lower_python
from goatherd.code.python_imports import PythonImports
from goatherd.code.services import Services
from goatherd.code.summary import summary_of
from goatherd.code.tsconfig import TsConfigs
from goatherd.code.workspaces import Workspaces
from goatherd.core.errors import ReadError

if TYPE_CHECKING:
    from goatherd.code.summary import Summary
    from goatherd.core.source import Span
    from goatherd.model.function import Entry
    from goatherd.tree import Tree

_ADDS = "sys.path"


class Modules:
    """`problems` are (path, line, message) of the modules loaded so far."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.index = Index(tree)
        self.classifier = Classifier(tree)
        self.services = Services(self.index)
        self.tsconfigs = TsConfigs(tree)
        self.workspaces = Workspaces(self.index)
        self.bundles = Bundles(self)
        self.problems: list[tuple[str, int, str]] = []
        self._python = PythonImports(self.index, self.classifier, self.import_paths)
        self._javascript = JavaScriptImports(self.index, self.classifier, self.tsconfigs, self.workspaces)
        self.unreadable: dict[str, ReadError] = {}
        self._import_paths: dict[str, tuple[str, ...]] = {}
        self._texts: dict[str, str] = {}
        self._loaded: dict[str, ir.Module] = {}
        self._summaries: dict[str, Summary] = {}

    def load(self, path: str) -> ir.Module:
        """The module of a source file; one that cannot be read is empty and says so."""
        module = self._loaded.get(path)
        if module is None:
            module = self._loaded[path] = self._load(path)
            self._note(module)
        return module

    def load_inline(self, text: str, span: Span, language: str) -> ir.Module:
        """The module of a text that stands in a template at `span`."""
        key = f"{span.path}:{span.line}:{span.column}"
        module = self._loaded.get(key)
        if module is None:
            module = self._loaded[key] = lower_inline(
                text, span, lower_python if language == "python" else _lower_javascript
            )
            self._note(module)
        return module

    def summary(self, path: str) -> Summary:
        """What a source file of this tree says of itself."""
        if path not in self._summaries:
            text = self.text(path)
            self._summaries[path] = summary_of(self.load(path), text, literals=worth_a_look(text))
        return self._summaries[path]

    def told(self, path: str) -> Summary | None:
        """The summary of a file if it is known already."""
        return self._summaries.get(path)

    def tell(self, path: str, summary: Summary) -> None:
        """Give the summary of a file that need not be read any more."""
        self._summaries[path] = summary
        if path not in self._loaded:
            self.problems.extend((path, line, message) for line, message in summary.problems)

    def text(self, path: str) -> str:
        """The text of a file, "" if it cannot be read."""
        if path not in self._texts:
            try:
                self._texts[path] = self.tree.read(path)
            except ReadError as error:
                self._texts[path] = ""
                self.unreadable[path] = error
        return self._texts[path]

    def why_unreadable(self, path: str) -> str:
        """Why a file that a handler needs gave no text ("" if it did); told among the problems from then on."""
        error = self.unreadable.get(path)
        if error is None:
            return ""
        problem = (path, error.span.line if error.span else 1, error.message)
        if problem not in self.problems:
            self.problems.append(problem)
        return error.message

    def find_python(self, name: str, level: int, importer: str, entry: Entry, *, library: bool = False) -> str | None:
        """The file of the module that `importer` means by `name` behind `level` dots; None for one outside the tree.

        A folder without `__init__.py` has no file: `from package import module` needs a second look-up
        of "package.module" when the first one gives None. `library`: something is known of a library of that name,
        so that only what Python would find before it is meant.
        """
        return self._python.find(name, level, importer, entry, library=library)

    def import_paths(self, path: str) -> tuple[str, ...]:
        """The folders of the tree that a Python file puts on the path of imports."""
        if path not in self._import_paths:
            adds = _ADDS in self.text(path)
            self._import_paths[path] = folders_added(self.load(path)) if adds else ()
        return self._import_paths[path]

    def find_javascript(self, specifier: str, importer: str, entry: Entry) -> str | None:
        """The file (.json included) that `importer` means; None for a package or built-in that is not in the tree."""
        return self._javascript.find(specifier, importer, entry)

    def javascript_file(self, path: str) -> str | None:
        """The file that a path without extension, or a folder, stands for."""
        return self._javascript.file(path)

    def _load(self, path: str) -> ir.Module:
        language = language_of(path)
        try:
            text = self._texts.pop(path, None) or self.tree.read(path)
        except ReadError as error:
            line = error.span.line if error.span else 1
            return ir.Module(path, language or "javascript", [], frozenset(), problems=[(line, error.message)])
        if language == "python":
            return lower_python(path, text)
        return _lower_javascript(path, text)

    def _note(self, module: ir.Module) -> None:
        self.problems.extend((module.path, line, message) for line, message in module.problems)


def _lower_javascript(path: str, text: str) -> ir.Module:
    # Only trees with JavaScript pay for loading its parser.
    from goatherd.code.javascript import lower

    return lower(path, text)
