"""tsconfig.json and jsconfig.json: where non-relative imports point and where compiled files go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from goatherd.code.jsonc import mapping, read_object, texts
from goatherd.code.paths import ancestors, join, parent

if TYPE_CHECKING:
    from goatherd.tree import Tree

_NAMES = ("tsconfig.json", "jsconfig.json")
_MAX_EXTENDS = 16


@frozen
class TsConfig:
    """Folders relative to the scanned root. `paths` are (pattern, targets), the longest prefix first."""

    folder: str
    base_url: str | None = None
    paths: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())
    out_dir: str | None = None
    root_dir: str | None = None

    def candidates(self, specifier: str, *, is_installed: bool = False) -> list[str]:
        """Paths without extension that a non-relative specifier may mean, best first. Whatever runs takes a package
        that is installed before a file that only `baseUrl` finds.
        """
        found: list[str] = []
        for pattern, targets in self.paths:
            prefix, star, suffix = pattern.partition("*")
            if star:
                fits = (
                    specifier.startswith(prefix) and specifier.endswith(suffix) and len(specifier) >= len(pattern) - 1
                )
                middle = specifier[len(prefix) : len(specifier) - len(suffix)] if fits else None
            else:
                middle = "" if specifier == pattern else None
            if middle is not None:
                found.extend(target.replace("*", middle, 1) for target in targets)
        if self.base_url is not None and not is_installed:
            found.append(f"{self.base_url}/{specifier}")
        return [path for text in found if (path := join("", text)) is not None]


class TsConfigs:
    """The configuration that governs a folder: the nearest one around it."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._nearest: dict[str, TsConfig | None] = {}

    def nearest(self, folder: str) -> TsConfig | None:
        if folder not in self._nearest:
            self._nearest[folder] = self._find(folder)
        return self._nearest[folder]

    def _find(self, folder: str) -> TsConfig | None:
        for around in ancestors(folder):
            for name in _NAMES:
                path = f"{around}/{name}" if around else name
                if path in self.tree:
                    return self._read(path)
        return None

    def _read(self, path: str) -> TsConfig:
        settings: dict[str, Any] = {}
        self._collect(path, settings, set())
        paths = settings.get("paths", {})
        ordered = sorted(paths.items(), key=lambda item: (-len(item[0].partition("*")[0]), item[0]))
        return TsConfig(
            folder=parent(path),
            base_url=settings.get("baseUrl"),
            paths=tuple((pattern, tuple(targets)) for pattern, targets in ordered),
            out_dir=settings.get("outDir"),
            root_dir=settings.get("rootDir"),
        )

    def _collect(self, path: str, settings: dict[str, Any], seen: set[str]) -> None:
        """Settings of the file over those that it extends; folders become relative to the scanned root."""
        seen.add(path)
        document = read_object(self.tree, path)
        folder = parent(path)
        for base in texts(document.get("extends")):
            target = self._extended(folder, base)
            if target and target not in seen and len(seen) < _MAX_EXTENDS:
                self._collect(target, settings, seen)
        options = mapping(document.get("compilerOptions"))
        for key in ("baseUrl", "outDir", "rootDir"):
            value = options.get(key)
            if isinstance(value, str) and (place := join(folder, value)) is not None:
                settings[key] = place
        if isinstance(options.get("paths"), dict):
            base = settings.get("baseUrl", folder)
            settings["paths"] = {
                pattern: [place for target in texts(targets) if (place := join(base, target)) is not None]
                for pattern, targets in options["paths"].items()
            }

    def _extended(self, folder: str, base: str) -> str | None:
        if not base.startswith("."):
            return None  # of a package
        place = join(folder, base)
        for path in (place, f"{place}.json", f"{place}/tsconfig.json"):
            if path and path in self.tree:
                return path
        return None
