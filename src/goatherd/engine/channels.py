"""Data that leaves one function and enters another: tables, buckets, queues, topics, invocations.

A function is interpreted alone; what it read from a channel carries a label that names the channel, what
it wrote is noted with its labels. Here the two are put together: a flow from a channel counts when some
function of the application writes an outsider's data into it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.value import HOLE, Known, placeholders
from goatherd.engine.aws.table import table
from goatherd.engine.doubts import from_within, guessed_item, no_trigger, reasons_of, tests_in
from goatherd.engine.kinds import satisfied
from goatherd.engine.labels import KEY, SQL
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

_DIRECTLY_EXPOSED = (Exposure.AUTHENTICATED, Exposure.ANONYMOUS)
# Which trigger kinds a write to a service can fire.
_FIRES = {
    "dynamodb": (Kind.DYNAMODB,),
    "s3": (Kind.S3,),
    "sqs": (Kind.SQS,),
    "sns": (Kind.SNS, Kind.SQS),
    "lambda": (Kind.DIRECT,),
    "stepfunctions": (Kind.STEP_FUNCTIONS,),
    "kinesis": (Kind.KINESIS,),
    "events": (Kind.EVENTBRIDGE,),
    **{kind: (kind,) for kind in (Kind.AZURE_QUEUE, Kind.AZURE_BLOB, Kind.SERVICE_BUS, Kind.EVENT_HUB, Kind.COSMOS_DB)},
}
MAX_HOPS = 3


@frozen
class _Before:
    """What comes before a function: steps from an outsider to where it reads, the ids in between, the first source.

    `doubt` is what may be otherwise than it seems on that way.
    """

    steps: tuple[Step, ...]
    via: tuple[str, ...]
    source: Source
    doubt: tuple[Hint, ...]


class Channels:
    """What the functions of one application write, by (service, resource)."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.writes: list[tuple[Function, WriteFact]] = []
        self._fruitless: dict[tuple[str, str, Label], int] = {}
        self._resources: dict[str, set[str]] = {}

    def collect(self, function: Function, facts: Facts) -> None:
        self.writes += [(function, write) for write in facts.writes.values()]

    def linked(self, function: Function, fact: FlowFact) -> Flow | None:
        """The flow with everything before it; None when no outsider stands at its beginning."""
        label = fact.label
        origin = label.origin
        trigger = origin.trigger
        if origin.kind == "event" and trigger is not None and trigger.exposure in _DIRECTLY_EXPOSED:
            return _compose(function, fact, _outsider(trigger))
        found = self._writer(function, fact.kind, label, MAX_HOPS)
        if found is not None:
            return _compose(function, fact, (*_outsider(found.source.trigger), *found.doubt), found)
        if origin.kind == "stored" and trigger is None:
            trigger = self._announcing(function, origin.channel)
        if trigger is not None and trigger.exposure >= Exposure.ACCOUNT:
            # Nobody of the application writes there; somebody of the account may.
            return _compose(function, fact, _outsider(trigger))
        return None

    def _writer(self, reader: Function, kind: str, label: Label, hops: int) -> _Before | None:
        """The way from an outsider to where `label` is read."""
        key = (reader.id, kind, label)
        if self._fruitless.get(key, -1) >= hops:
            return None
        found = self._search(reader, kind, label, hops)
        if found is None:
            # What was searched in vain is not searched again with fewer hops left: many functions may share a table.
            self._fruitless[key] = hops
        return found

    def _search(self, reader: Function, kind: str, label: Label, hops: int) -> _Before | None:
        candidates = sorted(self._candidates(reader, kind, label), key=lambda each: each[3] + len(each[2].doubt))
        for writer, write, written, guessed in candidates:
            origin = written.origin
            trigger = origin.trigger
            via = (writer.id, write.channel[1])
            doubt = (*written.doubt, *tests_in(written.preds), *((guessed_item(write),) if guessed else ()))
            here = steps_of(written, write.place, f"{write.call} writes it to {write.channel[1]}")
            if origin.kind == "event" and trigger is not None and trigger.exposure in _DIRECTLY_EXPOSED:
                return _Before(here, via, source_of(written), doubt)
            if hops and writer is not reader and origin.kind in ("event", "stored"):
                before = self._writer(writer, kind, written, hops - 1)
                if before is not None:
                    return _Before(before.steps + here, before.via + via, before.source, before.doubt + doubt)
        return None

    def _candidates(
        self, reader: Function, kind: str, label: Label
    ) -> Iterator[tuple[Function, WriteFact, Label, bool]]:
        """What may be what the reader reads: who wrote it, where, the label of the part, and whether it is a guess."""
        for writer, write in self.writes:
            if self._reaches(write, reader, label):
                matching, guessed = _matching(write, label)
                yield from ((writer, write, part, guessed) for part in matching if not satisfied(kind, part.preds))

    def _reaches(self, write: WriteFact, reader: Function, label: Label) -> bool:
        """Whether what is written arrives where the label is read."""
        service, name = write.channel
        if label.origin.kind in ("stored", "row"):
            channel = label.origin.channel
            return channel is not None and channel[0] == service and self._same(name, channel[1])
        trigger = label.origin.trigger
        if trigger is None or trigger.kind not in _FIRES.get(service, ()):
            return False
        if service == "lambda":
            return self._names(name, reader)
        return trigger.source is not None and self._same(name, trigger.source, identifier=True)

    def _announcing(self, function: Function, channel: tuple[str, str] | None) -> Trigger | None:
        """The trigger that told the function of an object in a bucket: who can put it there chose what is in it."""
        if channel is None or channel[0] != "s3":
            return None
        for trigger in function.triggers:
            told = (
                trigger.source is None or channel[1] == HOLE or self._same(channel[1], trigger.source, identifier=True)
            )
            if trigger.kind == Kind.S3 and told:
                return trigger
        return None

    def _names(self, name: str, function: Function) -> bool:
        """Whether an invocation by this name means the function."""
        if any(target == function.id for target, _ in placeholders(name)):
            return True
        physical = function.physical_name
        candidates = [physical.value] if isinstance(physical, Known) and physical.value else [function.id]
        return any(_pattern_matches(name.rpartition(":function:")[2], candidate) for candidate in candidates)

    def _same(self, one: str, other: str, *, identifier: bool = False) -> bool:
        """Whether two symbolic names mean one resource; `other` may be a resource's id."""
        return bool(self._identities(one) & ({other} if identifier else self._identities(other)))

    def _identities(self, name: str) -> set[str]:
        if name not in self._resources:
            self._resources[name] = self._resources_named(name)
        return self._resources[name]

    def _resources_named(self, name: str) -> set[str]:
        ids = {target for target, _ in placeholders(name)}
        if ids:
            return ids
        for resource in self.application.resources.values():
            physical = resource.physical_name
            if isinstance(physical, Known) and physical.value and physical.value == name:
                ids.add(resource.id)
        return ids or ({name} if "${?}" not in name else set())


