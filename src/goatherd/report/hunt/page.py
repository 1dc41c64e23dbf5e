"""What the page of a hunt shows: incidents with their alerts, and who and what these are about."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.hunt.alerts import Alert
    from goatherd.hunt.application.deviation import Known
    from goatherd.hunt.hunting import Hunt
    from goatherd.hunt.stories import Event, Story
    from goatherd.hunt.telemetry.kind import Evidence

MOST = 1_000  # alerts of a page
EVENTS = 60  # records of an incident
ROWS = 200  # actors, and functions
CHOICES = 500  # of a filter
_WIDE = 100.0  # units of the timeline


@frozen
class Mark:
    """A record on the timeline, in hundredths of its length."""

    level: str
    start: float
    width: float


@frozen
class ShownAlert:
    """`actors` and `functions` are the numbers of the filter's choices."""

    number: int
    alert: Alert
    actors: tuple[int, ...]
    functions: tuple[int, ...]

    @property
    def level(self) -> str:
        return self.alert.about.severity.label

    @property
    def left_out(self) -> int:
        return self.alert.count - len(self.alert.evidence)


@frozen
class Incident:
    number: int
    story: Story
    alerts: tuple[ShownAlert, ...]
    marks: tuple[Mark, ...]

    @property
    def level(self) -> str:
        return self.story.alerts[0].about.severity.label

    @property
    def title(self) -> str:
        return self.story.alerts[0].title

    @property
    def events(self) -> list[Event]:
        return self.story.events[:EVENTS]

    @property
    def left_out(self) -> int:
        return len(self.story.events) - len(self.events)


@frozen
class Actor:
    name: str
    addresses: tuple[str, ...]
    alerts: int
    first: str
    last: str


@frozen
class TouchedFunction:
    application: str
    id: str
    alerts: int
    known: Known


class Page:
    def __init__(self, hunt: Hunt) -> None:
        self.hunt = hunt
        self.stories = hunt.stories
        self.alerts = [alert for story in self.stories for alert in story.alerts]
        self._accounts = {each.account for alert in self.alerts for each in alert.evidence if each.account}
        self.actor_choices = _choices(self._named(each) for alert in self.alerts for each in alert.evidence)
        self.function_choices = _choices(id for alert in self.alerts for _, id in alert.functions)

    @cached_property
    def span(self) -> tuple[str, str]:
        """From the first record to the last, as they are written."""
        times = [time for alert in self.alerts for time in (alert.first, alert.last) if time]
        return min(times, default=""), max(times, default="")

    @cached_property
    def incidents(self) -> list[Incident]:
        found: list[Incident] = []
        shown = 0
        for number, story in enumerate(self.stories, 1):
            alerts = story.alerts[: MOST - shown]
            if not alerts:
                break
            listed = tuple(self._shown(shown + place, alert) for place, alert in enumerate(alerts, 1))
            shown += len(alerts)
            found.append(Incident(number, story, listed, self._marks(story)))
        return found

    @property
    def left_out(self) -> int:
        return max(0, len(self.alerts) - MOST)

    @property
    def levels(self) -> list[tuple[str, int]]:
        counts = Counter(alert.about.severity for alert in self.alerts)
        return [(level.label, counts[level]) for level in reversed(Severity)]

    @property
    def risks(self) -> list[int]:
        return sorted({alert.about.risk for alert in self.alerts if alert.about.risk})

    @property
    def actors(self) -> list[Actor]:
        """Those with most alerts first."""
        addresses: dict[str, dict[str, None]] = {}
        times: dict[str, list[str]] = {}
        counts: Counter[str] = Counter()
        for alert in self.alerts:
            for each in alert.evidence:
                name = self._named(each)
                addresses.setdefault(name, {})[each.address] = None
                times.setdefault(name, []).append(each.time)
            counts.update({self._named(each) for each in alert.evidence})
        ranked = sorted(counts, key=lambda actor: (-counts[actor], actor))
        return [
            Actor(
                name,
                tuple(each for each in addresses[name] if each),
                counts[name],
                min(filter(None, times[name]), default=""),
                max(times[name], default=""),
            )
            for name in ranked
        ]

    @property
    def functions(self) -> list[TouchedFunction]:
        if self.hunt.baseline is None:
            return []
        counts = Counter(each for alert in self.alerts for each in alert.functions)
        ranked = sorted(counts, key=lambda each: (-counts[each], each))
        return [TouchedFunction(*each, counts[each], self.hunt.baseline.known_of(each)) for each in ranked]

    @property
    def summary(self) -> list[str]:
        return list(self.hunt.baseline.summary()) if self.hunt.baseline else []

    def _named(self, seen: Evidence) -> str:
        """Who acted, with the account where there are several."""
        return str(seen.principal) if len(self._accounts) > 1 else seen.actor

    def _shown(self, number: int, alert: Alert) -> ShownAlert:
        actors = {self.actor_choices.get(self._named(each), 0) for each in alert.evidence}
        functions = {self.function_choices.get(id, 0) for _, id in alert.functions}
        return ShownAlert(number, alert, tuple(sorted(actors)), tuple(sorted(functions)))

    def _marks(self, story: Story) -> tuple[Mark, ...]:
        """The worst last, so that it is seen above the others."""
        first, last = (_seconds(time) for time in self.span)
        if first is None or last is None:
            return ()
        found: dict[float, Severity] = {}
        for event in story.events:
            moment = _seconds(event.evidence.time)
            if moment is None:
                continue
            start = round((_WIDE - 1) * (moment - first) / ((last - first) or 1), 1)
            worst = max(alert.about.severity for alert in event.alerts)
            found[start] = max(found.get(start, worst), worst)
        return tuple(
            Mark(found[start].label, start, 1.0) for start in sorted(found, key=lambda each: (found[each], each))
        )


def _choices(names: Iterable[str]) -> dict[str, int]:
    """The names of a filter, each with its number; those that are most often there."""
    counts = Counter(name for name in names if name)
    kept = sorted(counts, key=lambda name: (-counts[name], name))[:CHOICES]
    return {name: number for number, name in enumerate(sorted(kept), 1)}


def _seconds(written: str) -> float | None:
    try:
        moment = datetime.fromisoformat(written)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
