"""Who stands above whom in a column, so that few lines cross: barycentres, then swaps of neighbours (Sugiyama)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from itertools import pairwise
from math import fsum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Columns = list[list[str]]
Segment = tuple[str, str]

ROUNDS = 24
PATIENCE = 6
MANY = 6000
"""Segments from which on only barycentres are used: what is drawn then is read by filters, not as a whole."""


def ordered(columns: Sequence[Sequence[str]], segments: Iterable[Segment]) -> Columns:
    """The columns, each in an order that makes few of the segments (from a column to the next) cross."""
    net = _Net(segments)
    start = [list(column) for column in columns]
    starts = [start, net.walked(start), net.walked([column[::-1] for column in start])]
    found = [net.improved(each) for each in (starts if net.size < MANY else starts[:2])]
    return min(found, key=net.crossings)


def crossings(columns: Sequence[Sequence[str]], segments: Iterable[Segment]) -> int:
    return _Net(segments).crossings(columns)


class _Net:
    def __init__(self, segments: Iterable[Segment]) -> None:
        self.before: dict[str, list[str]] = defaultdict(list)
        self.after: dict[str, list[str]] = defaultdict(list)
        self.size = 0
        for left, right in dict.fromkeys(segments):
            self.before[right].append(left)
            self.after[left].append(right)
            self.size += 1

    def walked(self, columns: Columns) -> Columns:
        """In the order in which a walk along the segments comes by: trees without any crossing."""
        place = {item: column for column, items in enumerate(columns) for item in items}
        seen: set[str] = set()
        result: Columns = [[] for _ in columns]
        for root in (item for column in columns for item in column):
            stack = [root]
            while stack:
                item = stack.pop()
                if item in seen:
                    continue
                seen.add(item)
                result[place[item]].append(item)
                stack.extend(reversed(self.before[item] + self.after[item]))
        return result

    def improved(self, columns: Columns) -> Columns:
        now = [list(column) for column in columns]
        best, fewest, since = [list(column) for column in now], self.crossings(now), 0
        for round in range(ROUNDS):
            if not fewest or since >= PATIENCE:
                break
            self._sweep(now, leftwards=bool(round % 2))
            if self.size < MANY:
                self._swap(now)
            crossing = self.crossings(now)
            since += 1
            if crossing < fewest:
                best, fewest, since = [list(column) for column in now], crossing, 0
        return best

    def _sweep(self, columns: Columns, *, leftwards: bool) -> None:
        near = self.after if leftwards else self.before
        indexes = range(len(columns) - 2, -1, -1) if leftwards else range(1, len(columns))
        for index in indexes:
            beside = _heights(columns[index + 1 if leftwards else index - 1])
            own = _heights(columns[index])
            wanted = {
                item: fsum(beside[other] for other in near[item]) / len(near[item]) if near[item] else own[item]
                for item in columns[index]
            }
            columns[index].sort(key=lambda item: (wanted[item], own[item]))

    def _swap(self, columns: Columns) -> None:
        """Neighbours change places as long as that undoes crossings."""
        for _ in range(8):
            places = {item: place for column in columns for place, item in enumerate(column)}
            better = False
            for column in columns:
                for above in range(len(column) - 1):
                    one, other = column[above], column[above + 1]
                    if self._between(one, other, places) > self._between(other, one, places):
                        column[above], column[above + 1] = other, one
                        places[one], places[other] = above + 1, above
                        better = True
            if not better:
                return

    def _between(self, above: str, below: str, places: dict[str, int]) -> int:
        """How many segments of the two cross, if they stand in this order."""
        total = 0
        for near in (self.before, self.after):
            if near[above] and near[below]:
                lower = sorted(places[item] for item in near[below])
                total += sum(bisect_left(lower, places[item]) for item in near[above])
        return total

    def crossings(self, columns: Sequence[Sequence[str]]) -> int:
        total = 0
        for left, right in pairwise(columns):
            places = {item: place for place, item in enumerate(right)}
            passed: list[int] = []
            for item in left:
                ends = sorted(places[other] for other in self.after[item] if other in places)
                total += sum(len(passed) - bisect_right(passed, end) for end in ends)
                for end in ends:
                    insort(passed, end)
        return total


def _heights(column: Sequence[str]) -> dict[str, float]:
    """Places between 0 and 1, so that columns of different length can be compared."""
    return {item: (place + 0.5) / len(column) for place, item in enumerate(column)}
