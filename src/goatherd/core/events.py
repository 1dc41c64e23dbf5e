"""What a scan says while it runs. Terminal, progress, reports and editors are consumers of these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import astuple, frozen

if TYPE_CHECKING:
    from goatherd.core.finding import Diagnosis, Finding
    from goatherd.core.source import Span


@frozen
class ScanStarted:
    """`root` is the absolute path that was asked for; spans are relative to it.

    `tree` is the `goatherd.tree.Tree` that is read, `checks` are the `goatherd.checks.api.Check`s that
    run, `known_checks` all that exist.
    """

    root: str
    tree: Any
    checks: tuple[Any, ...] = ()
    known_checks: tuple[Any, ...] = ()


@frozen
class FileRead:
    path: str


@frozen
class Skipped:
    """A file or folder that was left out on purpose."""

    path: str
    why: str


@frozen
class ApplicationRead:
    """`application` is a `goatherd.model.application.Application`."""

    application: Any


@frozen
class FunctionAnalysed:
    """`function` is a `goatherd.model.function.Function`."""

    application: str
    function: Any


@frozen
class FindingFound:
    finding: Finding


@frozen
class TargetAttacked:
    """One way into the application is attacked, the `number`th (from 1) `of` all, with so many `events` until now."""

    name: str
    number: int
    of: int
    events: int = 0


@frozen
class NotAttacked:
    """A function that could not be attacked; `why` completes "was not attacked: …". `span` is where it is declared.

    `application` is the name of its application: others may have functions of the same name.
    """

    function: str
    why: str
    span: Span
    application: str


@frozen
class LinesRan:
    """Lines of code that attacks have reached, as (path, line)."""

    lines: frozenset[tuple[str, int]]


@frozen
class AttackFigures:
    """What attacks came to, of one way in or of several: ways in, those of them that ran, fields tried, events sent,
    lines of code run.
    """

    targets: int
    reached: int
    inputs: int
    attempts: int
    lines: int

    def __add__(self, other: AttackFigures) -> AttackFigures:
        return AttackFigures(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


@frozen
class HarmlessRefused:
    """The run-time guard refused a harmless event: `what` says of which function, and why."""

    what: str


@frozen
class GuardTried:
    """The same attacks with the run-time guard in front of the functions: how many proofs it stopped, and how many are
    still possible; `harmed` says of each harmless event that it refused which, and why.
    """

    stopped: int
    possible: int
    harmed: tuple[str, ...]

    def __add__(self, other: GuardTried) -> GuardTried:
        return GuardTried(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


@frozen
class PackagesCompared:
    """Packages of an ecosystem ("PyPI", "npm") were compared with advisories that were published up to `newest`, a day
    ("2024-10-08"; "" where none says it). `shipped`: those that come with goatherd, not a user's own. `some` is the day
    up to which a part of the packages has them, where that is later.
    """

    ecosystem: str
    newest: str
    shipped: bool
    some: str = ""


@frozen
class Diagnosed:
    diagnosis: Diagnosis


@frozen
class Doing:
    """What the run does next, where that may take long: "interpreting Convert"."""

    what: str


@frozen
class CutShort:
    """The run has to end here, and is not complete; `why` completes "cut short …"."""

    why: str


@frozen
class ScanFinished:
    """Seconds are wall-clock."""

    seconds: float
    files: int
    functions: int


Event = (
    ScanStarted
    | FileRead
    | Skipped
    | ApplicationRead
    | FunctionAnalysed
    | TargetAttacked
    | NotAttacked
    | LinesRan
    | AttackFigures
    | HarmlessRefused
    | GuardTried
    | PackagesCompared
    | FindingFound
    | Diagnosed
    | Doing
    | CutShort
    | ScanFinished
)
