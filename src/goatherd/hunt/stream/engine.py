"""Rules over a stream of records: most records are asked by few rules, since rules are found by the event's name."""

from __future__ import annotations

from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, Any

import msgspec
from attrs import define

from goatherd.hunt.condition import literals_of
from goatherd.hunt.stream.predicate import predicate
from goatherd.hunt.stream.projection import (
    REMEMBERED,
    SHORT,
    NotProjected,
    Projection,
    Remembered,
    can_be_projected,
    excerpt,
    fields_read,
    weight,
    whole_event,
)
from goatherd.hunt.telemetry.batch import Batch, Damage
from goatherd.hunt.telemetry.kinds import KINDS
from goatherd.hunt.telemetry.readers import ERRORS
from goatherd.hunt.values import path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from goatherd.hunt.rule import Rule
    from goatherd.hunt.stream.predicate import Predicate
    from goatherd.hunt.telemetry.kind import Evidence, Kind
    from goatherd.hunt.telemetry.readers import Reader, Readers

    Asked = tuple[Rule, Predicate]
    Unsettled = Callable[[list[Rule], int, dict[str, Any], str, int], list[Rule]]


@define
class Answer:
    """The rules that the rest of a record has to be read for, and those that it fits whatever that holds. `alike` is
    what matches of the latter have in common, 0 where no other record is known to have this answer.
    """

    asked: list[Asked]
    found: list[Rule]
    alike: int = 0


_SILENT = Answer([], [])


@define
class Match:
    """A record that a rule is about. Those of one rule that have the same `alike` have the same values in all fields
    that the rule reads; of 0 nothing is known.
    """

    rule: Rule
    kind: Kind
    event: dict[str, Any]
    path: str
    number: int
    file: str = ""
    alike: int = 0

    @property
    def identity(self) -> str:
        """The same for every copy of the record."""
        given = self.event.get(self.kind.identity)
        return given if isinstance(given, str) else f"{self.file or self.path}\x1f{self.number}"

    @property
    def evidence(self) -> Evidence:
        return self.kind.evidence(self.event, self.path, self.number)


class Stream:
    """`others` are the fields that matches have beside those that rules read and evidence shows, None for all.
    `readers` read of records what `ask` looks at first: batches that have it take half the time.
    """

    def __init__(self, rules: Iterable[Rule], others: Iterable[str] | None = None) -> None:
        rules = tuple(rules)
        numbers = count(1)  # of all kinds: what is alike is of one
        self._asked = {kind.telemetry: _OfKind(kind, rules, others, numbers) for kind in KINDS}
        self.readers: Readers = {kind: self._asked[kind.telemetry].reader for kind in KINDS}
        self.records = 0

    def ask(self, batch: Batch, unsettled: Unsettled | None = None) -> Iterator[Match | Damage]:
        """The matches of a batch in the order of its records. `unsettled` says, of rules that records which are alike
        fit, those that somebody asks for.
        """
        asked = self._asked[batch.kind.telemetry]
        known = asked.known(batch)
        spoken = [place for place, answer in enumerate(known) if answer is not _SILENT]
        self.records += len(known) - len(spoken)
        for place in spoken:
            number, row = batch.numbers[place], batch.rows[place]
            try:
                event, answer, others = asked.ask(row, known[place])
            except (msgspec.DecodeError, RecursionError) as error:
                yield Damage(batch.path, number, str(error), bytes(row))
                continue
            self.records += 1
            found = answer.found
            if answer.alike and unsettled is not None:
                found = unsettled(found, answer.alike, event, batch.path, number)
            for rule in found:
                yield Match(rule, batch.kind, event, batch.path, number, batch.file, answer.alike)
            for rule in others:
                yield Match(rule, batch.kind, event, batch.path, number, batch.file)


