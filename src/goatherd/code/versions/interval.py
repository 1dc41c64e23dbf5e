"""Intervals of version keys: enough set theory to say "every version that this admits is affected"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable


@frozen
class Interval:
    """From `low` to `high`; None is unbounded. Bounds belong to it where the `_in` flag says so."""

    low: Any = None
    high: Any = None
    low_in: bool = True
    high_in: bool = False

    def contains(self, key: Any) -> bool:
        if self.low is not None and (key < self.low or (key == self.low and not self.low_in)):
            return False
        return self.high is None or key < self.high or (key == self.high and self.high_in)

    def within(self, other: Interval) -> bool:
        return _starts_no_earlier(self, other) and _ends_no_later(self, other)

    def intersect(self, other: Interval) -> Interval | None:
        """What both hold, None when that is nothing."""
        first = self if _starts_no_earlier(self, other) else other
        last = self if _ends_no_later(self, other) else other
        both = Interval(first.low, last.high, first.low_in, last.high_in)
        if both.low is None or both.high is None or both.low < both.high:
            return both
        return both if both.low == both.high and both.low_in and both.high_in else None


EVERYTHING = Interval()


def point(key: Any) -> Interval:
    return Interval(key, key, True, True)


def covered(inner: Iterable[Interval], outer: list[Interval]) -> bool:
    """Every one of `inner` lies within one of `outer`; an empty `inner` is not covered."""
    intervals = list(inner)
    return bool(intervals) and all(any(i.within(o) for o in outer) for i in intervals)


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """The same set with overlapping and touching intervals joined, in ascending order."""
    pending = list(intervals)
    unbounded = [i for i in pending if i.low is None]
    ordered = unbounded + sorted((i for i in pending if i.low is not None), key=lambda i: (i.low, not i.low_in))
    merged: list[Interval] = []
    for interval in ordered:
        if merged and _touches(merged[-1], interval):
            last = merged.pop()
            end = interval if _ends_no_later(last, interval) else last
            interval = Interval(last.low, end.high, last.low_in, end.high_in)
        merged.append(interval)
    return merged


def _touches(before: Interval, after: Interval) -> bool:
    if before.high is None or after.low is None:
        return True
    if before.high == after.low:
        return before.high_in or after.low_in
    return bool(before.high > after.low)


def _starts_no_earlier(a: Interval, b: Interval) -> bool:
    if b.low is None:
        return True
    if a.low is None or a.low < b.low:
        return False
    return bool(a.low > b.low or b.low_in or not a.low_in)


def _ends_no_later(a: Interval, b: Interval) -> bool:
    if b.high is None:
        return True
    if a.high is None or a.high > b.high:
        return False
    return bool(a.high < b.high or b.high_in or not a.high_in)
