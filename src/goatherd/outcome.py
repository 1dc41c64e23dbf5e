"""What a run comes to: everything that a report shows."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Literal

from attrs import define, field, frozen

from goatherd.core.errors import ReadError

if TYPE_CHECKING:
    from goatherd.core.events import AttackFigures, GuardTried, PackagesCompared
    from goatherd.core.finding import Diagnosis, Finding
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.rules.rule import Rule
    from goatherd.tree import Tree


class ExitCode(IntEnum):
    """The same for every format. An incomplete run is 3 even when it has findings: it cannot be trusted."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3
    NOTHING = 4


By = Literal["comment", "configuration", "baseline"]


@frozen
class Accepted:
    """A finding that is not reported: why, and by what."""

    finding: Finding
    by: By
    reason: str = ""


@frozen
class Tolerated:
    """What was not read or decided, and does not make the run incomplete: why, and by what."""

    diagnosis: Diagnosis
    by: By
    reason: str = ""


class Lines:
    """Source lines of the scanned tree, read once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._texts: dict[str, str] = {}
        self._lines: dict[str, list[str]] = {}

    def text(self, path: str) -> str:
        """The whole text of a file, "" when it cannot be read."""
        if path not in self._texts:
            try:
                self._texts[path] = self._tree.read(path)
            except ReadError:
                self._texts[path] = ""
        return self._texts[path]

    def all(self, path: str) -> list[str]:
        if path not in self._lines:
            self._lines[path] = self.text(path).replace("\r\n", "\n").split("\n")
        return self._lines[path]

    def line(self, path: str, number: int) -> str:
        """One line, counted from 1; "" past the end."""
        lines = self.all(path)
        return lines[number - 1] if 0 < number <= len(lines) else ""


@define(eq=False)
class Outcome:
    """`root` is absolute; every span is relative to it. `prefix` leads to it from the git work tree ("" or "a/b/").

    `functions` pairs the name of an application with each of its functions. `below` counts findings
    under the severity or confidence that was asked for, `beside` those that the profile leaves out; `left_out` are
    both. `seconds` is wall-clock time.
    """

    root: str
    lines: Lines
    prefix: str = ""
    applications: list[Application] = field(factory=list)
    functions: list[tuple[str, Function]] = field(factory=list)
    findings: list[Finding] = field(factory=list)
    accepted: list[Accepted] = field(factory=list)
    tolerated: list[Tolerated] = field(factory=list)
    below: int = 0
    beside: int = 0
    left_out: list[Finding] = field(factory=list)
    profile: str = ""
    diagnoses: list[Diagnosis] = field(factory=list)
    skipped: list[tuple[str, str]] = field(factory=list)
    checks: list[Rule] = field(factory=list)
    compared: list[PackagesCompared] = field(factory=list)
    baseline: bool = False  # whether there is one
    since: str = ""  # the revision, where only what was changed after it counts
    guard: GuardTried | None = None  # of a run that attacked with the run-time guard as well
    attack: AttackFigures | None = None  # figures of a run that attacked, all its applications together
    files: int = 0
    seconds: float = 0.0
    cut_short: str = ""  # why the run ended before its end, as in core.events.CutShort
    exit_code: ExitCode = ExitCode.CLEAN

    def accepted_by(self, by: By) -> int:
        """How many findings it accepts."""
        return sum(accepted.by == by for accepted in self.accepted)

    @property
    def incomplete(self) -> bool:
        return any(diagnosis.incomplete for diagnosis in self.diagnoses)
