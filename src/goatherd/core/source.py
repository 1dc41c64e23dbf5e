"""Where a thing was written: documents and spans."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A region of one file; a named tuple, for a large tree has hundreds of thousands.

    `path` is POSIX and relative to the scanned root; `line` and `column` count from 1, columns in
    characters. An `end_line` of 0 means "the same line, length unknown".
    """

    path: str
    line: int
    column: int = 1
    end_line: int = 0
    end_column: int = 0

    @property
    def last_line(self) -> int:
        return max(self.line, self.end_line)

    def covers(self, line: int) -> bool:
        return self.line <= line <= self.last_line

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"
