"""The files of telemetry below a path, opened as something hostile: no link is followed, every size is bounded."""

from __future__ import annotations

import os
from collections import deque
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec
from attrs import define, field

from goatherd.core.plain_files import opened_plain
from goatherd.core.wording import counted
from goatherd.hunt.telemetry.batch import Batch, Damage
from goatherd.hunt.telemetry.elements import Elements
from goatherd.hunt.telemetry.form import MAX_TEXT
from goatherd.hunt.telemetry.others import LONGEST_MARK, what_it_is
from goatherd.hunt.telemetry.pieces import pieces
from goatherd.hunt.telemetry.position import NO_LOG, Position
from goatherd.hunt.telemetry.reading import DAMAGES, NO_FORM, Reading, Records, Unread
from goatherd.hunt.telemetry.unpacked import MARK, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from goatherd.hunt.telemetry.kind import Kind
    from goatherd.hunt.telemetry.reading import Found
    from goatherd.hunt.telemetry.unpacked import Unpacked

MAX_DOCUMENT = 64 << 20  # bytes of a JSON document that is read as one; trails write 50 MB at most
MAX_LINE = 16 << 20
ROWS = 5_000  # of a batch,
WEIGHT = 16 << 20  # and their bytes
ODD = 20  # lines at the beginning of a file, after which it is no log
KEPT = 1 << 16  # bytes of what is no record
_CHUNK = 1 << 20
_BOM = b"\xef\xbb\xbf"
_DIGEST = "CloudTrail-Digest"  # signatures over the files beside them, no events
_NO_END = "a document that has no end: what is whole in it is read"
_BETWEEN = b" \t\r\n,"
_raw = msgspec.json.Decoder(msgspec.Raw)


def files_below(path: Path) -> Iterator[Path]:
    """In order of their names; folders of digests are passed over. Links are among them, also those to folders: what
    opens them says that they are not followed.
    """
    if path.is_file():
        yield path
        return
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if name != _DIGEST)
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in sorted([*files, *links]):
            yield Path(folder, name)


def shown_as(file: Path, path: Path) -> str:
    """What a file below `path` is called in reports."""
    shown = os.path.relpath(file, path) if path.is_dir() else file.name
    return shown.replace(os.sep, "/")


def read_file(path: Path, shown: str, position: Position | None = None) -> Iterator[Batch | Damage]:
    """`shown` is what the file is called in reports. It is read from `position` on, which is where it ended then."""
    at = position or Position(shown)
    if at.start == NO_LOG:
        return
    try:
        with open(opened_plain(str(path)), "rb") as plain:
            first = plain.read(LONGEST_MARK)
            packed = first.startswith(MARK)
            if other := what_it_is(first):
                at.start = NO_LOG
                yield Damage(shown, 0, other)
                return
            plain.seek(at.start)
            stream, unpacking = unpacked(plain) if packed else (plain, None)
            source = _Source(stream, unpacking, at.start)
            yield from _read(source, shown, at)
    except OSError as error:
        yield Damage(shown, 0, f"it cannot be read: {error.strerror or error}")
        return
    if packed:
        at.rewind()
    if source.broken:
        at.unfinished = True
        if not at.growing:
            yield Damage(shown, 0, f"it cannot be read to its end: {source.broken}")


@define
class _Source:
    """What can be read of a file; `place` is that of the next byte, `broken` says why it ends before its end."""

    _stream: IO[bytes]
    _unpacking: Unpacked | None = None
    place: int = 0
    broken: str = ""

    def line(self) -> bytes:
        return self._asked(self._stream.readline, MAX_LINE)

    def line_alone(self) -> bytes:
        """Of a line that is too long, what is left is passed over."""
        line = end = self.line()
        while len(end) == MAX_LINE and not end.endswith(b"\n"):
            end = self.line()
        return line

    def rest(self, size: int) -> bytes:
        """As much as there is, and no more than `size` bytes."""
        found = bytearray()
        while len(found) < size and (chunk := self._asked(self._stream.read, min(_CHUNK, size - len(found)))):
            found += chunk
        return bytes(found)

    def parts(self) -> Iterator[bytes]:
        while part := self._asked(self._stream.read, _CHUNK):
            yield part

    def _asked(self, read: Callable[[int], bytes], size: int) -> bytes:
        try:
            found = b"" if self.broken else read(size)
        except OSError as error:
            self.broken = error.strerror or str(error)
            return b""
        if len(found) < size and self._unpacking is not None:
            self.broken = self._unpacking.broken
        self.place += len(found)
        return found


