"""Packages that live in the tree itself and are imported by their package name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code.builds import source_paths
from goatherd.code.jsonc import mapping, read_object, texts
from goatherd.code.paths import join, parent

if TYPE_CHECKING:
    from goatherd.code.index import Index

_CONDITIONS = ("source", "development", "types", "import", "node", "require", "default")


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

    def candidates(self, specifier: str) -> list[str]:
        """Paths with or without extension that the specifier may mean if a package of the tree has its name."""
        parts = specifier.split("/")
        count = 2 if specifier.startswith("@") else 1
        name, rest = "/".join(parts[:count]), "/".join(parts[count:])
        folder = self._by_name().get(name)
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
