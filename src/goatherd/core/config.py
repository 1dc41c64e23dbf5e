"""Configuration: `goatherd.toml`, or `[tool.goatherd]` in pyproject.toml.

The nearest file wins, looking from the scanned path upwards to the root of the git work tree (only in
the scanned folder itself where there is none). A file is never merged with another.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.core.acceptance import Acceptance, read_acceptances
from goatherd.core.confidence import Confidence
from goatherd.core.errors import ConfigError
from goatherd.core.file_names import means_itself
from goatherd.core.finding import Severity
from goatherd.core.formats import FILE_FORMATS, may_be_replaced
from goatherd.core.nearest import nearest
from goatherd.core.plain_files import is_link, opened_plain
from goatherd.core.source import Span
from goatherd.core.worktree import work_tree_root

if TYPE_CHECKING:
    from pathlib import Path

MAX_CONFIG_BYTES = 1_000_000
MAX_EFFORT = 10
PROFILES = ("ci", "audit", "everything")
_OF_FINDINGS = frozenset(
    {"select", "ignore", "exclude", "profile", "fail_on", "min_severity", "min_confidence", "accept"}
)
_CHOOSING = ("select", "min-severity", "min-confidence")


@frozen
class Report:
    """One report to write: a format and the file it goes to."""

    format: str
    path: str


@frozen
class Config:
    """What a run was asked for.

    `select` and `ignore` hold check ids, prefixes of ids, slugs or risks ("SAS-1"); an empty `select`
    means all. With `all_files`, what git ignores is read as well. With a `fail_on` of None no finding fails the run.
    `baseline` and the paths of `reports` are absolute, as are the folders of `models_from`, of which the first goes
    first. `advisories` is a folder of OSV documents; "" means `advisories_copy`, an index that was made of such, or
    else the table that comes with goatherd.
    `profile` is one of PROFILES; "" where nobody chose one, which the command line makes `ci`, and otherwise means all.
    `effort` (1 to MAX_EFFORT) is how many times the usual number of steps the code of a function may take.
    `cache` is the folder in which runs remember what they worked out ("": none), `jobs` how many processes may work.
    Ignore comments count only with `honour_comments`. `source` is the file that all this came from.
    With `nested`, files in folders below decide of the findings there, but for what the command line has `settled`.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    all_files: bool = False
    profile: str = ""
    fail_on: Severity | None = Severity.LOW
    min_severity: Severity = Severity.INFO
    min_confidence: Confidence = Confidence.LOW
    baseline: str = ""
    reports: tuple[Report, ...] = ()
    checks_from: tuple[str, ...] = ()
    models_from: tuple[str, ...] = ()
    advisories: str = ""
    advisories_copy: str = ""
    effort: int = 1
    cache: str = ""
    jobs: int = 1
    require_reason: bool = False
    honour_comments: bool = True
    accept: tuple[Acceptance, ...] = ()
    source: str = ""
    nested: bool = False
    settled: frozenset[str] = frozenset()


def find_config(start: Path) -> Path | None:
    """The configuration file that governs a scan of `start`."""
    folder = start if start.is_dir() else start.parent
    for candidate in _folders_up(folder.resolve()):
        own = candidate / "goatherd.toml"
        if os.path.lexists(own):
            return own
        shared = candidate / "pyproject.toml"
        if shared.is_file() and not is_link(shared.lstat()) and _has_table(shared):
            return shared
    return None


def load_config(path: Path, *, named: bool = False) -> Config:
    """Read one file; raises ConfigError with the line that is wrong.

    Only one that the user has `named` may be a link: one that was found is part of the tree.
    """
    text = _read(path, follow=named)
    return Config(**_Reader(path, text).settings(_table(text, path)), source=str(path))


def settings_below(path: Path) -> dict[str, Any] | None:
    """What a file in a folder below the scanned one says of the findings there; None where it says nothing.

    Raises ConfigError with the line that is wrong.
    """
    if path.name == "pyproject.toml" and not _has_table(path):
        return None
    text = _read(path)
    settings = _Reader(path, text).settings(_table(text, path))
    return {name: value for name, value in settings.items() if name in _OF_FINDINGS}


