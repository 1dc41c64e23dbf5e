"""What no record says by itself: rules that ask for several records, or for what was never there before.

Only records that one of their rules is about are kept, as little of each as is asked for, and judged when all have been
read: logs come in no order of time. What came in this run is judged together with what earlier runs left, and what was
told once is not told again: many runs over parts of the logs say together what one run over all of them says, unless a
part comes late that would have kept an alert from being one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define, field

from goatherd.hunt.alerts import group_of
from goatherd.hunt.memory.firsts import ALIKE, Firsts
from goatherd.hunt.memory.waiting import Kept
from goatherd.hunt.times import microseconds_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.hunt.alerts import Alerts
    from goatherd.hunt.memory.firsts import Seen
    from goatherd.hunt.memory.store import Store
    from goatherd.hunt.rule import About, Correlation, Rule
    from goatherd.hunt.stream.engine import Match

_EVER = (-1 << 63, "", 0)


@define
class Waiting:
    """The records of all correlations and of all rules about what is new. `untimed` are those without a time."""

    _store: Store
    _correlations: tuple[Correlation, ...]
    _naming: dict[str, list[Correlation]]
    _kept: Kept
    _firsts: Firsts
    untimed: int = field(default=0, init=False)
    _written: int = field(default=0, init=False)
    _settled: dict[int, tuple[Seen, list[Rule]]] = field(factory=dict, init=False)
    _of_rules: dict[str, list[tuple[str, Correlation]]] = field(factory=dict, init=False)

    @classmethod
    def of(cls, correlations: Iterable[Correlation], store: Store) -> Waiting:
        found = tuple(correlations)
        naming: dict[str, list[Correlation]] = {}
        for correlation in found:
            for name in correlation.rules:
                naming.setdefault(name, []).append(correlation)
        return cls(store, found, naming, Kept(store), Firsts(store))

    def unsettled(self, rules: list[Rule], alike: int, event: dict[str, Any], path: str, number: int) -> list[Rule]:
        """Of the rules that records which are `alike` fit, those of which `is_known` need be asked of this one."""
        if self._written != self._firsts.written or len(self._settled) >= ALIKE:
            self._written = self._firsts.written
            self._settled.clear()
        settled = self._settled.get(alike)
        if settled is None:
            new = [rule for rule in rules if rule.new is not None and not self._waits(rule.about)]
            since = self._firsts.settled([rule.about.id for rule in new], alike) if new else _EVER
            if since is None:
                return rules
            settled = self._settled[alike] = since, [rule for rule in rules if rule not in new]
        time = microseconds_of(event.get("eventTime"))
        return settled[1] if time is not None and settled[0] <= (time, path, number) else rules

    def is_known(self, match: Match) -> bool:
        """Whether a record cannot change anything, since one before it told all that is asked of it."""
        new, about = match.rule.new, match.rule.about
        if new is None or self._waits(about):
            return False
        time = microseconds_of(match.event.get("eventTime"))
        if time is None:
            return False
        per, value = group_of(match.event, new.per), group_of(match.event, new.fields)
        return self._firsts.is_later(about.id, per, value, time, match)

    def add(self, match: Match) -> bool:
        """Whether the record is an alert by itself."""
        about, new = match.rule.about, match.rule.new
        waits = self._waits(about)
        time = microseconds_of(match.event.get("eventTime")) if new is not None or waits else None
        if new is not None and time is not None:  # of copies, the first one is the first
            per, value = group_of(match.event, new.per), group_of(match.event, new.fields)
            if not self._firsts.is_later(about.id, per, value, time, match):
                self._firsts.add(about.id, per, value, time, match)
            if not waits:
                return False
        # Trails of several regions, or copies, hold one event several times.
        if not self._store.is_new(about.id, match.identity):
            return False
        if new is None and not waits:
            return True
        speaks = new is None and all(each.generating for _, each in waits)
        if time is None:
            self.untimed += 1
            return speaks
        for name, each in waits:
            group = group_of(match.event, each.by)
            value = _counted(each, match)
            self._kept.add(each.about.id, group, time, name, value, match.file or match.path, match.evidence)
        return speaks

    def _waits(self, about: About) -> list[tuple[str, Correlation]]:
        """The correlations that name a rule, and how."""
        found = self._of_rules.get(about.id)
        if found is None:
            found = [(name, each) for name in about.names for each in self._naming.get(name, ())]
            self._of_rules[about.id] = found
        return found

    def judge(self, rules: Iterable[Rule], alerts: Alerts) -> None:
        self._kept.judge(self._correlations, alerts)
        self._firsts.judge([rule for rule in rules if rule.new is not None], alerts)


def _counted(correlation: Correlation, match: Match) -> str:
    """What a window counts of a record; where it asks for rules alone, nothing."""
    if correlation.counted:
        return group_of(match.event, correlation.counted)
    return match.identity if correlation.kind == "event_count" else ""


def grouping(correlations: Iterable[Correlation]) -> frozenset[str]:
    """The fields by which records wait."""
    return frozenset(("eventTime", *(name for each in correlations for name in (*each.by, *each.counted))))
