"""A finding is a story: one primary span, the steps that lead there, what to do about it."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from goatherd.core.confidence import Confidence, confidence_of
from goatherd.core.incomplete import UNREAD

if TYPE_CHECKING:
    from goatherd.core.confidence import Reasons
    from goatherd.core.source import Span


class Severity(IntEnum):
    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def label(self) -> str:
        return self.name.lower()


INFO, LOW, MEDIUM, HIGH, CRITICAL = Severity


StepKind = Literal["", "call", "text", "arrival"]


@frozen
class Step:
    """One step of a flow, in the order in which data moves.

    `kind`: "call" where it goes into a function, "text" where it becomes part of a text, "arrival" where a function
    gets what another one put into a channel.
    """

    span: Span
    note: str
    kind: StepKind = ""


@frozen
class Proof:
    """What running the code said of a finding.

    `evidence` is what was seen, as a sentence; `command` sends the same to a deployment, `event` is the function's
    input as JSON. `why` is why there is no proof. `chain` are the functions on the way. `located`: the line is known,
    not the function alone. `guarded` says what the run-time guard made of it, "" where it was not tried.
    """

    status: Literal["proved", "not reproduced", "not attempted"]
    why: str = ""
    evidence: str = ""
    command: str = ""
    event: str = ""
    chain: tuple[str, ...] = ()
    located: bool = True
    guarded: Literal["", "stopped", "still possible"] = ""


@frozen
class Kind:
    """`many` says what there is several of, and `name` what this one is called; `remedy` is for all of them, "" where
    it is that of each. `anywhere`: those of all files are one finding, not those of each.
    """

    many: str
    name: str
    remedy: str = ""
    anywhere: bool = False


@frozen
class Finding:
    """What a check has to say.

    A check gives `span`, `message` and, where it knows better than its own metadata, the rest; the
    runner fills in `id`, `sas`, `cwe`, `severity` and the default `remedy`, and review the fingerprint.
    `reasons` are why it may not hold; its confidence follows from them, and from whether its check is `reliable`: what
    it found in code of strangers was right nine times in ten. `seldom_right` says how often that was, where it was
    hardly more than half the time: review adds it to the reasons. `locations` are the other places that the
    same finding covers. `functions` are all functions that it was found in, where review merged several. `hidden`
    spans are not shown; an ignore comment there counts as well. `inside`: only principals of the account can make
    it happen, so that it weighs one severity less than the check says, and `invoked`: by invoking the function
    themselves, one less again. `whatever_source`: it is mended where it is, whichever data comes there, so that
    review merges what leads there from several functions. `subject` is the part of the message that names the data:
    review merges what differs in it alone. `cause` is where the data becomes part of a text on its way: what leads
    through it is mended there, and merged. `counted` are functions that the message counts, in the words of
    `core.wording.counted_functions`: review counts those of several applications together. `applications` are those
    that it was found in, by their names. `alike`: what is said alike of several lines of a file is one finding, of an
    application where it weighs little.
    `one_of` is of what kind it is, and what it is called in a list: review makes one finding of those in a file, or in
    all. `advisories` are what was published about a package, each by all its names, the best known first: part of what
    the finding is, and accepted one by one.
    """

    span: Span
    message: str
    remedy: str = ""
    reasons: Reasons = ()
    function: str = ""
    locations: tuple[Span, ...] = ()
    steps: tuple[Step, ...] = ()
    severity: Severity | None = None
    id: str = ""
    slug: str = ""
    sas: int = 0
    cwe: int = 0
    fingerprint: str = ""
    functions: tuple[str, ...] = ()
    hidden: tuple[Span, ...] = ()
    inside: bool = False
    invoked: bool = False
    whatever_source: bool = False
    subject: str = ""
    counted: tuple[str, ...] = ()
    cause: Span | None = None
    alike: bool = False
    proof: Proof | None = None
    applications: tuple[str, ...] = ()
    advisories: tuple[tuple[str, ...], ...] = ()
    one_of: Kind | None = None
    reliable: bool = True
    seldom_right: str = ""

    @property
    def proved(self) -> bool:
        return self.proof is not None and self.proof.status == "proved"

    @property
    def certainty(self) -> Confidence:
        """What the reasons to doubt it leave."""
        return confidence_of(self.reasons)

    @property
    def confidence(self) -> Confidence:
        return self.certainty if self.reliable or self.proved else min(self.certainty, Confidence.MEDIUM)

    @property
    def sort_key(self) -> tuple[str, int, int, str, str, str]:
        return (self.span.path, self.span.line, self.span.column, self.id, self.function, self.message)


@frozen
class Diagnosis:
    """What could not be read or decided. `incomplete` ones make the run exit 3, unless somebody has accepted them.

    A `consequence` may follow from what another one tells, and comes after all that do not. `id` is its kind, of
    core/incomplete.py; what has none cannot be accepted. Review gives incomplete ones their `fingerprint`.
    """

    span: Span
    message: str
    incomplete: bool = True
    consequence: bool = False
    id: str = UNREAD
    fingerprint: str = ""