def _table(text: str, path: Path) -> Any:
    table = _parse(text, path)
    return table.get("tool", {}).get("goatherd", {}) if path.name == "pyproject.toml" else table


def _folders_up(folder: Path) -> list[Path]:
    root = work_tree_root(folder)
    if root is None:
        # Outside a work tree a file further up may be anybody's (/tmp/goatherd.toml).
        return [folder]
    return [candidate for candidate in (folder, *folder.parents) if candidate.is_relative_to(root)]


def _has_table(path: Path) -> bool:
    text = _read(path)
    return "goatherd" in text and "goatherd" in _parse(text, path).get("tool", {})


def _read(path: Path, *, follow: bool = False) -> str:
    try:
        with open(path if follow else opened_plain(str(path)), "rb") as stream:
            data = stream.read(MAX_CONFIG_BYTES + 1)
    except OSError as error:
        help = "name it with --config" if os.path.islink(path) else ""
        message = f"the configuration cannot be read: {'it is a link' if help else error.strerror}"
        raise ConfigError(message, span=Span(str(path), 1), help=help) from error
    if len(data) > MAX_CONFIG_BYTES:
        raise ConfigError("the configuration is larger than a megabyte", span=Span(str(path), 1))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError("the configuration is not UTF-8 text", span=Span(str(path), line)) from error


def _parse(text: str, path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        where = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(where[1]), int(where[2])) if where else (text.count("\n") + 1, 1)
        message = str(error).split(" (at ")[0]
        raise ConfigError(
            f"the configuration is not valid TOML: {message[:1].lower()}{message[1:]}",
            span=Span(str(path), line, column),
        ) from error


