"""Packages that live in the tree itself and are imported by the name that they are required under, or their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.code.builds import source_paths
from goatherd.code.jsonc import mapping, read_object, texts
from goatherd.code.paths import ancestors, join, parent

if TYPE_CHECKING:
    from goatherd.code.index import Index

_CONDITIONS = ("source", "development", "types", "import", "node", "require", "default")
_SECTIONS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_PLACE = re.compile(r"(?:(?:file|link|portal|workspace):(?://)?)?(\.{1,2}(?:/.*)?)|(?:file|link|portal):(?!/|~)(.+)")
_VERSION = re.compile(r"[\^~<>=v ]*\d|\*|latest$")
_OTHER_NAME = re.compile(r"(?:workspace|npm):((?:@[^/@]+/)?[^/@]+)@.*")


def local_packages(document: dict[str, Any], folder: str) -> dict[str, str]:
    """Key -> folder of the dependencies for which the package.json of `folder` names a place in the tree."""
    found: dict[str, str] = {}
    for key, requirement in _requirements(document):
        written = _PLACE.fullmatch(requirement)
        place = join(folder, written[1] or written[2]) if written else None
        if place is not None:
            found.setdefault(key, place)
    return found


def _requirements(document: dict[str, Any]) -> list[tuple[str, str]]:
    pairs = [pair for section in _SECTIONS for pair in mapping(document.get(section)).items()]
    return [(key, value.strip()) for key, value in pairs if isinstance(value, str)]


def _split(specifier: str) -> tuple[str, str]:
    """The name of a package, with its scope, and what of it is meant."""
    parts = specifier.split("/")
    count = 2 if specifier.startswith("@") else 1
    return "/".join(parts[:count]), "/".join(parts[count:])


class Workspaces:
    def __init__(self, index: Index) -> None:
        self.index = index
        self._documents: dict[str, dict[str, Any]] = {}
        self._folders: dict[str, str] | None = None

    def package_json(self, folder: str) -> dict[str, Any]:
        """What the folder's package.json says; {} without one."""
        path = f"{folder}/package.json" if folder else "package.json"
        if path not in self.index.tree:
            return {}
        if path not in self._documents:
            self._documents[path] = read_object(self.index.tree, path)
        return self._documents[path]

    def candidates(self, specifier: str, importer: str) -> list[str]:
        """Paths with or without extension that the specifier may mean if it leads to a package of the tree."""
        name, rest = _split(specifier)
        folder = self._required_under(name, importer)
        if folder is None:
            return []
        found = self._exported(folder, f"./{rest}" if rest else ".")
        if rest:
            found += [rest, f"src/{rest}"]
        else:
            found += [*texts([self.package_json(folder).get(key) for key in ("main", "module", "types")])]
            found += ["src/index", "index", "lib/index"]
        places = [place for path in found if (place := join(folder, path)) is not None]
        return [*places, *(source for place in places for source in source_paths(place))]

    def is_installed(self, specifier: str, importer: str) -> bool:
        """Whether the importer's package requires a version of a registry's package under that name."""
        name, _ = _split(specifier)
        required = (each for folder in ancestors(parent(importer)) for each in _requirements(self.package_json(folder)))
        return any(key == name and _VERSION.match(requirement) for key, requirement in required)

    def _required_under(self, name: str, importer: str) -> str | None:
        """The folder of the package that is installed for the importer under that name, whatever it calls itself."""
        for folder in ancestors(parent(importer)):
            document = self.package_json(folder)
            place = local_packages(document, folder).get(name)
            if place is not None and self.package_json(place):
                return place
            for key, requirement in _requirements(document):
                other = _OTHER_NAME.fullmatch(requirement)
                if key == name and other:
                    return self._by_name().get(other[1])
        return self._by_name().get(name)

    def _by_name(self) -> dict[str, str]:
        if self._folders is None:
            self._folders = {}
            for path in self.index.named("package.json"):
                name = self.package_json(parent(path)).get("name")
                if isinstance(name, str):
                    self._folders.setdefault(name, parent(path))
        return self._folders

    def _exported(self, folder: str, subpath: str) -> list[str]:
        exports = self.package_json(folder).get("exports")
        if isinstance(exports, str):
            return [exports] if subpath == "." else []
        table = mapping(exports)
        if not any(key.startswith(".") for key in table):
            return _by_condition(table) if subpath == "." else []
        if subpath in table:
            return _by_condition(table[subpath])
        for pattern in sorted(table, key=len, reverse=True):
            prefix, star, suffix = pattern.partition("*")
            if star and subpath.startswith(prefix) and subpath.endswith(suffix):
                middle = subpath[len(prefix) : len(subpath) - len(suffix)]
                return [target.replace("*", middle) for target in _by_condition(table[pattern])]
        return []


def _by_condition(value: Any) -> list[str]:
    """The targets of an `exports` entry, sources before built files."""
    if not isinstance(value, dict):
        return texts(value)
    ordered = [value[key] for key in _CONDITIONS if key in value]
    return texts(ordered)
