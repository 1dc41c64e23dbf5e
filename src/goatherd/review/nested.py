"""Configuration files in folders below the scanned one: what each says of the findings below its own folder."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.core.config import settings_below
from goatherd.core.errors import ConfigError, UsageError
from goatherd.core.source import Span
from goatherd.rules.selection import selected

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goatherd.core.config import Config
    from goatherd.core.finding import Finding
    from goatherd.rules.rule import Rule

_NAMES = ("pyproject.toml", "goatherd.toml")  # the latter wins in one folder


class Nested:
    """Asked by path: the configuration of the run, with what the files in the folders around the path say of findings.

    What the command line says wins over all of them. Raises ConfigError for a file that is wrong.
    """

    def __init__(self, config: Config, root: str, files: Iterable[str], known: Sequence[Rule]) -> None:
        self._config = config
        self._by_folder: dict[str, Config] = {}
        self._checks: dict[str, frozenset[str]] = {}
        found = sorted((p for p in files if p.endswith(tuple(f"/{n}" for n in _NAMES))), key=_in_order)
        for path in found if config.nested else ():
            said = settings_below(Path(root, path))
            if said is not None:
                folder = os.path.dirname(path)
                settings = {name: value for name, value in said.items() if name not in config.settled}
                # Globs begin at the folder of their file; those of the run have been left out already.
                settings["exclude"] = tuple(f"{folder}/{glob}" for glob in said.get("exclude", ()))
                inner = evolve(self.of(folder), **{"accept": (), **settings}, source=str(Path(root, path)))
                self._by_folder[folder] = inner
                self._checks[folder] = _chosen(inner, known)

    @property
    def configurations(self) -> list[Config]:
        """Those of the files, each with what it accepts itself."""
        return [config for config in self._by_folder.values() if config.accept]

    def of(self, path: str) -> Config:
        folder = self._folder(path)
        return self._config if folder is None else self._by_folder[folder]

    def leaves_out(self, finding: Finding) -> bool:
        """Whether the files around it ignore its check or one of its advisories, or exclude its place."""
        folder = self._folder(finding.span.path)
        if folder is None:
            return False
        config = self._by_folder[folder]
        if finding.id not in self._checks[folder]:
            return True
        return any(_is_below(finding.span.path, glob) for glob in config.exclude)

    def _folder(self, path: str) -> str | None:
        """The nearest folder around a path that has a configuration of its own."""
        folder = path
        while folder:
            if folder in self._by_folder:
                return folder
            folder = os.path.dirname(folder)
        return None


def _in_order(path: str) -> tuple[int, str, int]:
    """Outer folders first."""
    return path.count("/"), os.path.dirname(path), _NAMES.index(os.path.basename(path))


def _is_below(path: str, glob: str) -> bool:
    return fnmatchcase(path, glob) or path.startswith(glob.rstrip("/") + "/")


def _chosen(config: Config, known: Sequence[Rule]) -> frozenset[str]:
    try:
        return frozenset(check.id for check in selected(known, config.select, config.ignore))
    except UsageError as error:
        raise ConfigError(error.message, span=Span(config.source, 1), help=error.help) from error