class _Reader:
    """Turns one table into a Config, and every mistake into an error that names its line."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()
        self.keys: dict[str, tuple[str, Callable[[str, Any], Any]]] = {
            "select": ("select", self._texts),
            "ignore": ("ignore", self._texts),
            "exclude": ("exclude", self._texts),
            "all-files": ("all_files", self._flag),
            "profile": ("profile", self._profile),
            "fail-on": ("fail_on", self._fail_on),
            "min-severity": ("min_severity", self._severity),
            "min-confidence": ("min_confidence", self._confidence),
            "baseline": ("baseline", self._baseline),
            "reports": ("reports", self._reports),
            "checks-from": ("checks_from", self._checks_from),
            "models-from": ("models_from", self._models_from),
            "effort": ("effort", self._effort),
            "require-reason": ("require_reason", self._flag),
            "accept": ("accept", self._accept),
        }

    def settings(self, table: Any) -> dict[str, Any]:
        """Attributes of a Config."""
        if not isinstance(table, Mapping):
            raise self._error("", "[tool.goatherd] is not a table", "")
        values: dict[str, Any] = {}
        for key, value in table.items():
            if key not in self.keys:
                raise self._error(key, f"unknown key {key!r}", self._help_for(key))
            name, read = self.keys[key]
            values[name] = read(key, value)
        if not table.keys().isdisjoint(_CHOOSING):
            values.setdefault("profile", "everything")  # it says by itself what it wants
        return values

    def _help_for(self, key: str) -> str:
        known = [name for name in self.keys if name != "checks-from"]  # it is known only to be refused
        return nearest(key.replace("_", "-"), known) or f"the keys are {', '.join(sorted(known))}"

    def _texts(self, key: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._error(key, f"{key!r} is not a list of texts", f'write {key} = ["…"]')
        return tuple(value)

    def _text(self, key: str, value: Any) -> str:
        if not isinstance(value, str) or not value:
            raise self._error(key, f"{key!r} is not a text", f'write {key} = "…"')
        return value

    def _flag(self, key: str, value: Any) -> bool:
        if not isinstance(value, bool):
            raise self._error(key, f"{key!r} is neither true nor false", f"write {key} = true")
        return value

    def _effort(self, key: str, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_EFFORT:
            raise self._error(key, f"{key!r} is {value!r}", f"it may be 1 to {MAX_EFFORT}")
        return value

    def _accept(self, key: str, value: Any) -> tuple[Acceptance, ...]:
        return read_acceptances(value, str(self.path), self.lines)

    def _fail_on(self, key: str, value: Any) -> Severity | None:
        choice = self._choice(key, value, [*(s.label for s in Severity), "never"])
        return None if choice == "NEVER" else Severity[choice]

    def _severity(self, key: str, value: Any) -> Severity:
        return Severity[self._choice(key, value, [s.label for s in Severity])]

    def _confidence(self, key: str, value: Any) -> Confidence:
        return Confidence[self._choice(key, value, [c.label for c in Confidence])]

    def _profile(self, key: str, value: Any) -> str:
        return self._choice(key, value, [*PROFILES]).lower()

    def _choice(self, key: str, value: Any, choices: list[str]) -> str:
        if not isinstance(value, str) or value not in choices:
            raise self._error(key, f"{key!r} is {value!r}", f"it may be {', '.join(choices)}")
        return value.upper()

    def _baseline(self, key: str, value: Any) -> str:
        around = work_tree_root(self.path.parent.resolve())
        help = "give it on the command line: --baseline FILE"
        return str(self._inside(key, self._text(key, value), help, around))

    def _reports(self, key: str, value: Any) -> tuple[Report, ...]:
        if not isinstance(value, Mapping):
            raise self._error(key, f"{key!r} is not a table", 'write reports = {sarif = "goatherd.sarif"}')
        return tuple(self._report(format, path) for format, path in value.items())

    def _report(self, format: str, written: Any) -> Report:
        if format not in FILE_FORMATS:
            help = nearest(format, list(FILE_FORMATS)) or f"the formats are {', '.join(FILE_FORMATS)}"
            raise self._error(format, f"there is no report format {format!r}", help)
        path = self._text(format, written)
        # The configuration is part of the scanned tree and may be hostile: it must not choose what is overwritten.
        help = f"give it on the command line: --report {format}=FILE"
        target = self._inside(format, path, help)
        if any(part.lower() == ".git" for part in target.relative_to(self.path.parent.resolve()).parts):
            raise self._error(format, f"{path!r} is inside .git", "choose another folder")
        if not may_be_replaced(target, format):
            message = f"{path!r} is there already and is no {format} report of goatherd"
            raise self._error(format, message, "remove it, or name another file")
        return Report(format, str(target))

    def _models_from(self, key: str, value: Any) -> tuple[str, ...]:
        # Models are read and never run, but a scanned tree must not choose what is read elsewhere.
        help = "give it on the command line: --models-from FOLDER"
        folders = []
        for path in self._texts(key, value):
            folder = self._inside(key, path, help)
            if not folder.is_dir():
                raise self._error(key, f"{path!r} is no folder", "name a folder below that of this file")
            folders.append(str(folder))
        return tuple(folders)

    def _inside(self, key: str, path: str, help: str, around: Path | None = None) -> Path:
        """A path below the folder of this file, or one around it, links and all."""
        folder = self.path.parent.resolve()
        top = around or folder
        try:
            target = (folder / path).resolve()
        except (OSError, ValueError, RuntimeError) as error:
            raise self._error(key, f"{path!r} is no path", help) from error
        if not target.is_relative_to(top):
            raise self._error(key, f"{path!r} is outside {top}", help)
        if not all(map(means_itself, target.relative_to(top).parts)):
            raise self._error(key, f"{path!r} is no path", help)
        return target

    def _checks_from(self, key: str, value: Any) -> tuple[str, ...]:
        # Checks are code that runs: a scanned tree must not be able to name them.
        raise self._error(
            key,
            "checks are code, so a file in the scanned tree cannot name them",
            "give them on the command line with --checks-from",
        )

    def _error(self, key: str, message: str, help: str) -> ConfigError:
        return ConfigError(message, span=Span(str(self.path), self._line_of(key)), help=help)

    def _line_of(self, key: str) -> int:
        name = rf"""{re.escape(key)}["']?\s*"""
        pattern = re.compile(rf"""(?:.*[{{,])?\s*["']?{name}[=.]|\s*\[.*\b{name}\]""")
        section = self.path.name != "pyproject.toml"
        for number, line in enumerate(self.lines, 1):
            if not section:
                section = line.strip().startswith(("[tool.goatherd", "tool.goatherd"))
            if section and pattern.match(line):
                return number
        return 1
