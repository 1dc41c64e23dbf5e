"""What no record says by itself: rules that ask for several records, or for what was never there before.

Only records that one of their rules is about are kept, as little of each as is asked for, and judged when all have been
read: logs come in no order of time.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.hunt.alerts import group_of
from goatherd.hunt.times import microseconds_of
from goatherd.hunt.windows import firing, microseconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goatherd.hunt.alerts import Alerts
    from goatherd.hunt.rule import Correlation, Rule
    from goatherd.hunt.stream.engine import Match
    from goatherd.hunt.telemetry.kind import Evidence


@frozen
class _Seen:
    """A record that waits. `time` in microseconds; `name` that of its rule; `value` what is counted of it."""

    group: str
    time: int
    evidence: Evidence
    name: str = ""
    value: str = ""

    @property
    def order(self) -> tuple[int, str, int]:
        return self.time, self.evidence.path, self.evidence.number


@define
class _Firsts:
    """Of a rule about what is new: since when each group is known, and the first record of each of its values."""

    begun: dict[str, int] = field(factory=dict)
    first: dict[tuple[str, str], _Seen] = field(factory=dict)

    def add(self, value: str, seen: _Seen) -> None:
        self.begun[seen.group] = min(self.begun.get(seen.group, seen.time), seen.time)
        known = self.first.get((seen.group, value))
        if known is None or seen.order < known.order:
            self.first[seen.group, value] = seen


@define
class Waiting:
    """The records of all correlations and of all rules about what is new. `untimed` are those without a time."""

    _correlations: tuple[Correlation, ...]
    _naming: dict[str, list[Correlation]]
    _kept: dict[str, list[_Seen]] = field(factory=dict)
    _firsts: dict[str, _Firsts] = field(factory=dict)
    untimed: int = 0

    @classmethod
    def of(cls, correlations: Iterable[Correlation]) -> Waiting:
        found = tuple(correlations)
        naming: dict[str, list[Correlation]] = {}
        for correlation in found:
            for name in correlation.rules:
                naming.setdefault(name, []).append(correlation)
        return cls(found, naming)

    def add(self, match: Match) -> bool:
        """Whether the record is an alert by itself."""
        about, new = match.rule.about, match.rule.new
        waits = [(name, each) for name in about.names for each in self._naming.get(name, ())]
        if new is None and not waits:
            return True
        speaks = new is None and all(each.generating for _, each in waits)
        time = microseconds_of(match.event.get("eventTime"))
        if time is None:
            self.untimed += 1
            return speaks
        evidence = match.evidence
        if new is not None:
            seen = _Seen(group_of(match.event, new.per), time, evidence)
            self._firsts.setdefault(about.id, _Firsts()).add(group_of(match.event, new.fields), seen)
        for name, each in waits:
            value = group_of(match.event, each.counted) if each.counted else match.identity
            seen = _Seen(group_of(match.event, each.by), time, evidence, name, value)
            self._kept.setdefault(each.about.id, []).append(seen)
        return speaks

    def judge(self, rules: Iterable[Rule], alerts: Alerts) -> None:
        for correlation in self._correlations:
            kept = sorted(self._kept.pop(correlation.about.id, []), key=lambda each: (each.group, each.order))
            for group, seen in groupby(kept, key=lambda each: each.group):
                if taking_part := _taking_part(correlation, list(seen)):
                    alerts.add(correlation.about, group, taking_part)
        for rule in rules:
            if rule.new is not None and (known := self._firsts.pop(rule.about.id, None)):
                after = microseconds(rule.new.after)
                for first in sorted(known.first.values(), key=lambda each: each.order):
                    if first.time >= known.begun[first.group] + after:
                        alerts.add(rule.about, first.evidence.actor, [first.evidence])


def _taking_part(correlation: Correlation, seen: Sequence[_Seen]) -> list[Evidence]:
    """The records of all windows in which it fires, each once."""
    windows = firing(
        correlation, [each.time for each in seen], [each.name for each in seen], [each.value for each in seen]
    )
    found: dict[Evidence, None] = {}  # one record may be there for several rules
    reached = 0
    for start, end in windows:
        found.update(dict.fromkeys(each.evidence for each in seen[max(start, reached) : end]))
        reached = max(reached, end)
    return list(found)
