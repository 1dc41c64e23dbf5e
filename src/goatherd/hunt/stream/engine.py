"""Rules over a stream of records: most records are asked by no rule, since rules are found by the event's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from attrs import frozen

from goatherd.hunt.condition import literals_of
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
        self._others: list[tuple[Rule, Predicate]] = []
        for rule in rules:
            if not rule.telemetry.covers(CLOUDTRAIL):
                continue
            asked = (rule, predicate(rule.condition))
            names = literals_of(rule.condition, "eventName")
            if names is None:
                self._others.append(asked)
                continue
            for name in {plain_name(name) for name in names}:
                self._named.setdefault(name, []).append(asked)
        self.records = 0

    def ask(self, batch: Batch) -> Iterator[Match | Damage]:
        """The matches of a batch in the order of its records."""
        for number, row in enumerate(batch.rows, batch.first):
            try:
                name = head_of(row).eventName or ""
                asked = [*self._named.get(plain_name(name).lower(), ()), *self._others]
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
