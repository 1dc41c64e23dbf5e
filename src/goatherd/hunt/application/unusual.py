"""Which hours are far above what is usual at such a time: robust statistics over the log itself.

An hour is compared with the median of the same hour in other weeks, else on other days, else of all other hours: never
with itself. How far hours lie above that is put in order, and what lies above the 95th of a hundred is taken to fall
off exponentially, as fast as its own median says, and a little slower where there are few hours. An hour is unusual
where that leaves it a probability of at most RATE. Where more than a twentieth of the time is unusual, it counts as
usual.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from statistics import median
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

RATE = 1e-6
FEWEST = 100  # hours without which nothing is usual yet
_SPAN = 7 * 24  # hours that these have to reach over
_DAY, _WEEK = 24, 7 * 24
_OTHERS = 2  # hours of the same time of the week, or of the day, to be compared with
_TAIL = 0.05
_LEAST = math.log(1.5)  # what is worth telling, however steady a function is
_STEADIEST = 0.02
_DOUBT = 1.5  # how much wider a few hours leave it


@frozen
class Unusual:
    """`hour` counts since 1970; it was `factor` times what is usual."""

    hour: int
    factor: float


def unusual(values: Mapping[int, float]) -> list[Unusual]:
    """`values` are positive, by hour since 1970; those that are unusually high."""
    if len(values) < FEWEST or max(values) - min(values) < _SPAN:
        return []
    logs = {hour: math.log(value) for hour, value in values.items()}
    above = {hour: log - usual for (hour, log), usual in zip(logs.items(), _usual(logs), strict=True)}
    ordered = sorted(above.values())
    tail = ordered[int(len(ordered) * (1 - _TAIL)) :]
    start, unsure = tail[0], 1 + _DOUBT / math.sqrt(len(tail))
    scale = max(unsure * (median(tail) - start) / math.log(2), _STEADIEST)
    limit = max(start + scale * math.log(_TAIL / RATE), _LEAST)
    return [Unusual(hour, math.exp(each)) for hour, each in above.items() if each > limit]


def _usual(logs: Mapping[int, float]) -> Iterator[float]:
    """For each hour the median of the hours that it is compared with."""
    by_week, by_day = _grouped(logs, _WEEK), _grouped(logs, _DAY)
    everything = sorted(logs.values())
    for hour, log in logs.items():
        for same in (by_week[hour % _WEEK], by_day[hour % _DAY], everything):
            if len(same) > _OTHERS or same is everything:
                yield _median_without(same, log)
                break


def _grouped(logs: Mapping[int, float], period: int) -> dict[int, list[float]]:
    found: dict[int, list[float]] = {}
    for hour, log in logs.items():
        found.setdefault(hour % period, []).append(log)
    return {key: sorted(group) for key, group in found.items()}


def _median_without(ordered: Sequence[float], one: float) -> float:
    """The median of all but one of the values, without a copy of them."""
    place, others = bisect_left(ordered, one), len(ordered) - 1
    if not others:
        return one

    def at(index: int) -> float:
        return ordered[index if index < place else index + 1]

    return at(others // 2) if others % 2 else (at(others // 2 - 1) + at(others // 2)) / 2


def improbable(failed: int, asked: int, usual: float) -> bool:
    """Whether so many failures of so many are less probable than RATE where a share of `usual` fails (Chernoff)."""
    share = failed / asked
    if share <= usual:
        return False
    rest = (1 - share) * math.log((1 - share) / (1 - usual)) if share < 1 else 0.0
    return asked * (share * math.log(share / usual) + rest) > -math.log(RATE)
