"""What a hunt found: records that a rule is about, put together by rule and by who did it."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from attrs import define, field

from goatherd.hunt.telemetry.kind import LONG, shortened
from goatherd.hunt.values import path_of, values_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.hunt.application.deviation import Context
    from goatherd.hunt.rule import About
    from goatherd.hunt.telemetry.kind import Evidence

EVIDENCE = 20  # records of an alert that are kept; the others are counted
MOST = 1_000  # alerts of one rule; what is more than these is one together
OTHERS = "\x1eothers"
_LONGEST = LONG + 65  # letters of a group: its beginning, and what stands for all of it


@define
class Alert:
    """What one actor did that one rule is about, or what happened in one group of a correlation, in order of time.

    `group` is what it has in common. `context` is what an application says where that deviates from it.
    `functions` are those of applications that its records are about, by application and id.
    """

    about: About
    evidence: list[Evidence] = field(factory=list)
    count: int = 0
    first: str = ""
    last: str = ""
    context: Context | None = None
    functions: tuple[tuple[str, str], ...] = ()
    group: str = ""

    @property
    def title(self) -> str:
        if self.group == OTHERS:
            return f"{self.about.title}: all beyond the first {MOST:,} alerts of this rule"
        return self.context.said if self.context else self.about.title

    @property
    def fingerprint(self) -> str:
        """The same on every run over the same logs, and of no other alert."""
        return sha256(f"{self.about.id}\x1f{self.group}".encode("utf-8", "backslashreplace")).hexdigest()[:32]

    def add(self, seen: Evidence) -> None:
        self.count += 1
        self.first = min(self.first or seen.time, seen.time)
        self.last = max(self.last, seen.time)
        if len(self.evidence) < EVIDENCE:
            self.evidence.append(shortened(seen))

    def merge(self, later: Alert) -> None:
        """What of the same alert was found later."""
        self.context = later.context or self.context
        self.count += later.count
        self.first = min(filter(None, (self.first, later.first)), default="")
        self.last = max(self.last, later.last)
        self.evidence += later.evidence[: EVIDENCE - len(self.evidence)]
        self.functions = tuple(dict.fromkeys((*self.functions, *later.functions)))


@define
class Alerts:
    _found: dict[tuple[str, str], Alert] = field(factory=dict)
    _of_rule: Counter[str] = field(factory=Counter)

    def add(self, about: About, group: str, seen: Iterable[Evidence]) -> None:
        alert = self._alert(about, group)
        for each in seen:
            alert.add(each)

    def _alert(self, about: About, group: str) -> Alert:
        if len(group) > _LONGEST:
            group = f"{group[:LONG]}…{sha256(group.encode('utf-8', 'backslashreplace')).hexdigest()}"
        alert = self._found.get((about.id, group))
        if alert is None:
            if self._of_rule[about.id] >= MOST and group != OTHERS:
                return self._alert(about, OTHERS)
            self._of_rule[about.id] += 1
            alert = self._found[about.id, group] = Alert(about, group=group)
        return alert

    def add_deviation(self, about: About, key: str, seen: Iterable[Evidence], count: int, context: Context) -> None:
        """`seen` are the first records of `count`."""
        alert = self._found[about.id, key] = Alert(about, context=context, group=key)
        for each in sorted(seen, key=lambda each: (each.time, each.path, each.number)):
            alert.add(each)
        alert.count = count

    def merge(self, later: Alerts) -> None:
        """What a later look has found."""
        for (_, group), alert in later._found.items():
            self._alert(alert.about, group).merge(alert)

    @property
    def ordered(self) -> list[Alert]:
        """The worst first, then the earliest."""
        for alert in self._found.values():
            alert.evidence.sort(key=lambda each: (each.time, each.path, each.number))
        found = sorted(self._found.items(), key=lambda each: (-each[1].about.severity, each[1].first, each[0]))
        return [alert for _, alert in found]


def group_of(event: dict[str, Any], fields: Iterable[str]) -> str:
    """The values of fields as one text: records that have the same are one group."""
    return "\x1f".join(["\x1e".join(values_at(event, path_of(name))) for name in fields])
