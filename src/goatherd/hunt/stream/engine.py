"""Rules over a stream of records: most records are asked by no rule, since rules are found by the event's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from attrs import frozen

from goatherd.hunt.condition import literals_of, texts_of
from goatherd.hunt.stream.predicate import predicate
from goatherd.hunt.telemetry.batch import Batch, Damage
from goatherd.hunt.telemetry.cloudtrail import CLOUDTRAIL, head_of, plain_event, plain_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.hunt.rule import Rule
    from goatherd.hunt.stream.predicate import Predicate

_event = msgspec.json.Decoder(dict[str, Any])


@frozen
class Match:
    """A record that a rule is about."""

    rule: Rule
    event: dict[str, Any]
    path: str
    number: int

    @property
    def identity(self) -> str:
        """The same for every copy of the record."""
        given = self.event.get("eventID")
        return given if isinstance(given, str) else f"{self.path}\x1f{self.number}"


class Stream:
    def __init__(self, rules: Iterable[Rule]) -> None:
        self._named: dict[str, list[tuple[Rule, Predicate]]] = {}
        self._others: list[tuple[frozenset[bytes] | None, tuple[Rule, Predicate]]] = []
        for rule in rules:
            if not rule.telemetry.covers(CLOUDTRAIL):
                continue
            asked = (rule, predicate(rule.condition))
            names = literals_of(rule.condition, "eventName")
            if names is None:
                texts = texts_of(rule.condition)
                needed = None if texts is None else frozenset(text.encode() for text in texts)
                self._others.append((needed, asked))
                continue
            for name in {plain_name(name) for name in names}:
                self._named.setdefault(name, []).append(asked)
        self._texts = frozenset(text for needed, _ in self._others for text in needed or ())
        self.records = 0

    def ask(self, batch: Batch) -> Iterator[Match | Damage]:
        """The matches of a batch in the order of its records."""
        for number, row in enumerate(batch.rows, batch.first):
            try:
                name = head_of(row).eventName or ""
                asked = [*self._named.get(plain_name(name).lower(), ()), *self._without_name(row)]
                event = _event.decode(row) if asked else {}
            except (msgspec.DecodeError, RecursionError) as error:
                yield Damage(batch.path, number, str(error), bytes(row))
                continue
            self.records += 1
            if not asked:
                continue
            event = plain_event(event)
            for rule, fits in asked:
                if fits(event):
                    yield Match(rule, event, batch.path, number)

    def _without_name(self, row: bytes) -> list[tuple[Rule, Predicate]]:
        """The rules that name no event, and could be about the record by what stands in it."""
        if not self._others:
            return []
        small = bytes(row).lower()
        there = {text for text in self._texts if text in small}
        return [asked for needed, asked in self._others if needed is None or not needed.isdisjoint(there)]
