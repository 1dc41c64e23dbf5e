"""Stories: alerts that belong to one incident, by who did it and by the function that it was done to.

Who assumed a role is the one who does what the session does, along the whole chain of sessions, as far as the logs show
one who can have begun it; of a session that several have assumed, nothing further is said. Alerts belong together where
no more than a day lies between them.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from goatherd.hunt.alerts import Alert
    from goatherd.hunt.application.facts import Assumed
    from goatherd.hunt.telemetry.kind import Evidence, Principal

APART = timedelta(days=1)
_LONGEST_CHAIN = 20
_NOBODY = frozenset({"", "unknown", "a function"})


@frozen
class Event:
    """A record, and the alerts that it is part of."""

    evidence: Evidence
    alerts: tuple[Alert, ...]

    @property
    def rules(self) -> list[str]:
        """Ids of the rules that it is part of an alert of."""
        return list(dict.fromkeys(alert.about.id for alert in self.alerts))


@define
class Story:
    """One incident. `alerts`: the worst first. `chains` are sessions, each from who began it on."""

    alerts: list[Alert] = field(factory=list)
    chains: list[tuple[str, ...]] = field(factory=list)

    @property
    def functions(self) -> list[tuple[str, str]]:
        """By application and id, those with most alerts first."""
        counts = Counter(each for alert in self.alerts for each in alert.functions)
        return sorted(counts, key=lambda each: (-counts[each], each))

    @property
    def first(self) -> str:
        return min((alert.first for alert in self.alerts if alert.first), default="")

    @property
    def last(self) -> str:
        return max((alert.last for alert in self.alerts), default="")

    @property
    def events(self) -> list[Event]:
        """The records that are kept, in order of time."""
        found: dict[Evidence, list[Alert]] = {}
        for alert in self.alerts:
            for each in alert.evidence:
                found.setdefault(each, []).append(alert)
        return [Event(each, tuple(found[each])) for each in sorted(found, key=lambda e: (e.time, e.path, e.number))]

    @property
    def actors(self) -> list[Principal]:
        return list(dict.fromkeys(event.evidence.principal for event in self.events))


def stories_of(alerts: Sequence[Alert], sessions: Iterable[Assumed] = ()) -> list[Story]:
    """In the order of their worst alerts; each alert is in one."""
    origins = _Origins.of(sessions)
    groups = _Groups(len(alerts))
    by_key: dict[tuple[object, ...], list[int]] = {}
    for number, alert in enumerate(alerts):
        for key in dict.fromkeys(_keys(alert, origins)):
            by_key.setdefault(key, []).append(number)
    for numbers in by_key.values():
        for one, other in _near(numbers, alerts):
            groups.join(one, other)
    stories: dict[int, Story] = {}
    for number, alert in enumerate(alerts):
        stories.setdefault(groups.first(number), Story()).alerts.append(alert)
    for story in stories.values():
        chains = (origins.chain(actor) for actor in story.actors)
        story.chains = list(dict.fromkeys(_told(chain) for chain in chains if len(chain) > 1))
    return list(stories.values())


def _told(chain: Sequence[Principal]) -> tuple[str, ...]:
    """With their accounts where these are several."""
    several = len({each.account for each in chain}) > 1
    return tuple(str(each) if several else each.name for each in chain)


def _keys(alert: Alert, origins: _Origins) -> Iterator[tuple[object, ...]]:
    for each in alert.evidence:
        if each.actor not in _NOBODY and not each.actor.endswith(".amazonaws.com"):
            yield "actor", origins.chain(each.principal)[0]
    for application, function in alert.functions:
        yield "function", application, function


def _near(numbers: list[int], alerts: Sequence[Alert]) -> Iterator[tuple[int, int]]:
    """Pairs of alerts between which no more than a day lies; those without a time are by themselves."""
    timed = [(*span, number) for number in numbers if (span := _span(alerts[number])) is not None]
    timed.sort()
    reached: tuple[datetime, int] | None = None
    for start, end, number in timed:
        if reached is not None and start - reached[0] <= APART:
            yield reached[1], number
        if reached is None or end > reached[0] or start - reached[0] > APART:
            reached = (end, number)


def _span(alert: Alert) -> tuple[datetime, datetime] | None:
    first, last = _time(alert.first), _time(alert.last)
    return (first, last) if first and last else None


def _time(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@define
class _Origins:
    """Who assumed which session; None where several did."""

    _of: dict[Principal, Principal | None]

    @classmethod
    def of(cls, sessions: Iterable[Assumed]) -> _Origins:
        found: dict[Principal, Principal | None] = {}
        for each in sessions:
            known = found.setdefault(each.session, each.actor)
            if known != each.actor:
                found[each.session] = None
        return cls(found)

    def chain(self, actor: Principal) -> tuple[Principal, ...]:
        """From who began it to this session."""
        found = [actor]
        while (before := self._of.get(found[0])) and before not in found and len(found) < _LONGEST_CHAIN:
            found.insert(0, before)
        return tuple(found)


@define
class _Groups:
    """Numbers that belong together."""

    _size: int
    _above: list[int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._above = list(range(self._size))

    def first(self, number: int) -> int:
        while self._above[number] != number:
            self._above[number] = self._above[self._above[number]]
            number = self._above[number]
        return number

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.first(one), self.first(other)))
        self._above[high] = low
