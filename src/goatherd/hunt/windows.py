"""When a correlation fires: one pass over the records of a group in the order of their time.

The window of a record reaches back from it by a duration, both ends included, and holds what has the same time as the
record, wherever it stands: so the answer does not depend on the order in which records of one time were read, and a
database's `RANGE BETWEEN … PRECEDING AND CURRENT ROW` says the same.

However many records a window holds, what is kept of them is as much as the rule asks for: the latest times of as many
values as it counts.
"""

from __future__ import annotations

import operator
from collections import OrderedDict
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from goatherd.hunt.rule import Correlation

    Record = tuple[int, str, int]  # its time in microseconds, the name of its rule, what stands for its value

_ORDERS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def firing(correlation: Correlation, records: Iterable[Record]) -> Iterator[int]:
    """The times at which a correlation of a group's records fires, rising.

    `records` are in order of time. Values are what a value_count counts, or what tells records apart for an
    event_count.
    """
    back = microseconds(correlation.within)
    times = groupby(records, key=itemgetter(0))
    if correlation.kind == "temporal_ordered":
        return _in_order(correlation.rules, times, back)
    return _counted(correlation, times, back)


def spans(times: Iterable[int], back: int) -> Iterator[tuple[int, int]]:
    """The first and last times of the windows that end at `times`; those that overlap are one."""
    start = end = None
    for time in times:
        if start is None or end is None or time - back > end:
            if start is not None and end is not None:
                yield start, end
            start = time - back
        end = time
    if start is not None and end is not None:
        yield start, end


def microseconds(length: timedelta) -> int:
    return length // timedelta(microseconds=1)


def _counted(correlation: Correlation, times: Iterable[tuple[int, Iterable[Record]]], back: int) -> Iterator[int]:
    what = 1 if correlation.kind == "temporal" else 2
    fires, number = _ORDERS[correlation.order], correlation.number
    most = max(number, 0) + 1  # whatever is more stands to `number` likewise
    last: OrderedDict[str | int, int] = OrderedDict()  # when each value was last there, the latest at the end
    for time, records in times:
        for record in records:
            last[record[what]] = time
            last.move_to_end(record[what])
        while len(last) > most or next(iter(last.values())) < time - back:
            last.popitem(last=False)
        if fires(len(last), number):
            yield time


def _in_order(rules: tuple[str, ...], times: Iterable[tuple[int, Iterable[Record]]], back: int) -> Iterator[int]:
    """When a chain of records ends, one of each rule in order and none later than the next.

    `begun[n]` is the latest time at which a chain of the first n rules began that has come this far.
    """
    begun = [-(1 << 62)] * (len(rules) + 1)
    for time, records in times:
        now = {name for _, name, _ in records}
        for place, rule in enumerate(rules, 1):  # rising, since records of one time follow each other in any order
            if rule in now:
                begun[place] = max(begun[place], time if place == 1 else begun[place - 1])
        if rules[-1] in now and begun[-1] >= time - back:
            yield time
