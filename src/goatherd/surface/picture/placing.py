"""How high what stands in a column stands: near its neighbours, never on top of each other.

The page does the same when something is opened or left out (`page/placing.js`); a test holds the two together.
"""

from __future__ import annotations

from collections import defaultdict
from math import floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SWEEPS = 24
STRAIGHT = 6.0
"""How much more a bend within a long line counts than one at its end."""


def heights(
    columns: Sequence[Sequence[str]], segments: Sequence[tuple[str, str]], sizes: Mapping[str, float]
) -> dict[str, int]:
    """The middle of each item, in pixels from the top; an item takes its size, with the gap around it."""
    near: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for left, right in segments:
        weight = STRAIGHT if "@" in left and "@" in right else 1.0
        near[left].append((right, weight))
        near[right].append((left, weight))
    at: dict[str, float] = {}
    for column in columns:
        top = 0.0
        for item in column:
            at[item] = top + sizes[item] / 2
            top += sizes[item]
    for sweep in range(SWEEPS):
        for column in columns if sweep % 2 else reversed(columns):
            _settle(column, near, sizes, at)
    top = min((at[item] - sizes[item] / 2 for item in at), default=0.0)
    return {item: floor(middle - top + 0.5) for item, middle in at.items()}


def _settle(
    column: Sequence[str],
    near: Mapping[str, list[tuple[str, float]]],
    sizes: Mapping[str, float],
    at: dict[str, float],
) -> None:
    """Each as near to the mean of its neighbours as the others let it (least squares, pooling adjacent violators).

    What has no neighbours stands next to the one above.
    """
    blocks: list[tuple[float, float, int]] = []  # weight, weight times top, items
    offset = 0.0
    for item in column:
        middle = offset + sizes[item] / 2
        weight = wanted = 0.0
        for other, heavy in near.get(item, ()):
            weight += heavy
            wanted += heavy * at[other]
        block = (weight, wanted - weight * middle, 1)
        while blocks and blocks[-1][1] * block[0] >= block[1] * blocks[-1][0]:
            last = blocks.pop()
            block = (last[0] + block[0], last[1] + block[1], last[2] + block[2])
        blocks.append(block)
        offset += sizes[item]
    offset, rest = 0.0, iter(column)
    for weight, total, count in blocks:
        for _ in range(count):
            item = next(rest)
            at[item] = (total / weight if weight else 0.0) + offset + sizes[item] / 2
            offset += sizes[item]
