"""Everything that one attempt set off: the function, those it called, those that its events fired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from goatherd.sandbox.cloud.other_clouds import domain_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goatherd.attack.reply import Reply
    from goatherd.sandbox.invocation import Invocation


@frozen
class Place:
    """A line of code: `where` is "file:line" as seen from the function's folder, "" where no line is known."""

    function: str
    where: str = ""


@define(eq=False)
class Link:
    """One function that ran. `via` is what fired it, for people ("PutObject in bucket uploads"), "" for the first."""

    function: str
    invocation: Invocation
    via: str = ""
    after: Link | None = None

    def chain(self) -> list[Link]:
        """From the first function to this one."""
        return [*(self.after.chain() if self.after else []), self]


@define(eq=False)
class Trace:
    """`reply` is what came back to the sender. `files` maps what lies in /tmp afterwards to its text (cut), for all
    functions together; `fetched` is what an outsider can read afterwards without signing in: URL -> text.
    """

    links: list[Link] = field(factory=list)
    reply: Reply | None = None
    files: dict[str, str] = field(factory=dict)
    fetched: dict[str, str] = field(factory=dict)
    looped: list[Link] = field(factory=list)

    @property
    def first(self) -> Invocation:
        return self.links[0].invocation

    def notes(self, *kinds: str) -> Iterator[tuple[Link, dict[str, Any]]]:
        """What the instruments saw, in the order in which it happened."""
        for link in self.links:
            for note in link.invocation.notes:
                if note.get("kind") in kinds:
                    yield link, note

    def reached(self, *sinks: str) -> Iterator[tuple[Link, dict[str, Any]]]:
        """Where marked texts came to, at these sinks."""
        return ((link, note) for link, note in self.notes("reach") if note["sink"] in sinks)

    def place(self, text: str, *sinks: str) -> Place | None:
        """The line at which a text came to one of these sinks."""
        for link, note in self.reached(*sinks):
            if note["where"] and text in str(note["text"]):
                return Place(link.function, str(note["where"]))
        return None

    def records(self, *kinds: str) -> Iterator[tuple[Link, dict[str, Any]]]:
        """What the cloud saw (cloud/gateway.py)."""
        for link in self.links:
            for record in link.invocation.records:
                if record["kind"] in kinds:
                    yield link, record

    def gaps(self) -> Iterator[str]:
        """Calls and statements that the simulated cloud could not answer, and the services of other clouds that were
        asked: whatever followed proves nothing.
        """
        for _, record in self.records("call", "sql"):
            if record["gap"]:
                what = record["dialect"] if record["kind"] == "sql" else f"{record['service']} {record['operation']}"
                yield f"{what}: {record['gap']}"
        for _, record in self.records("outside", "lookup"):
            if domain := domain_of(record["host"]):
                yield f"services at {domain}, which the code asks for"

    def doubtful(self) -> bool:
        """Whether an error may be the simulated cloud's alone."""
        return any(is_doubtful(record) for _, record in self.records("call", "sql"))

    @property
    def log(self) -> str:
        return "".join(link.invocation.log for link in self.links)


def lines_of(trace: Trace) -> Iterator[tuple[str, str, int]]:
    """(function, file, line) of the code that ran for the first time in its process."""
    for link, note in trace.notes("lines"):
        for file, numbers in _mapping(note.get("files")).items():
            yield from ((link.function, file, number) for number in numbers)


def _mapping(value: Any) -> dict[str, list[int]]:
    return value if isinstance(value, dict) else {}


def is_doubtful(record: Mapping[str, Any]) -> bool:
    """Whether what the cloud answered may differ from what the real one answers."""
    return bool(record.get("gap")) or record.get("ended") == "doubtful"
