"""Which records of one group a correlation fires at: plain functions over records in the order of their time.

The window of a record reaches back from it by a duration, both ends included, and holds what has the same time as the
record, wherever it stands: so the answer does not depend on the order in which records of one time were read, and a
database's `RANGE BETWEEN … PRECEDING AND CURRENT ROW` says the same.
"""

from __future__ import annotations

import operator
from bisect import bisect_left, bisect_right
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from goatherd.hunt.rule import Correlation

_ORDERS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
Window = tuple[int, int]  # the first record of it, and the one behind its last


def firing(correlation: Correlation, times: Sequence[int], names: Sequence[str], values: Sequence[str]) -> list[Window]:
    """The windows in which a correlation of a group's records fires, one for each record at which it does.

    `times` are microseconds in rising order, `names` those of the rule that each record belongs to, `values` what a
    value_count counts, or what tells records apart for an event_count.
    """
    back = microseconds(correlation.within)
    windows = [(bisect_left(times, time - back), bisect_right(times, time)) for time in times]
    if correlation.kind == "temporal_ordered":
        return [
            window for window, fires in zip(windows, _in_order(correlation, times, names, back), strict=True) if fires
        ]
    counted = _distinct(windows, names if correlation.kind == "temporal" else values)
    fires = _ORDERS[correlation.order]
    return [window for window, number in zip(windows, counted, strict=True) if fires(number, correlation.number)]


def microseconds(length: timedelta) -> int:
    return length // timedelta(microseconds=1)


def _distinct(windows: Sequence[Window], values: Sequence[str]) -> list[int]:
    """How many different values each window holds; both ends of windows only ever move forward."""
    inside: Counter[str] = Counter()
    found, left, right = [], 0, 0
    for start, end in windows:
        for value in values[right:end]:
            inside[value] += 1
        for value in values[left:start]:
            inside[value] -= 1
            if not inside[value]:
                del inside[value]
        left, right = start, max(right, end)
        found.append(len(inside))
    return found


def _in_order(correlation: Correlation, times: Sequence[int], names: Sequence[str], back: int) -> list[bool]:
    """Whether a chain of records, one of each rule in order and none later than the next, ends at each record.

    `begun[n]` is the latest time at which a chain of the first n rules began that has come this far.
    """
    never = -(1 << 62)
    rules = correlation.rules
    begun = [never] * (len(rules) + 1)
    found: list[bool] = []
    start = 0
    while start < len(times):
        end = bisect_right(times, times[start])
        now = set(names[start:end])
        for place, rule in enumerate(rules, 1):  # rising, since records of one time follow each other in any order
            if rule in now:
                begun[place] = max(begun[place], times[start] if place == 1 else begun[place - 1])
        whole = begun[-1] >= times[start] - back
        found += [whole and names[index] == rules[-1] for index in range(start, end)]
        start = end
    return found
