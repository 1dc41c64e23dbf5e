"""Where a JavaScript or TypeScript import leads inside the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.builds import source_paths
from goatherd.code.jsonc import mapping, texts
from goatherd.code.paths import JAVASCRIPT_EXTENSIONS, ancestors, extension, join, parent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.classify import Classifier
    from goatherd.code.index import Index
    from goatherd.code.tsconfig import TsConfigs
    from goatherd.code.workspaces import Workspaces
    from goatherd.model.function import Entry

# A TypeScript file is imported by the name of the file that it compiles to.
_WRITTEN_FOR = {
    ".js": (".ts", ".tsx"),
    ".jsx": (".tsx",),
    ".mjs": (".mts",),
    ".cjs": (".cts",),
}
_READ = (*JAVASCRIPT_EXTENSIONS, ".json")
_BUILTIN_PREFIXES = ("node:", "http:", "https:", "data:", "bun:", "npm:")


class JavaScriptImports:
    def __init__(self, index: Index, classifier: Classifier, tsconfigs: TsConfigs, workspaces: Workspaces) -> None:
        self.index = index
        self.classifier = classifier
        self.tsconfigs = tsconfigs
        self.workspaces = workspaces

    def find(self, specifier: str, importer: str, entry: Entry) -> str | None:
        specifier = specifier.partition("?")[0]
        if not specifier or specifier.startswith(_BUILTIN_PREFIXES):
            return None
        for candidate in self._candidates(specifier, importer, entry):
            found = self.file(candidate)
            if found is not None and not self.classifier.is_vendored(found):
                return found
        return None

    def file(self, path: str | None) -> str | None:
        """The file that a path with or without extension, or a folder, stands for."""
        return None if path is None else self._file(path) or self._folder(path)

    def _candidates(self, specifier: str, importer: str, entry: Entry) -> Iterator[str | None]:
        if specifier.startswith("."):
            place = join(parent(importer), specifier)
            yield place
            if place:
                yield from source_paths(place)
        elif specifier.startswith("/"):
            yield from _deployed(specifier, entry)
            yield from self._by_configuration(specifier, importer)  # where the sources of a layer lie
        else:
            yield from self._by_configuration(specifier, importer)
            yield from self.workspaces.candidates(specifier, importer)
            for folder in entry.search:
                yield join(folder, specifier)

    def _by_configuration(self, specifier: str, importer: str) -> Iterator[str | None]:
        config = self.tsconfigs.nearest(parent(importer))
        if config:
            installed = self.workspaces.is_installed(specifier, importer)
            yield from config.candidates(specifier, is_installed=installed)
        for folder in ancestors(parent(importer)):
            document = self.workspaces.package_json(folder)
            if not document:
                continue
            for alias, targets in _aliases(document):
                prefix = alias.rstrip("*")
                if specifier == alias or (specifier.startswith(prefix) and (alias != prefix or prefix.endswith("/"))):
                    rest = specifier[len(prefix) :]
                    yield from (join(folder, t.replace("*", rest) if "*" in t else f"{t}/{rest}") for t in targets)
            if specifier.startswith(("@/", "~/")):
                yield join(folder, "src", specifier[2:])
                yield join(folder, specifier[2:])
            return

    def _file(self, path: str) -> str | None:
        written = extension(path)
        if written in _WRITTEN_FOR:
            for other in _WRITTEN_FOR[written]:
                source = path[: -len(written)] + other
                if source in self.index.tree:
                    return source
        if path in self.index.tree and (not written or written in _READ):
            return path  # what else a bundler takes (templates, queries, pictures) is no module here
        for suffix in _READ:
            if path + suffix in self.index.tree:
                return path + suffix
        return None

    def _folder(self, path: str) -> str | None:
        if not self.index.is_folder(path):
            return None
        for main in texts([self.workspaces.package_json(path).get(key) for key in ("source", "main", "module")]):
            place = join(path, main)
            if place and (found := self._file(place) or self._file(f"{place}/index")):
                return found
        return self._file(f"{path}/index" if path else "index")


def _aliases(document: dict[str, object]) -> Iterator[tuple[str, list[str]]]:
    """Node's `imports` and the aliases of module-alias, with the targets of each."""
    for alias, target in mapping(document.get("imports")).items():
        yield alias, texts(target)
    for alias, target in mapping(document.get("_moduleAliases")).items():
        yield f"{alias}/*", texts(target)
        yield alias, texts(target)


def _deployed(specifier: str, entry: Entry) -> Iterator[str | None]:
    """Absolute paths of the running function: its own folder and those of its layers."""
    if specifier.startswith("/var/task/"):
        yield join(entry.root, specifier.removeprefix("/var/task/"))
    elif specifier.startswith("/opt/"):
        inner = specifier.removeprefix("/opt/")
        for folder in entry.search:
            yield join(folder, inner)
            yield join(folder, inner.removeprefix("nodejs/"))
