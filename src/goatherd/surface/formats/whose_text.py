"""Whose data, on a terminal: a table for each kind of data, and what stands out below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.report.safe import safe
from goatherd.whose.uses import VERBS
from goatherd.whose.who import Who

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.surface.formats.drawing import Drawing
    from goatherd.whose.table import Cell, WhoseData
    from goatherd.whose.uses import Data

_COLUMN = 12
STYLES = {
    Who.ANYBODY: "critical",
    Who.USER: "medium",
    Who.UNKNOWN: "info",
    Who.KEY: "info",
    Who.OWNER: "good",
    Who.ADMIN: "good",
    Who.CLOUD: "dim",
}
MARK = " !"


def lines(drawing: Drawing, whose: WhoseData, limit: int) -> Iterator[str]:
    """`limit` is of entry points for each kind of data."""
    if not whose.cells:
        return
    yield drawing.heading(
        "WHOSE DATA", len(whose.data), "who gets it read, created, changed and deleted by which way in"
    )
    for data in whose.data:
        yield from _table(drawing, whose, data, limit)
    for cell in whose.outliers:
        said = (
            f"! {safe(cell.entry)}, {cell.verb} {safe(cell.data.label)}: {safe(cell.outlier)} ({safe(str(cell.span))})"
        )
        for number, line in enumerate(drawing.wrap(said, drawing.width - 4)):
            yield f"  {'' if number == 0 else '  '}{drawing.paint(line, 'high')}"
    yield ""


def _table(drawing: Drawing, whose: WhoseData, data: Data, limit: int) -> Iterator[str]:
    first = drawing.width - 2 - _COLUMN * len(VERBS)
    title = _fitted(safe(data.name), first)
    yield f"  {drawing.paint(title, 'bold')}{drawing.dim(''.join(verb.ljust(_COLUMN) for verb in VERBS))}"
    rows = [(entry, cells) for entry in whose.entries if (cells := whose.of(entry, data))]
    rows.sort(key=lambda row: -max(cell.who for cell in row[1]))
    for entry, cells in rows[:limit]:
        by_verb = {cell.verb: cell for cell in cells}
        shown = "".join(_shown(drawing, by_verb.get(verb)) for verb in VERBS)
        yield f"  {_fitted(safe(entry[0]), first)}{shown}"
    if len(rows) > limit:
        yield drawing.dim(f"  … and {len(rows) - limit:,} more (--verbose lists all)")


def _fitted(text: str, width: int) -> str:
    return (text if len(text) < width else text[: width - 2] + "…").ljust(width)


def _shown(drawing: Drawing, cell: Cell | None) -> str:
    if cell is None:
        return drawing.dim("·".ljust(_COLUMN))
    mark = MARK if cell.outlier else " ?" if cell.claims else ""
    return drawing.paint((cell.who.label + mark).ljust(_COLUMN), STYLES[cell.who])