def _read(source: _Source, shown: str, at: Position) -> Iterator[Batch | Damage]:
    reading = _File(shown, at)
    lines = reading.lines_of(source)
    if at.start:
        yield from reading.lines(lines)
        yield from reading.rest()
        return
    number, first = next(((number, line) for number, line in lines if line.strip()), (0, b""))
    start = first.lstrip()[:1]
    if not start:
        return
    if (records := Reading.whole(first)) is not None:
        yield from reading.records(records, number)
        yield from reading.lines(lines)
    elif start not in (b"{", b"[") or is_whole(first):
        yield from reading.lines(chain([(number, first)], lines))
    else:
        at.rewind()
        document = first + source.rest(MAX_DOCUMENT - len(first))
        whole = len(document) < MAX_DOCUMENT and is_whole(document)
        if at.growing and not whole:
            at.unfinished = True
        elif len(document) == MAX_DOCUMENT:
            yield from reading.large(document, source, number)
        elif whole:
            yield from reading.document(document)
        else:
            yield from reading.broken(document, number)
    yield from reading.rest()


@define
class _File:
    """`_waiting` are records that are not yet enough for a batch, by kind, `_weight` bytes together; `_last` is the
    number of the one before.

    `_at` is behind the last whole line that was read.
    """

    _shown: str
    _at: Position
    _waiting: dict[Kind, list[tuple[int, bytes]]] = field(factory=dict)
    _weight: int = 0
    _reading: Reading = field(init=False)
    _last: int = field(init=False)
    _is_log: bool = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._reading = Reading.behind(self._at.heading)
        self._last = self._at.record
        self._is_log = self._at.start > 0

    def lines_of(self, source: _Source) -> Iterator[tuple[int, bytes]]:
        """With their numbers, from 1. Of a line that is too long, what is left is passed over. Of a table, a row whose
        cells hold line breaks is one line.
        """
        number, ahead = self._at.line, deque[bytes]()
        while line := ahead.popleft() if ahead else source.line():
            number += 1
            row = self._row(line, source, ahead) if self._reading.goes_on(line) else line
            cut_off = self._at.growing or (source.broken and number > 1)
            if cut_off and not row.endswith(b"\n") and len(line) < MAX_LINE and not is_whole(line):
                self._at.unfinished = True
                return
            yield number, row.removeprefix(_BOM)
            number += row.count(b"\n", 0, -1)
            while len(line) == MAX_LINE and not line.endswith(b"\n"):
                line = source.line()
            if row.endswith(b"\n") or line.endswith(b"\n"):
                place = source.place - sum(map(len, ahead))
                self._at.start, self._at.line, self._at.record = place, number, self._last
                self._at.heading = self._reading.heading

    def _row(self, line: bytes, source: _Source, ahead: deque[bytes]) -> bytes:
        """With the lines up to the one in which its last cell ends. Where none does, those come `ahead` as they are."""
        parts, size = [line], len(line)
        while more := ahead.popleft() if ahead else source.line():
            parts.append(more)
            size += len(more)
            if more.count(b'"') % 2:
                return b"".join(parts)
            if size > MAX_TEXT:
                break
        if self._at.growing and not more:
            return b"".join(parts).rstrip(b"\n")  # it may end yet
        ahead.extendleft(reversed(parts[1:]))
        return line

    def records(self, found: Records, number: int) -> Iterator[Batch | Damage]:
        self._is_log = True
        return self._found([found], number)

    def lines(self, lines: Iterable[tuple[int, bytes]]) -> Iterator[Batch | Damage]:
        """Each a record or a document."""
        odd: list[Damage] | None = None if self._is_log else []  # lines before the first one whose form is known
        for number, line in lines:
            if not line.strip():
                continue
            try:
                found = self._reading.read(line)
            except DAMAGES as error:
                damage = Damage(self._shown, number, str(error), line[:KEPT])
                if odd is None:
                    yield damage
                    continue
                odd.append(damage)
                if len(odd) == ODD:
                    break
                continue
            yield from odd or ()
            odd = None
            yield from self._found(found, number)
        if odd is not None:
            self._at.rewind()
            if len(odd) == ODD:
                self._at.start = NO_LOG
            yield Damage(self._shown, 0, NO_FORM, b"".join(each.data for each in odd)[:KEPT])

    def document(self, document: bytes, number: int = 1) -> Iterator[Batch | Damage]:
        try:
            found = self._reading.read(document)
        except DAMAGES as error:
            why = NO_FORM if str(error) == NO_FORM else f"{NO_FORM}: {error}"
            yield Damage(self._shown, 0, why, document[:KEPT])
        else:
            yield from self._found(found, number)

    def large(self, start: bytes, source: _Source, number: int) -> Iterator[Batch | Damage]:
        """What begins so and is no whole document yet: lines of which the first is damaged, or the elements of one."""
        if _has_lines(start):
            yield from self.lines(
                enumerate(chain(_lines_in(start, source.line_alone), iter(source.line_alone, b"")), number)
            )
            return
        elements = Elements(MAX_LINE)
        found = elements.of(chain([start], source.parts()))
        if (first := next(found, None)) is not None or not elements.too_long:
            yield from self.lines(enumerate(chain(filter(None, [first]), found), 1))
        if elements.too_long:
            parts = counted(elements.too_long, "part")
            yield Damage(self._shown, 0, f"not read, since it is longer than {MAX_LINE >> 20} MB: {parts}")
        if not elements.ended and self._last:
            yield Damage(self._shown, 0, _NO_END)
        if elements.ended and (rest := elements.rest.lstrip()):
            behind = chain(_lines_in(rest, source.line_alone), (line for _, line in self.lines_of(source)))
            yield from self.lines(enumerate(behind, number + 1))

    def broken(self, document: bytes, number: int) -> Iterator[Batch | Damage]:
        """What is no document: lines of which the first is damaged, several documents, or one that was cut off."""
        if _has_lines(document):
            yield from self.lines(enumerate(_lines_in(document), number))
            return
        end, left = 0, bytearray()
        for first, last in pieces(document):
            left += document[end:first].strip(_BETWEEN)[: KEPT - len(left)]
            end = last
            yield from self.document(document[first:last], self._last + 1)
        left += document[end:].strip(_BETWEEN)[: KEPT - len(left)]
        if left:
            yield Damage(self._shown, 0, _NO_END if self._last else NO_FORM, bytes(left))

    def rest(self) -> Iterator[Batch]:
        for kind, waiting in self._waiting.items():
            if waiting:
                yield self._batch(kind, waiting)
        self._waiting.clear()
        self._weight = 0

    def _found(self, found: Iterable[Found], number: int) -> Iterator[Batch | Damage]:
        """A record's number is that of its line, or of those of its document; all numbers of a file are different."""
        number = max(number, self._last + 1)
        for each in found:
            if isinstance(each, Records):
                numbers = range(number, number + len(each.rows))
                yield Batch(each.kind, self._shown, numbers, each.rows, self._at.file)
                number += len(each.rows)
                continue
            if isinstance(each, Unread):
                yield Damage(self._shown, number, each.why, each.data[:KEPT])
            elif each is not None:
                kind, row = each
                self._waiting.setdefault(kind, []).append((number, row))
                self._weight += len(row)
                if len(self._waiting[kind]) == ROWS or self._weight >= WEIGHT:
                    yield from self.rest()
            number += 1
        self._last = number - 1

    def _batch(self, kind: Kind, rows: list[tuple[int, bytes]]) -> Batch:
        return Batch(kind, self._shown, [number for number, _ in rows], [row for _, row in rows], self._at.file)


def _lines_in(document: bytes, more: Callable[[], bytes] = bytes) -> Iterator[bytes]:
    """What `more` gives belongs to the last one."""
    start = 0
    while end := document.find(b"\n", start) + 1:
        yield document[start:end]
        start = end
    if last := document[start:] + more():
        yield last


def _has_lines(document: bytes) -> bool:
    """Whether one of the first lines is a record."""
    return any(map(_is_record, islice(_lines_in(document), ODD)))


def _is_record(line: bytes) -> bool:
    try:
        return line.strip() != b"" and any(Reading().read(line))
    except DAMAGES:
        return False


def is_whole(text: bytes) -> bool:
    """Whether it is one value of JSON."""
    try:
        _raw.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
