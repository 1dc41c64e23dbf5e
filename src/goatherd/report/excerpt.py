"""Source lines with a mark under the place that matters, fit for a terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen
from rich.cells import cell_len

from goatherd.report.safe import visible

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.outcome import Lines

MAX_LINE = 20_000
_LONGEST_MARK = 400  # characters that are looked at for its end
_LEAD = 12  # characters kept before the mark when a line is cut
_PIECE = re.compile(
    r"""(?P<open>[(\[{])|(?P<close>[)\]}])|(?:\b[a-zA-Z]{0,2})?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)"""
    r"""|(?:def|async|function|await|new|return|class|with)\s+|[\w$@]+|\?\.|\.|(?P<end>.)"""
)


@frozen
class Excerpt:
    """One line as shown; the mark is `width` cells wide and starts `offset` cells into `text`.

    `cut` is the number of characters that were left out before `text`.
    """

    text: str
    offset: int
    width: int
    cut: int


def excerpt(lines: Lines, span: Span, room: int, beside: Excerpt | None = None) -> Excerpt | None:
    """The first line of a span, cut to `room` cells; None where there is no such line or it is no source text.

    With an excerpt of the same line `beside`, it is cut in the same place if the mark can be seen there.
    """
    line = lines.line(span.path, span.line)
    if len(line) > MAX_LINE or not line.strip():
        return None
    start, end = _marked(line, span)
    cut = 0
    if beside is not None and beside.cut <= start < beside.cut + room - 1:
        cut = beside.cut
    elif end > room - 1 and start > room // 2:
        cut = max(0, start - _LEAD)
    shown = visible(line[cut : cut + room])
    if cut:
        shown = "…" + shown[1:]
    if cut + room < len(line):
        shown = shown[: room - 1] + "…"
    offset = cell_len(visible(line[cut:start]))
    width = max(1, min(cell_len(visible(line[start:end])), room - offset))
    return Excerpt(shown.rstrip(), offset, width, cut)


def _marked(line: str, span: Span) -> tuple[int, int]:
    """Start and end of the mark in the line, counted from 0."""
    first = len(line) - len(line.lstrip())
    last = len(line.rstrip())
    start = min(max(span.column - 1, first), last - 1)
    if not span.end_line and not span.end_column:
        return start, _end_of_expression(line, start, last)
    if span.end_line in (0, span.line) and span.end_column > span.column:
        return start, max(min(span.end_column - 1, last), start + 1)
    return start, last


def _end_of_expression(line: str, start: int, last: int) -> int:
    """Where what starts here ends, as far as brackets and words tell: a name, a call, a string, a key."""
    depth = 0
    end = start
    for piece in _PIECE.finditer(line, start, min(last, start + _LONGEST_MARK)):
        if piece["end"] and not depth:
            break
        depth += bool(piece["open"]) - bool(piece["close"])
        if depth < 0:
            break
        end = piece.end()
    return max(end, start + 1)
