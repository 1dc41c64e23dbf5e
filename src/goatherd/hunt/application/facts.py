"""What is kept of the records that are about an application: each thing that happened once, with its first records.

Logs hold the same calls again and again. What tells them apart is small, so that memory does not grow with the logs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from attrs import define, field, frozen

from goatherd.hunt.alerts import EVIDENCE
from goatherd.hunt.telemetry.kind import text_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.hunt.stream.engine import Match
    from goatherd.hunt.telemetry.kind import Evidence, Principal

MOST = 100_000  # things that happened; more are counted
_WEIGHS_ONE = 100  # letters of a value
COUNTED = 1_000  # records of one thing that are told apart from their own copies,
ALL_COUNTED = 1_000_000  # and of all things together
ALL_EVIDENCE = 100_000  # records that are kept beside the first one of each thing


@frozen
class Session:
    """Who has assumed a role: `role` is its name, `name` what the session is called; of a function, as the function."""

    role: str
    name: str


@frozen
class Call:
    """A call of an AWS API with the credentials of a session. `service` is the first part of the event's source,
    `targets` are ARNs, or names where the record has no more. `refused`: the policies did not allow it. `tool` is the
    user agent where it is not that of a function, `by_link` a link that the session has signed for somebody.
    """

    session: Session
    service: str
    operation: str
    targets: tuple[str, ...] = ()
    refused: bool = False
    tool: str = ""
    by_link: bool = False


@frozen
class Invocation:
    """`by_service` is the host of the service that invokes it by itself, `session` of whom, else `actor` is who.

    `source` is the ARN of what sent the event, where the record has it.
    """

    function: str
    by_service: str = ""
    session: Session | None = None
    actor: str = ""
    source: str = ""


@frozen
class Change:
    """A setting was given a value. `noun` says of what ("function", "role" or "bucket"), `name` is what it is called
    there. `deployed`: CloudFormation or another tool that deploys what is written did it.
    """

    noun: str
    name: str
    setting: str
    value: str
    deployed: bool


@frozen
class Ran:
    """A function ran with so much memory (MB), as its log says."""

    function: str
    memory: int


@frozen
class Named:
    """A function ran whose name none of the application's has: one of another application, or one too many."""

    function: str


@frozen
class Assumed:
    """`actor` got the credentials of `session`."""

    actor: Principal
    session: Principal


Fact = Call | Invocation | Change | Ran | Named | Assumed
T = TypeVar("T", bound=Fact)


@define
class Room:
    """What may still be kept of all things together."""

    identities: int = ALL_COUNTED
    evidence: int = ALL_EVIDENCE


@define
class Seen:
    """The records of one fact. Copies of a record count once, as far as the first `COUNTED` of them go."""

    evidence: list[Evidence] = field(factory=list)
    count: int = 0
    last: str = ""
    kept: int = 0  # of the evidence, what earlier looks have left
    fresh: bool = False  # since the last look
    _identities: set[int] = field(factory=set)

    def add(self, match: Match, room: Room) -> None:
        if len(self._identities) < COUNTED and room.identities:
            digest = hash(match.identity)
            if digest in self._identities:
                return
            self._identities.add(digest)
            room.identities -= 1
        self.count += 1
        self.fresh = True
        self.last = max(self.last, text_in(match.event, "eventTime"))
        if not self.evidence or (len(self.evidence) - self.kept < EVIDENCE and room.evidence):
            room.evidence -= bool(self.evidence)
            self.evidence.append(match.evidence)

    def settle(self, room: Room) -> None:
        """Of all looks together, as many records are kept as of one."""
        room.evidence += max(len(self.evidence) - EVIDENCE, 0)
        del self.evidence[EVIDENCE:]
        self.kept, self.fresh = len(self.evidence), False


@define
class Facts:
    """`beyond` counts records of things that were not kept any more."""

    _seen: dict[Fact, Seen] = field(factory=dict)
    _room: Room = field(factory=Room)
    _size: int = 0
    beyond: int = 0

    def add(self, fact: Fact, match: Match) -> None:
        seen = self._seen.get(fact)
        if seen is None:
            if self._size >= MOST:
                self.beyond += 1
                return
            seen = self.put(fact, Seen())
        seen.add(match, self._room)

    def put(self, fact: Fact, seen: Seen) -> Seen:
        """What is known of a fact that is not there yet."""
        self._size += 1 + len(fact.value) // _WEIGHS_ONE if isinstance(fact, Change) else 1
        self._room.evidence -= max(len(seen.evidence) - 1, 0)
        self._seen[fact] = seen
        return seen

    def settled(self) -> Iterator[tuple[Fact, Seen]]:
        """What came since the last look, which is over."""
        for fact, seen in self._seen.items():
            if seen.fresh:
                seen.settle(self._room)
                yield fact, seen

    def of(self, kind: type[T]) -> Iterator[tuple[T, Seen]]:
        for fact, seen in self._seen.items():
            if isinstance(fact, kind):
                yield fact, seen

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._seen)