def _pattern_matches(pattern: str, name: str) -> bool:
    if "${?}" not in pattern and "${" not in pattern:
        return pattern == name
    literal = re.sub(r"\$\{[^}]*\}", "", pattern)
    if len(literal) < 3:
        return False
    expression = "".join(
        ".*" if part.startswith("${") else re.escape(part) for part in re.split(r"(\$\{[^}]*\})", pattern)
    )
    return re.fullmatch(expression, name) is not None


def _matching(write: WriteFact, label: Label) -> tuple[list[Label], bool]:
    """The labels of the write that can be what the reader reads, and whether that is a guess.

    They stand under the names that it reads by. A part without names of its own (a whole message, or one
    that was put together elsewhere) may be anything; what stands under other names is something else. A
    table holds many kinds of items: whether it is this part of one that nobody knows is a guess.
    """
    of_keys = KEY in label.access
    wanted = _names_in(label.access[: label.access.index(KEY)] if of_keys else label.access)
    parts = ("Key",) if label.access[-3:] == ("s3", "object", "key") else label.origin.parts
    found: list[Label] = []
    anything: list[Label] = []
    for path, labels in write.fields.items():
        names = _names_in(path)
        if (parts and path[0] not in parts) or (path[0] == "Metadata") is not (label.access[:1] == ("Metadata",)):
            continue
        if path[-1] == KEY and (names != wanted if of_keys else bool(wanted)):
            continue
        if of_keys and not names <= wanted:
            continue  # what an attribute holds does not say what it is called
        if not wanted or names & wanted:
            found += labels
        elif not names:
            anything += labels
    # Whether it is the row that was written, no statement tells.
    guessed = write.channel[0] == SQL or (bool(wanted) and not found and write.channel[0] == "dynamodb")
    return found or anything, guessed


def _names_in(path: tuple[str, ...]) -> set[str]:
    envelope = table().envelope
    return {step for step in path if not step.startswith(("|", ":")) and not step.isdigit() and step not in envelope}


def _outsider(trigger: Trigger | None) -> tuple[Hint, ...]:
    """What is to doubt about who sends the event."""
    if trigger is None:
        return ()
    if trigger.kind == Kind.UNKNOWN:
        return (no_trigger(),)
    return (from_within(),) if trigger.exposure < Exposure.AUTHENTICATED else ()


def _compose(function: Function, fact: FlowFact, doubt: tuple[Hint, ...], before: _Before | None = None) -> Flow:
    steps = steps_of(fact.label, fact.place, f"reaches {fact.sink}")
    return Flow(
        fact.kind,
        function,
        before.source if before is not None else source_of(fact.label),
        span_of(fact.place),
        fact.sink,
        before.steps + steps if before is not None else steps,
        reasons_of((*fact.doubt, *doubt)),
        before.via if before is not None else (),
        span_of(fact.entered) if fact.entered is not None else None,
    )