class _OfKind:
    """The rules about one kind of log."""

    def __init__(self, kind: Kind, rules: Iterable[Rule], read: Iterable[str] | None, numbers: Iterator[int]) -> None:
        rules = [rule for rule in rules if rule.telemetry.covers(kind.telemetry)]
        self._kind = kind
        self._event = whole_event
        if read is not None and kind.shown:
            of_rules = (name for rule in rules for name in fields_read(rule))
            self._event = excerpt({kind.named, kind.identity, *kind.shown, *read, *of_rules})
        self._numbers = numbers
        self._named: dict[str, list[Asked]] = {}
        self._by_name: dict[bytes, list[Asked]] = {}  # as records write it
        self._answers: dict[Any, Answer] = {}
        others = []
        for rule in rules:
            names = literals_of(rule.condition, kind.named)
            if names is None:
                others.append(rule)
                continue
            for name in {kind.plain_name(name) for name in names}:
                self._named.setdefault(name, []).append((rule, predicate(rule.condition)))
        asked = [rule for rule in others if can_be_projected(rule)]
        paths = [path_of(name) for rule in asked for name in fields_read(rule)]
        self._projection = Projection([path_of(kind.named), *paths])
        self._name = self._projection.place(path_of(kind.named))
        self._remembered = [Remembered.of(rule, kind, self._projection) for rule in asked]
        self._always = [(rule, predicate(rule.condition)) for rule in others if not can_be_projected(rule)]

    @property
    def reader(self) -> Reader:
        return self._projection.key

    def known(self, batch: Batch) -> Sequence[Answer | None]:
        """What is known of each record by others with the same values: of most, so they are looked up together."""
        with suppress(*ERRORS):
            keys = batch.values if batch.values is not None else map(self._projection.key.one, batch.rows)
            return list(map(self._answers.get, keys))
        return [None] * len(batch.rows)

    def ask(self, row: bytes, known: Answer | None) -> tuple[dict[str, Any], Answer, list[Rule]]:
        """What is known of a record, the other rules that it fits, and the record where there are any."""
        if known is None:
            try:
                values = self._projection.values(row)
            except NotProjected:
                return self._ask_whole(row)
            known = self._answer(values)
            self._remember(row, values, known)
        if known is _SILENT:
            return {}, _SILENT, []
        event = self._kind.plain(self._event(row))
        return event, known, [rule for rule, fits in known.asked if fits(event)]

    def _remember(self, row: bytes, values: list[bytes], answer: Answer) -> None:
        if weight(values) > SHORT:
            return
        with suppress(msgspec.ValidationError):
            key = self._projection.key.one(row)
            if len(self._answers) >= REMEMBERED:
                self._answers.clear()
            self._answers[key] = answer
            if answer is not _SILENT:
                answer.alike = next(self._numbers)

    def _answer(self, values: list[bytes]) -> Answer:
        name = values[self._name]
        named = self._by_name.get(name)
        if named is None:
            named = self._asked_by(msgspec.json.decode(name) if name else None)
            if len(name) <= SHORT:
                if len(self._by_name) >= REMEMBERED:
                    self._by_name.clear()
                self._by_name[name] = named
        found = [each.rule for each in self._remembered if each.answer(values)]
        return Answer([*named, *self._always], found) if named or self._always or found else _SILENT

    def _ask_whole(self, row: bytes) -> tuple[dict[str, Any], Answer, list[Rule]]:
        event = self._kind.plain(whole_event(row))
        named = self._asked_by(event.get(self._kind.named))
        others = [each.rule for each in self._remembered if each.fits(event)]
        return event, _SILENT, others + [rule for rule, fits in (*named, *self._always) if fits(event)]

    def _asked_by(self, name: Any) -> list[Asked]:
        if isinstance(name, str):
            return self._named.get(self._kind.plain_name(name).lower(), [])
        # No name, but a value that a rule may still fit: a list, say.
        return list({asked[0].about.id: asked for found in self._named.values() for asked in found}.values())
