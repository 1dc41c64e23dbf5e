"""Data that leaves one function and enters another: tables, buckets, queues, topics, invocations, workflows.

A function is interpreted alone; what it read from a channel carries a label that names the channel, what
it wrote is noted with its labels. Here the two are put together: a flow from a channel counts when some
function of the application writes an outsider's data into it.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from goatherd.core.value import HOLE
from goatherd.engine.channels.arrivals import Arrivals
from goatherd.engine.channels.matching import matching
from goatherd.engine.doubts import (
    from_within,
    guessed_item,
    guessed_way,
    known_sender,
    no_trigger,
    reasons_of,
    tests_in,
)
from goatherd.engine.kinds import satisfied
from goatherd.engine.stories import source_of, span_of, steps_of
from goatherd.model.flow import Flow, Source
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.finding import Step
    from goatherd.engine.facts import Facts, FlowFact, WriteFact
    from goatherd.engine.labels import Hint, Label
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger

# Origins behind which there may be a function that wrote what is read.
WRITTEN = frozenset({"event", "stored", "row", "secret", "setting", "invocation"})
MAX_VISITED = 2_000  # places where data is read, on the way back to an outsider


@frozen
class _Before:
    """What comes before a function: steps from an outsider to where it reads, the ids in between, the first source.

    `doubt` is what may be otherwise than it seems on that way.
    """

    steps: tuple[Step, ...]
    via: tuple[str, ...]
    source: Source
    doubt: tuple[Hint, ...]


@frozen(eq=False)
class _Read:
    """A function that reads `label`; what it does with it is `then` (None: it is where the flow ends)."""

    function: Function
    label: Label
    then: _Read | None = None
    write: WriteFact | None = None  # by which it hands on what `then` reads
    doubt: tuple[Hint, ...] = ()  # about all that comes after
    hops: int = 0

    @property
    def reach(self) -> Exposure:
        """Who gets an event handed on, by what the function asks of its sender."""
        own = self.write is not None and self.label.origin.kind == "event"
        return self.write.reach if own and self.write is not None else Exposure.ANONYMOUS


class Channels:
    """What the functions of one application write, and how that comes to where others read."""

    def __init__(self, application: Application) -> None:
        self._arrivals = Arrivals(application)
        self._fruitless: set[tuple[str, str, Label]] = set()

    def collect(self, function: Function, facts: Facts) -> None:
        self._arrivals.add(function, facts)

    def linked(self, function: Function, fact: FlowFact) -> Flow | None:
        """The flow with everything before it; None when no outsider stands at its beginning."""
        label = fact.label
        origin = label.origin
        trigger = origin.trigger
        direct = self._arrivals.is_outsiders(function, label)
        source = source_of(label, fact.reach)
        if direct and source.exposure == Exposure.ANONYMOUS:
            return _compose(function, fact, source)
        found = self._search(function, fact.kind, label)
        if direct and (found is None or _openness(found.source) <= _openness(source)):
            return _compose(function, fact, source)
        if found is not None:
            return _compose(function, fact, found.source, found)
        if origin.kind == "stored" and trigger is None:
            if self._is_own(function, fact.kind, label):
                return None
            trigger = self._announcing(function, origin.channel)
            source = evolve(source, trigger=trigger)
        elif trigger is not None and not self._arrivals.may_be_sent(function, label):
            return None
        if trigger is not None and trigger.exposure >= Exposure.ACCOUNT:
            # Nobody of the application writes there; somebody of the account may.
            return _compose(function, fact, source)
        return None

    def _search(self, reader: Function, kind: str, label: Label) -> _Before | None:
        """The way from an outsider to where `label` is read: of all, the most open, that with the least doubt, then
        functions."""
        pending: list[tuple[int, int, int, int, _Read]] = [(0, 0, 0, 0, _Read(reader, label))]
        visited: set[tuple[str, str, Label]] = set()
        serial = 0
        while pending and len(visited) < MAX_VISITED:
            *_, read = heappop(pending)
            if read.then is not None and self._arrivals.is_outsiders(read.function, read.label):
                return _told(read)
            key = (kind, read.function.id, read.label)
            if key in visited or key in self._fruitless:
                continue
            visited.add(key)
            for before in self._before(read, kind):
                serial += 1
                heappush(pending, (-before.reach, len(before.doubt), before.hops, serial, before))
        if not pending:
            # What was searched in vain is not searched again: many functions may share a table.
            self._fruitless |= visited
        return None

    def _before(self, read: _Read, kind: str) -> Iterator[_Read]:
        """Who wrote what may be what is read, each with what it read for that."""
        for arrival in self._arrivals.of(read.function, read.label):
            parts, guessed = matching(arrival.write, arrival.label)
            harmful = [part for part in parts if part.origin.kind in WRITTEN and not satisfied(kind, part.preds)]
            if harmful and not self._arrivals.forbidden(read.function, read.label, arrival):
                guess = (guessed_item(arrival.write),) if guessed else ()
                guess = (guessed_way(arrival.write),) if arrival.unsure and not guessed else guess
                for part in harmful:
                    doubt = (*part.doubt, *tests_in(part.preds), *guess, *read.doubt)
                    yield _Read(arrival.writer, part, read, arrival.write, doubt, read.hops + 1)

    def _is_own(self, reader: Function, kind: str, label: Label) -> bool:
        """Whether functions of the application write what is read, all of them in a form that does no harm."""
        written = [matching(arrival.write, arrival.label)[0] for arrival in self._arrivals.of(reader, label)]
        parts = [part for found in written for part in found]
        return bool(parts) and all(satisfied(kind, part.preds) for part in parts)

    def _announcing(self, function: Function, channel: tuple[str, str] | None) -> Trigger | None:
        """The trigger that told the function of an object in a bucket: who can put it there chose what is in it."""
        if channel is None or channel[0] != "s3":
            return None
        buckets = self._arrivals.resources.meant(*channel)
        for trigger in function.triggers:
            told = trigger.source is None or channel[1] == HOLE or trigger.source in buckets
            if trigger.kind == Kind.S3 and told:
                return trigger
        return None


def _openness(source: Source) -> Exposure:
    return source.exposure if source.exposure is not None else Exposure.INTERNAL


def _told(read: _Read) -> _Before:
    """The story of a way, from the function that an outsider calls on."""
    steps: tuple[Step, ...] = ()
    via: tuple[str, ...] = ()
    first = read
    while read.then is not None and read.write is not None:
        write = read.write
        name = write.channel[1]
        end = f"{write.call} writes it to {name}" if name else f"{write.call} gives it back"
        steps += steps_of(read.label, write.place, end, read.function.id, read.reach)
        via += (read.function.id, name) if name else (read.function.id,)
        read = read.then
    return _Before(steps, via, source_of(first.label, first.reach), first.doubt)


def _outsider(source: Source, kind: str) -> tuple[Hint, ...]:
    """What is to doubt about who sends the event."""
    trigger = source.trigger
    if trigger is None:
        return ()
    if trigger.kind == Kind.UNKNOWN:
        return (no_trigger(),)
    if trigger.exposure < Exposure.AUTHENTICATED:
        return (from_within(),)
    return (known_sender(kind),) if source.reach < Exposure.AUTHENTICATED else ()


def _compose(function: Function, fact: FlowFact, source: Source, before: _Before | None = None) -> Flow:
    steps, via, doubt = (before.steps, before.via, before.doubt) if before is not None else ((), (), ())
    return Flow(
        fact.kind,
        function,
        source,
        span_of(fact.place),
        fact.sink,
        steps + steps_of(fact.label, fact.place, f"reaches {fact.sink}", function.id if via else "", fact.reach),
        reasons_of((*fact.doubt, *_outsider(source, fact.kind), *doubt)),
        via,
        span_of(fact.entered) if fact.entered is not None else None,
        span_of(fact.handed) if fact.handed is not None else None,
        source_of(fact.label) if via else None,
    )
