"""Where everything is drawn when all groups are closed, in pixels: boxes in columns, lines between them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.surface.picture.labels import width_of
from goatherd.surface.picture.placing import heights

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.surface.graph import Node
    from goatherd.surface.picture.arrangement import Arrangement, Link
    from goatherd.surface.picture.groups import Group

HEIGHT = 40
GAP = 12
NARROWEST, WIDEST = 120, 300
WIDEST_OF_MANY = 196
BROADEST = 480
"""Of a column that a picture narrower than a screen has room for."""
SCREEN = 1400
TEXT = 36
"""Where a label begins: beside the symbol."""
PADDING = TEXT + 36
"""Beside a label, with the number of findings at its right."""
LABEL, DETAIL = 13, 11
"""Sizes of the two lines of a box."""
BETWEEN, BETWEEN_AT_MOST = 44, 84
MARGIN = 12


@frozen
class Box:
    x: int
    y: int
    width: int
    height: int = HEIGHT

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@frozen
class Layout:
    """`lines` are the data of SVG paths, one for each of the arrangement's lifted links."""

    boxes: dict[str, Box]
    lines: list[tuple[Link, str]]
    width: int
    height: int


def lay_out(arrangement: Arrangement) -> Layout:
    links = arrangement.lifted()
    ways = [arrangement.way(link) for link in links]
    seen = {*arrangement.closed(), *(item for way in ways for item in way)}
    columns = [[item for item in column if item in seen] for column in arrangement.columns]
    segments = list(dict.fromkeys(pair for way in ways for pair in pairwise(way)))
    sizes = {item: float(GAP if "@" in item else HEIGHT + GAP) for item in seen}
    middles = heights(columns, segments, sizes)
    widths = column_widths(arrangement)
    _, end = _lefts(widths, columns, segments)
    widths = _widened(widths, broad_widths(arrangement), SCREEN - 2 * MARGIN - end)
    lefts, width = _lefts(widths, columns, segments)
    boxes = {
        item: Box(lefts[number], middles[item] - HEIGHT // 2 + MARGIN, widths[number])
        for number, column in enumerate(columns)
        for item in column
        if "@" not in item
    }
    passing = {
        item: (lefts[number], middles[item] + MARGIN, widths[number])
        for number, column in enumerate(columns)
        for item in column
    }
    bottom = max((box.y + box.height for box in boxes.values()), default=0)
    lines = [(link, line([passing[item] for item in way])) for link, way in zip(links, ways, strict=True)]
    bottom = max([bottom, *(middle for _, middle, _ in passing.values())])
    return Layout(boxes, lines, width + MARGIN, bottom + MARGIN)


def line(way: list[tuple[int, int, int]]) -> str:
    """A line from the right side of the first box to the left side of the last; boxes as left, middle, width."""
    (left, middle, width), *rest = way
    x, y = left + width, middle
    path = f"M{x},{y}"
    for number, (left, middle, width) in enumerate(rest, 1):
        bend = (left - x) // 2
        path += f"C{x + bend},{y} {left - bend},{middle} {left},{middle}"
        if number < len(rest):
            path += f"H{left + width}"
        x, y = left + width, middle
    return path


def column_widths(arrangement: Arrangement) -> list[int]:
    """Each as wide as its longest label, whatever is seen of it, but so that many columns fit on a screen."""
    room = SCREEN // max(1, len(arrangement.columns)) - BETWEEN_AT_MOST
    widest = max(WIDEST_OF_MANY, min(room, WIDEST))
    return _widths(arrangement, widest)


def broad_widths(arrangement: Arrangement) -> list[int]:
    """Each as wide as its longest label, for a picture that has room for it."""
    return _widths(arrangement, BROADEST)


def _widths(arrangement: Arrangement, widest: int) -> list[int]:
    return [_width([arrangement.shown(item) for item in column], widest) for column in arrangement.columns]


def _widened(widths: list[int], broad: list[int], spare: int) -> list[int]:
    """Columns that need the least come first; one that does not fit stays as it is, and its names are cut."""
    widened = list(widths)
    for number in sorted(range(len(widths)), key=lambda number: broad[number] - widths[number]):
        need = broad[number] - widths[number]
        if need <= spare:
            widened[number] = broad[number]
            spare -= need
    return widened


def _width(shown: Iterable[Node | Group | None], widest: int) -> int:
    wide = [max(width_of(each.label, LABEL), width_of(each.detail, DETAIL)) for each in shown if each]
    return min(max(NARROWEST, int(max(wide, default=0)) + PADDING), widest)


def _lefts(widths: list[int], columns: list[list[str]], segments: list[tuple[str, str]]) -> tuple[list[int], int]:
    """The left edge of each column, and where the last ends: the more lines, the more room for them."""
    place = {item: number for number, column in enumerate(columns) for item in column}
    lines = [0] * (len(columns) + 1)
    for left, _ in segments:
        lines[place[left]] += 1
    lefts, x = [], MARGIN
    for number, width in enumerate(widths):
        lefts.append(x)
        x += width + min(BETWEEN + lines[number], BETWEEN_AT_MOST)
    return lefts, lefts[-1] + widths[-1] if lefts else MARGIN
