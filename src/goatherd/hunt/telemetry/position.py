"""How far a file was read, so that what is appended to it is read alone."""

from __future__ import annotations

from attrs import define

NO_LOG = -1


@define
class Position:
    """`file` tells the file from all others, its own former content among them, in all runs. Of a file of lines,
    `start` is the first byte behind its last whole line, `line` that line's number, `record` the number of its last
    record, and `heading` the line that says what those behind it hold. Whatever else is read from its beginning again:
    `start` is 0, or NO_LOG for what nothing is read of.

    Of a file that is `growing`, what has no end yet is left alone; it is `unfinished` then. `again`: a part of it was
    read before.
    """

    file: str
    start: int = 0
    line: int = 0
    record: int = 0
    heading: bytes = b""
    again: bool = False
    growing: bool = False
    unfinished: bool = False

    def rewind(self) -> None:
        """It is read from its beginning again, should it change."""
        self.start = self.line = self.record = 0
        self.heading = b""
