"""The lines of a file, those that are records as they stand many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from attrs import define, field

from goatherd.hunt.telemetry.form import MAX_TEXT
from goatherd.hunt.telemetry.reading import STARTS
from goatherd.hunt.telemetry.source import is_cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goatherd.hunt.telemetry.batches import Batches
    from goatherd.hunt.telemetry.position import Position
    from goatherd.hunt.telemetry.readers import Readers
    from goatherd.hunt.telemetry.reading import Reading, Records
    from goatherd.hunt.telemetry.source import Source

_BOM = b"\xef\xbb\xbf"
_raw = msgspec.json.Decoder(msgspec.Raw)


@define
class Lines:
    """From where `_at` is. It is moved behind the last whole line that was read, as soon as the next one is asked for.

    `_reading` and `_batches` are those that the lines are read with. Before `_endless`, no cell ends that goes on over
    several lines.
    """

    _source: Source
    _at: Position
    _reading: Reading
    _batches: Batches
    _readers: Readers
    _endless: int = field(default=0, init=False)

    def all(self) -> Iterator[tuple[int, bytes | Records]]:
        """With their numbers, from 1; many that are records as they stand are one. Of a line that is too long, what is
        left is passed over. Of a table, a row whose cells hold line breaks is one line.
        """
        number, source, alone = self._at.line, self._source, 0
        while True:
            if self._reading.expected and source.place >= alone:
                data = source.lines()
                if data.endswith(b"\n") and (records := self._reading.alike(data, self._readers)) is not None:
                    yield number + 1, records
                    number += len(records.rows)
                    self._reached(number)
                    continue
                alone = source.place  # up to here each is looked at
                source.back(data)
            line = source.line() if source.place else source.first_line(STARTS)
            if not line:
                return
            number += 1
            row = self._row(line)
            if not row or self._is_half(row, number):
                self._at.unfinished = True
                return
            yield number, row.removeprefix(_BOM)
            number += row.count(b"\n", 0, -1) if row is not line else 0
            while is_cut(line):
                line = source.line()
            if line.endswith(b"\n"):
                self._reached(number)

    def _row(self, line: bytes) -> bytes:
        """With the lines up to the one in which its last cell ends. Where none does, it is the line alone, and nothing
        where that may still be written.
        """
        if self._source.place <= self._endless or not (line.endswith(b"\n") and self._reading.goes_on(line)):
            return line
        behind: list[bytes] = []
        size = len(line)
        while size <= MAX_TEXT and (more := self._source.line()):
            behind.append(more)
            size += len(more)
            if more.count(b'"') % 2 and not is_cut(more):
                return b"".join([line, *behind])
        if self._at.growing and size <= MAX_TEXT:
            return b""
        self._endless = self._source.place
        self._source.back(b"".join(behind))
        return line

    def _is_half(self, line: bytes, number: int) -> bool:
        """Whether the rest of it is still to be written, or lost. Half a first line may be a document, of which what is
        whole is read.
        """
        is_last = self._at.growing or (number > 1 and self._source.broken != "")
        return is_last and not line.endswith(b"\n") and not is_cut(line) and not is_whole(line)

    def _reached(self, number: int) -> None:
        self._at.start, self._at.line, self._at.record = self._source.place, number, self._batches.last
        self._at.heading = self._reading.heading


def lines_in(document: bytes, more: Callable[[], bytes] = bytes) -> Iterator[bytes]:
    """What `more` gives belongs to the last one."""
    start = 0
    while end := document.find(b"\n", start) + 1:
        yield document[start:end]
        start = end
    if last := document[start:] + more():
        yield last


def is_whole(text: bytes) -> bool:
    """Whether it is one value of JSON."""
    try:
        _raw.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
