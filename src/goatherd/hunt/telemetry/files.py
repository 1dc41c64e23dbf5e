"""The files of telemetry below a path, opened as something hostile: no link is followed, every size is bounded."""

from __future__ import annotations

import os
import zlib
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec
from attrs import define, field
from isal import igzip

from goatherd.core.plain_files import opened_plain
from goatherd.hunt.telemetry.batch import Batch, Damage
from goatherd.hunt.telemetry.pieces import pieces
from goatherd.hunt.telemetry.reading import DAMAGES, NO_FORM, Reading, Records, Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from goatherd.hunt.telemetry.kind import Kind
    from goatherd.hunt.telemetry.reading import Found

MAX_DOCUMENT = 128 << 20  # bytes of one JSON document, unpacked; trails write 50 MB at most
MAX_LINE = 16 << 20
ROWS = 5_000  # of a batch
ODD = 20  # lines at the beginning of a file, after which it is no log
KEPT = 1 << 16  # bytes of what is no record
_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
_DIGEST = "CloudTrail-Digest"  # signatures over the files beside them, no events
_NO_END = "a document that has no end: what is whole in it is read"
_BETWEEN = b" \t\r\n,"
_raw = msgspec.json.Decoder(msgspec.Raw)


def files_below(path: Path) -> Iterator[Path]:
    """In order of their names; folders of digests are passed over."""
    if path.is_file():
        yield path
        return
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if name != _DIGEST)
        for name in sorted(files):
            yield Path(folder, name)


def shown_as(file: Path, path: Path) -> str:
    """What a file below `path` is called in reports."""
    shown = os.path.relpath(file, path) if path.is_dir() else file.name
    return shown.replace(os.sep, "/")


def read_file(path: Path, shown: str) -> Iterator[Batch | Damage]:
    """`shown` is what the file is called in reports."""
    try:
        with open(opened_plain(str(path)), "rb") as plain:
            packed = plain.read(2) == _GZIP
            plain.seek(0)
            source = _Source(igzip.open(plain, "rb") if packed else plain)  # type: ignore[no-untyped-call]
            yield from _read(source, shown)
    except OSError as error:
        yield Damage(shown, 0, f"it cannot be read: {error.strerror or error}")
    else:
        if source.broken:
            yield Damage(shown, 0, f"it cannot be read to its end: {source.broken}")


@define
class _Source:
    """What can be read of a file; `broken` says why it ends before its end."""

    _stream: IO[bytes]
    broken: str = ""

    def line(self) -> bytes:
        return self._asked(self._stream.readline, MAX_LINE)

    def rest(self, size: int) -> bytes:
        """As much as there is, and no more than `size` bytes."""
        found = bytearray()
        while len(found) < size and (chunk := self._asked(self._stream.read, min(_CHUNK, size - len(found)))):
            found += chunk
        return bytes(found)

    def _asked(self, read: Callable[[int], bytes], size: int) -> bytes:
        try:
            return b"" if self.broken else read(size)
        except (OSError, EOFError, zlib.error, igzip.BadGzipFile) as error:
            self.broken = str(getattr(error, "strerror", None) or error)
            return b""


def _read(source: _Source, shown: str) -> Iterator[Batch | Damage]:
    lines = _lines(source)
    number, first = next(((number, line) for number, line in lines if line.strip()), (0, b""))
    start = first.lstrip()[:1]
    if not start:
        return
    reading = _File(shown)
    if start not in (b"{", b"[") or is_whole(first):
        yield from reading.lines(chain([(number, first)], lines))
    else:
        document = first + source.rest(MAX_DOCUMENT - len(first))
        if len(document) == MAX_DOCUMENT:
            yield Damage(shown, 0, f"a document of more than {MAX_DOCUMENT >> 20} MB is not read")
        elif is_whole(document):
            yield from reading.document(document)
        else:
            yield from reading.broken(document, number)
    yield from reading.rest()


def _lines(source: _Source) -> Iterator[tuple[int, bytes]]:
    """With their numbers, from 1. Of a line that is too long, what is left is passed over."""
    number = 0
    while line := source.line():
        number += 1
        yield number, line.removeprefix(_BOM) if number == 1 else line
        while len(line) == MAX_LINE and not line.endswith(b"\n"):
            line = source.line()


@define
class _File:
    """`_waiting` are records that are not yet enough for a batch, by kind; `_last` is the number of the one before."""

    _shown: str
    _reading: Reading = field(factory=Reading)
    _waiting: dict[Kind, list[tuple[int, bytes]]] = field(factory=dict)
    _last: int = 0

    def lines(self, lines: Iterable[tuple[int, bytes]]) -> Iterator[Batch | Damage]:
        """Each a record or a document."""
        odd: list[Damage] | None = []  # lines before the first one whose form is known
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
            yield Damage(self._shown, 0, NO_FORM, b"".join(each.data for each in odd)[:KEPT])

    def document(self, document: bytes, number: int = 1) -> Iterator[Batch | Damage]:
        try:
            found = self._reading.read(document)
        except DAMAGES as error:
            why = NO_FORM if str(error) == NO_FORM else f"{NO_FORM}: {error}"
            yield Damage(self._shown, 0, why, document[:KEPT])
        else:
            yield from self._found(found, number)

    def broken(self, document: bytes, number: int) -> Iterator[Batch | Damage]:
        """What is no document: lines of which the first is damaged, several documents, or one that was cut off."""
        lines = document.split(b"\n")
        if any(map(_is_record, lines[:ODD])):
            yield from self.lines(enumerate(lines, number))
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

    def _found(self, found: Iterable[Found], number: int) -> Iterator[Batch | Damage]:
        """A record's number is that of its line, or of those of its document; all numbers of a file are different."""
        number = max(number, self._last + 1)
        for each in found:
            if isinstance(each, Records):
                yield Batch(each.kind, self._shown, range(number, number + len(each.rows)), each.rows)
                number += len(each.rows)
                continue
            if isinstance(each, Unread):
                yield Damage(self._shown, number, each.why, each.data[:KEPT])
            elif each is not None:
                kind, row = each
                waiting = self._waiting.setdefault(kind, [])
                waiting.append((number, row))
                if len(waiting) == ROWS:
                    yield self._batch(kind, waiting)
                    self._waiting[kind] = []
            number += 1
        self._last = number - 1

    def _batch(self, kind: Kind, rows: list[tuple[int, bytes]]) -> Batch:
        return Batch(kind, self._shown, [number for number, _ in rows], [row for _, row in rows])


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
