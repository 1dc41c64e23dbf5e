"""Source lines with a mark under the place that matters, fit for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen
from rich.cells import cell_len

from goatherd.report.safe import visible

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.outcome import Lines

MAX_LINE = 20_000
_LEAD = 12  # characters kept before the mark when a line is cut


@frozen
class Excerpt:
    """One line as shown; the mark is `width` cells wide and starts `offset` cells into `text`."""

    number: int
    text: str
    offset: int
    width: int


def excerpt(lines: Lines, span: Span, room: int) -> Excerpt | None:
    """The first line of a span, cut to `room` cells; None where there is no such line or it is no source text."""
    line = lines.line(span.path, span.line)
    if len(line) > MAX_LINE or not line.strip():
        return None
    start, end = _marked(line, span)
    cut = 0
    if len(line) > room and end > room - 1:
        cut = max(0, start - _LEAD)
    shown = visible(line[cut : cut + room])
    if cut:
        shown = "…" + shown[1:]
    if cut + room < len(line):
        shown = shown[: room - 1] + "…"
    offset = cell_len(visible(line[cut:start]))
    width = max(1, min(cell_len(visible(line[start:end])), room - offset))
    return Excerpt(span.line, shown.rstrip(), offset, width)


def _marked(line: str, span: Span) -> tuple[int, int]:
    """Start and end of the mark in the line, counted from 0."""
    first = len(line) - len(line.lstrip())
    last = len(line.rstrip())
    start = min(max(span.column - 1, first), last - 1)
    if span.end_line in (0, span.line) and span.end_column > span.column:
        return start, max(min(span.end_column - 1, last), start + 1)
    return start, last
