"""Finds the file that exports a handler: where it should be, where its build takes it from, or by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.code.builds import OUTPUT_FOLDERS, SOURCE_FOLDERS, configured_entries, source_paths, tsconfig_sources
from goatherd.code.classify import is_minified
from goatherd.code.exports import javascript_export, python_export
from goatherd.code.hidden_exports import hidden_export, may_export
from goatherd.code.naming import normalised, normalised_id, spoken
from goatherd.code.paths import JAVASCRIPT_EXTENSIONS, extension, inside, join, language_of, module_path, parent, stem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.code.handlers import HandlerName
    from goatherd.code.modules import Modules

# Module names that say nothing about which function it is.
GENERIC_NAMES = frozenset(
    {
        "index",
        "app",
        "main",
        "handler",
        "handlers",
        "lambda",
        "lambdafunction",
        "lambdahandler",
        "function",
        "functions",
    }
)
_TYPESCRIPT = frozenset({".ts", ".tsx", ".mts", ".cts"})


_Score = tuple[bool, int, int, bool, int]


@define
class Found:
    file: str
    line: int
    symbol: str
    root: str


@define
class Search:
    """One function's search. `almost` are files of the right name without the export, `rivals` equally good ones."""

    modules: Modules
    readings: list[HandlerName]
    base: str
    hints: tuple[str, ...] = ()  # from the place of the code: an archive's or a build folder's name
    names: tuple[str, ...] = ()  # from the function: its id
    almost: list[str] = field(factory=list)
    rivals: tuple[str, ...] = ()

    @property
    def is_distinctive(self) -> bool:
        """Whether the module's name says which function it is, as `index` and `app` do not."""
        return all(normalised(r.module.rpartition("/")[2]) not in GENERIC_NAMES for r in self.readings)

    def at(self, root: str, *, built: bool) -> Found | None:
        """Directly below `root`. Built and minified files only count when `built`."""
        for reading in self.readings:
            place = join(root, reading.module)
            for path in self._files(place, reading.language):
                if not built and self._is_built(path):
                    continue
                found = self._check(path, reading, root)
                if found:
                    return found
        return None

    def only(self, path: str) -> Found | None:
        """The one file that is deployed, whatever it is called there."""
        found = next((found for r in self.readings if (found := self._check(path, r, parent(path)))), None)
        if found is None:
            self.almost.insert(0, path)
        return found

    def from_build(self, root: str) -> Found | None:
        """Where the sources stand of what should be below `root`."""
        for reading in self.readings:
            place = join(root, reading.module)
            if place is None:
                continue
            for source in (*tsconfig_sources(self.modules, place), *source_paths(place)):
                for path in self._files(source, reading.language):
                    found = self._check(path, reading, _root_of(path, reading.module))
                    if found:
                        return found
        return None

    def among(self, files: Iterable[str], scope: str) -> Found | None:
        """The one of `files` that exports the handler and whose name fits it best."""
        fitting: dict[_Score, list[tuple[str, HandlerName]]] = {}
        for path in files:
            for reading in self.readings:
                score = self._score(path, reading, scope)
                if score and not self.modules.classifier.why_not_application(path, scope=scope):
                    fitting.setdefault(score, []).append((path, reading))
        for score in sorted(fitting, reverse=True):
            found = [f for path, r in fitting[score] if (f := self._check(path, r, _root_of(path, r.module)))]
            if found:
                return self._only(found)
        return None

    def within(self, scope: str, base: str) -> Found | None:
        """The best of the sources below `scope` that are called like the handler's module or like a hint."""
        stems = [reading.module.rpartition("/")[2] for reading in self.readings]
        return self.among(self.modules.services.candidates(scope, base, stems, self.hints), scope)

    def farther(self, scope: str, base: str) -> Found | None:
        """The best of the files below `scope` that have the name of the handler's module."""
        named = {path for r in self.readings for path in self.modules.index.with_stem(r.module.rpartition("/")[2])}
        return self.among(self.modules.services.own(sorted(named), scope, base), scope)

    def called_like_it(self, scope: str, base: str) -> Found | None:
        """The file with the name of the handler's module in the only folder that is called like the function."""
        named = {path for r in self.readings for path in self.modules.index.with_stem(r.module.rpartition("/")[2])}
        found: list[Found] = []
        for path in self.modules.services.own(sorted(named), scope, base):
            if self._is_called_like_it(path, scope) and not self.modules.classifier.why_not_application(path):
                found += [each for r in self.readings if (each := self._check(path, r, _root_of(path, r.module)))]
        return self._only(found) if found else None

    def _is_called_like_it(self, path: str, scope: str) -> bool:
        folders = parent(path).split("/")
        if not OUTPUT_FOLDERS.isdisjoint(folders):
            return False
        if len(folders) > 1 and folders[-1] in SOURCE_FOLDERS:
            folders.pop()
        kind_first = normalised_id("".join(reversed(folders[-2:])))  # `api/orders` of `OrdersApi`
        return not {kind_first, *spoken("/".join((*folders, "")), scope)}.isdisjoint(self.names)

    def in_own_folder(self, scope: str, base: str) -> Found | None:
        """The file that a build takes out of the folder with the name of the handler's module: `orders/handler.py`."""
        found: list[Found] = []
        for reading in self.readings:
            for folder in self.modules.index.folders_named(reading.module.rpartition("/")[2]):
                files = self.modules.services.own(self.modules.index.sources(folder), scope, base)
                own = [path for path in files if parent(path) == folder and self._is_conventional(path, reading)]
                found += [each for path in own if (each := self._check(path, reading, folder))]
        return self._only(found) if found else None

    def _is_conventional(self, path: str, reading: HandlerName) -> bool:
        return normalised(stem(path)) in {*GENERIC_NAMES, normalised(reading.symbol)}

    def configured(self, root: str, scope: str) -> Found | None:
        """An entry point that the package's build configuration names."""
        package = self.modules.services.package(root, scope)
        entries = configured_entries(self.modules, package)
        found = self.among(entries, package)
        if found or self.rivals:
            return found
        only = [f for path in entries for r in self.readings if (f := self._check(path, r, parent(path)))]
        return only[0] if len({f.file for f in only}) == 1 else None

    def _files(self, place: str | None, language: str) -> list[str]:
        """The files that a module path stands for, sources first."""
        if place is None:
            return []
        if language == "python":
            names = [f"{place}.py", f"{place}/__init__.py"]
        else:
            names = [place + e for e in JAVASCRIPT_EXTENSIONS] + [f"{place}/index{e}" for e in JAVASCRIPT_EXTENSIONS]
        return [path for path in names if path in self.modules.tree]

    def _is_built(self, path: str) -> bool:
        folders = path[len(self.base) :].split("/")[:-1] if inside(path, self.base) else parent(path).split("/")
        if any(folder in OUTPUT_FOLDERS and folder not in ("lib", "target") for folder in folders):
            return True
        return language_of(path) == "javascript" and is_minified(self.modules.text(path))

    def _check(self, path: str, reading: HandlerName, root: str) -> Found | None:
        if language_of(path) != reading.language:
            return None
        text = self.modules.text(path)
        if reading.language == "python":
            line = (
                python_export(self.modules.load(path), text, reading.symbol)
                if reading.symbol in text or "*" in text
                else 0
            )
        else:
            line = javascript_export(text, reading.symbol)
            if not line and may_export(text, reading.symbol):
                line = hidden_export(self.modules.load(path), reading.symbol)
        if line:
            return Found(path, line, reading.symbol, root)
        if path not in self.almost and _has_name(path, reading.module):
            self.almost.append(path)
        return None

    def _score(self, path: str, reading: HandlerName, scope: str) -> _Score | None:
        """How well a path fits, or None if nothing of it does."""
        if language_of(path) != reading.language:
            return None
        wanted = reading.module.split("/")
        plain = module_path(path)
        parts = plain.split("/")
        matching = 0
        while matching < min(len(wanted), len(parts)) and wanted[-1 - matching] == parts[-1 - matching]:
            matching += 1
        called = spoken(plain, scope)
        hinted = any(hint in called for hint in self.hints)
        if not matching and not (hinted and reading == self.readings[0]):
            return None
        clean = not any(part in OUTPUT_FOLDERS for part in parts[:-1])
        return (hinted, matching, self._named(parts, called), clean, -len(parts) if hinted else 0)

    def _named(self, parts: list[str], called: frozenset[str]) -> int:
        """Whether the function is called like the file or its folder: 2 exactly, 1 in part."""
        if any(n in called for n in self.names):
            return 2
        near = [n for part in parts[-2:] if len(n := normalised(part)) > 3 and n not in GENERIC_NAMES]
        return int(any(part in n for part in near for n in self.names))

    def _only(self, found: list[Found]) -> Found | None:
        best = {f.file: f for f in found}
        sources = [file for file in best if extension(file) in _TYPESCRIPT or not _has_source(file, best)]
        if len(sources) == 1:
            return best[sources[0]]
        self.rivals = tuple(sorted(best))
        return None


def _has_name(path: str, module: str) -> bool:
    """Whether a file is called like the module, and not only where one like it may be."""
    plain = module_path(path)
    return plain.removesuffix("/index").rpartition("/")[2] == module.rpartition("/")[2] or plain.endswith(f"/{module}")


def _root_of(path: str, module: str) -> str:
    """The folder that would have to be deployed for the handler's module to be found at this path."""
    plain = module_path(path)
    if plain == module:
        return ""
    return plain.removesuffix("/" + module) if plain.endswith("/" + module) else parent(path)


def _has_source(path: str, others: Iterable[str]) -> bool:
    """Whether a TypeScript file of the same name stands beside a JavaScript file."""
    return any(
        o != path and parent(o) == parent(path) and stem(o) == stem(path) and extension(o) in _TYPESCRIPT
        for o in others
    )
