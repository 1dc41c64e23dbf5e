"""What no record says by itself: rules that ask for several records, or for what was never there before.

Only records that one of their rules is about are kept, as little of each as is asked for, and judged when all have been
read: logs come in no order of time.
"""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.hunt.alerts import evidence_of, group_of
from goatherd.hunt.windows import firing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from goatherd.hunt.alerts import Alerts, Evidence
    from goatherd.hunt.rule import Correlation, New, Rule
    from goatherd.hunt.stream.engine import Match


@frozen(order=True)
class _Seen:
    """A record that waits. `time` in microseconds; `name` that of its rule; `value` what is counted or new of it."""

    group: str
    time: int
    name: str
    value: str
    evidence: Evidence


@define
class Waiting:
    """The records of all correlations and of all rules about what is new, by what they wait for."""

    _correlations: dict[str, list[Correlation]]
    _kept: dict[str, list[_Seen]] = field(factory=dict)
    untimed: int = 0

    @classmethod
    def of(cls, correlations: Iterable[Correlation]) -> Waiting:
        """By the names of their rules."""
        found: dict[str, list[Correlation]] = {}
        for correlation in correlations:
            for name in correlation.rules:
                found.setdefault(name, []).append(correlation)
        return cls(found)

    def add(self, match: Match) -> bool:
        """Whether the record is an alert by itself."""
        about, new = match.rule.about, match.rule.new
        waits = [(name, each) for name in about.names for each in self._correlations.get(name, ())]
        if new is None and not waits:
            return True
        time = _microseconds(match.event.get("eventTime"))
        if time is None:
            self.untimed += 1
            return new is None and all(each.generating for _, each in waits)
        evidence = evidence_of(match.event, match.path, match.number)
        if new is not None:
            group, value = group_of(match.event, new.per), group_of(match.event, new.fields)
            self._keep(about.id, _Seen(group, time, about.id, value, evidence))
        for name, each in waits:
            value = group_of(match.event, each.counted) if each.counted else match.identity
            self._keep(each.about.id, _Seen(group_of(match.event, each.by), time, name, value, evidence))
        return new is None and all(each.generating for _, each in waits)

    def _keep(self, id: str, seen: _Seen) -> None:
        self._kept.setdefault(id, []).append(seen)

    def judge(self, rules: Iterable[Rule], alerts: Alerts) -> None:
        for correlation in {each.about.id: each for found in self._correlations.values() for each in found}.values():
            for group, seen in _grouped(self._kept.pop(correlation.about.id, [])):
                taking_part = _taking_part(correlation, seen)
                if taking_part:
                    alerts.add(correlation.about, group, taking_part)
        for rule in rules:
            if rule.new is not None:
                for _, seen in _grouped(self._kept.pop(rule.about.id, [])):
                    for each in _first_ones(rule.new, seen):
                        alerts.add(rule.about, each.evidence.actor, [each.evidence])


def _grouped(kept: list[_Seen]) -> Iterator[tuple[str, list[_Seen]]]:
    kept.sort()
    for group, seen in groupby(kept, key=lambda each: each.group):
        yield group, list(seen)


def _taking_part(correlation: Correlation, seen: Sequence[_Seen]) -> list[Evidence]:
    """The records of all windows in which it fires, each once."""
    windows = firing(
        correlation, [each.time for each in seen], [each.name for each in seen], [each.value for each in seen]
    )
    inside = sorted({index for start, end in windows for index in range(start, end)})
    return list(dict.fromkeys(seen[index].evidence for index in inside))


def _first_ones(new: New, seen: Sequence[_Seen]) -> Iterator[_Seen]:
    known: set[str] = set()
    usual = seen[0].time + int(new.after.total_seconds() * 1_000_000)
    for each in seen:
        if each.value not in known:
            known.add(each.value)
            if each.time >= usual:
                yield each


def _microseconds(time: object) -> int | None:
    if not isinstance(time, str):
        return None
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        return None
    return int(moment.timestamp() * 1_000_000) if moment.tzinfo else None
