"""What the logs say of invocations, by function and hour: time, memory, cost and failures that are unusual."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.hunt.application.deviation import MORE_THAN_USUAL, UNUSUAL_FAILURES
from goatherd.hunt.application.facts import Seen
from goatherd.hunt.application.ground import Found
from goatherd.hunt.application.unusual import improbable, unusual
from goatherd.hunt.telemetry.kind import text_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.hunt.application.ground import Ground
    from goatherd.hunt.rule import About
    from goatherd.hunt.stream.engine import Match
    from goatherd.hunt.telemetry.kind import Evidence

MOST = 200_000  # hours of functions that are kept
_ENOUGH = 5  # invocations of an hour that say something of it
_WORTH = 1.0  # GB seconds that an hour must cost: of a few short invocations, twice as many are no attack
_FAILURES = 10  # of an hour, that are worth telling
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@define
class Hour:
    """Sums over the invocations of a function in one hour. `log` of the time that they took, `cost` in GB seconds."""

    evidence: Evidence
    invocations: int = 0
    log: float = 0.0
    used: float = 0.0
    cost: float = 0.0
    failed: int = 0
    fresh: bool = True  # since the last look


@define
class Invocations:
    """By the function's name in the logs, and by hour since 1970."""

    hours: dict[str, dict[int, Hour]] = field(factory=dict)
    _kept: int = 0
    beyond: int = 0

    def add(self, match: Match) -> None:
        """A report of an invocation."""
        event = match.event
        name, hour = text_in(event, "function"), _hour(text_in(event, "eventTime"))
        took = _positive(event.get("durationMs"))
        if not name or hour is None or took is None:
            return
        known = self.hours.setdefault(name, {}).get(hour)
        if known is None:
            if self._kept >= MOST:
                self.beyond += 1
                return
            known = self.put(name, hour, Hour(match.evidence))
        known.fresh = True
        known.invocations += 1
        known.log += math.log(took)
        known.used += _positive(event.get("usedMb")) or 0.0
        billed, memory = _positive(event.get("billedMs")), _positive(event.get("memoryMb"))
        known.cost += (billed or took) * (memory or 0.0) / 1024 / 1000
        known.failed += text_in(event, "status") not in ("", "success")

    def put(self, name: str, hour: int, known: Hour) -> Hour:
        """What is known of an hour that is not there yet."""
        self._kept += 1
        self.hours.setdefault(name, {})[hour] = known
        return known

    def settled(self) -> Iterator[tuple[str, int, Hour]]:
        """What came since the last look, which is over."""
        for name, hours in self.hours.items():
            for number, hour in hours.items():
                if hour.fresh:
                    hour.fresh = False
                    yield name, number, hour

    def judge(self, ground: Ground) -> Iterator[Found]:
        for name, hours in self.hours.items():
            owner = ground.deployment.function(name)
            for found in _more(hours) if owner is not None else ():
                about, sentence, hour, thing = found
                seen = Seen([hours[hour].evidence], 1, hours[hour].evidence.time)
                yield Found(about, sentence, thing, seen, owner)


def _more(hours: dict[int, Hour]) -> Iterator[tuple[About, str, int, str]]:
    busy = {hour: each for hour, each in hours.items() if each.invocations >= _ENOUGH}
    costs = {hour: each.cost for hour, each in hours.items() if each.cost}
    measures = {
        "took {} as long as usual": {hour: math.exp(each.log / each.invocations) for hour, each in busy.items()},
        "used {} as much memory as usual": {h: each.used / each.invocations for h, each in busy.items() if each.used},
        "cost {} as much as usual": costs,
    }
    for sentence, values in measures.items():
        for each in unusual(values):
            if values is costs and values[each.hour] < _WORTH:
                continue
            yield MORE_THAN_USUAL, sentence, each.hour, f"{each.factor:,.1f} times ({_written(each.hour)})"
    yield from _failures(busy)


def _failures(busy: dict[int, Hour]) -> Iterator[tuple[About, str, int, str]]:
    shares = {hour: (each.failed + 1) / (each.invocations + 1) for hour, each in busy.items()}
    usual = median(shares.values()) if shares else 1.0
    for found in unusual(shares):
        hour = busy[found.hour]
        if hour.failed >= _FAILURES and improbable(hour.failed, hour.invocations, min(usual, 0.99)):
            thing = f"{hour.failed:,} of {hour.invocations:,} times ({_written(found.hour)})"
            yield UNUSUAL_FAILURES, "failed {}, more than usual", found.hour, thing


def _hour(written: str) -> int | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return (moment - _EPOCH) // timedelta(hours=1) if moment.tzinfo else None


def _written(hour: int) -> str:
    return (_EPOCH + timedelta(hours=hour)).strftime("%Y-%m-%dT%HZ")


def _positive(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if 0 < value < 1e9 else None
