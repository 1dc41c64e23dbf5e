"""What one file holds, whatever its form: lines, a document, several of them, or what is left of one."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.core.wording import counted
from goatherd.hunt.telemetry.batch import Damage
from goatherd.hunt.telemetry.batches import KEPT, Batches
from goatherd.hunt.telemetry.elements import Elements
from goatherd.hunt.telemetry.lines import Lines, is_whole, lines_in
from goatherd.hunt.telemetry.pieces import pieces
from goatherd.hunt.telemetry.position import NO_LOG
from goatherd.hunt.telemetry.reading import DAMAGES, NO_FORM, Reading, Records
from goatherd.hunt.telemetry.source import MAX_LINE, TOO_LONG, is_cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.hunt.telemetry.batch import Batch
    from goatherd.hunt.telemetry.position import Position
    from goatherd.hunt.telemetry.readers import Readers
    from goatherd.hunt.telemetry.source import Source

MAX_DOCUMENT = 64 << 20  # bytes of a JSON document that is read as one; trails write 50 MB at most
ODD = 20  # lines at the beginning of a file, after which it is no log
_NO_END = "a document that has no end: what is whole in it is read"
_BETWEEN = b" \t\r\n,"


@define
class Contents:
    _source: Source
    _shown: str
    _at: Position
    _readers: Readers
    _batches: Batches = field(init=False)
    _reading: Reading = field(init=False)
    _is_log: bool = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._batches = Batches(self._shown, self._at.file, self._at.record)
        self._reading = Reading.behind(self._at.heading)
        self._is_log = self._at.start > 0

    def all(self) -> Iterator[Batch | Damage]:
        lines = Lines(self._source, self._at, self._reading, self._batches, self._readers).all()
        yield from self._lines(lines) if self._is_log else self._from_the_beginning(lines)
        yield from self._batches.rest()

    def _from_the_beginning(self, lines: Iterator[tuple[int, bytes | Records]]) -> Iterator[Batch | Damage]:
        number, first = next(
            ((number, line) for number, line in lines if isinstance(line, bytes) and line.strip()), (0, b"")
        )
        start = first.lstrip()[:1]
        if not start:
            return
        if (records := Reading.whole(first, self._readers)) is not None:
            self._is_log = True
            yield from self._lines(chain([(number, records)], lines))
        elif start not in (b"{", b"[") or is_whole(first):
            yield from self._lines(chain([(number, first)], lines))
        else:
            yield from self._beginning_with(first, number)

    def _beginning_with(self, first: bytes, number: int) -> Iterator[Batch | Damage]:
        """With a line that is no whole document."""
        self._at.rewind()
        document = first + self._source.rest(MAX_DOCUMENT - len(first))
        whole = len(document) < MAX_DOCUMENT and is_whole(document)
        if self._at.growing and not whole:
            self._at.unfinished = True
        elif len(document) == MAX_DOCUMENT:
            yield from self._large(document, number)
        elif whole:
            yield from self._document(document)
        else:
            yield from self._broken(document, number)

    def _lines(self, lines: Iterable[tuple[int, bytes | Records]]) -> Iterator[Batch | Damage]:
        """Each a record or a document."""
        odd: list[Damage] | None = None if self._is_log else []  # lines before the first one whose form is known
        for number, line in lines:
            if isinstance(line, Records):
                yield from self._batches.rest()
                yield from self._batches.found([line], number)
                continue
            if not line.strip():
                continue
            try:
                if is_cut(line):
                    raise ValueError(TOO_LONG)
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
            yield from self._batches.found(found, number)
        if odd is not None:
            self._at.rewind()
            if len(odd) == ODD:
                self._at.start = NO_LOG
            yield Damage(self._shown, 0, NO_FORM, b"".join(each.data for each in odd)[:KEPT])

    def _document(self, document: bytes, number: int = 1) -> Iterator[Batch | Damage]:
        try:
            found = self._reading.read(document)
        except DAMAGES as error:
            why = NO_FORM if str(error) == NO_FORM else f"{NO_FORM}: {error}"
            yield Damage(self._shown, 0, why, document[:KEPT])
        else:
            yield from self._batches.found(found, number)

    def _large(self, start: bytes, number: int) -> Iterator[Batch | Damage]:
        """What begins so and is no whole document yet: lines of which the first is damaged, or the elements of one."""
        if _has_lines(start):
            yield from self._lines(enumerate(self._lines_from(start), number))
            return
        elements = Elements(MAX_LINE)
        found = elements.of(chain([start], self._source.parts()))
        if (first := next(found, None)) is not None or not elements.too_long:
            yield from self._lines(enumerate(chain(filter(None, [first]), found), 1))
        if elements.too_long:
            parts = counted(elements.too_long, "part")
            yield Damage(self._shown, 0, f"not read, since it is longer than {MAX_LINE >> 20} MB: {parts}")
        if not elements.ended and self._batches.last:
            yield Damage(self._shown, 0, _NO_END)
        if elements.ended and (rest := elements.rest.lstrip()):
            yield from self._lines(enumerate(self._lines_from(rest), number + 1))

    def _lines_from(self, start: bytes) -> Iterator[bytes]:
        """Those of `start` and of all that was not read yet."""
        return chain(lines_in(start, self._source.line_alone), iter(self._source.line_alone, b""))

    def _broken(self, document: bytes, number: int) -> Iterator[Batch | Damage]:
        """What is no document: lines of which the first is damaged, several documents, or one that was cut off."""
        if _has_lines(document):
            yield from self._lines(enumerate(lines_in(document), number))
            return
        end, left = 0, bytearray()
        for first, last in pieces(document):
            left += document[end:first].strip(_BETWEEN)[: KEPT - len(left)]
            end = last
            yield from self._document(document[first:last], self._batches.last + 1)
        left += document[end:].strip(_BETWEEN)[: KEPT - len(left)]
        if left:
            yield Damage(self._shown, 0, _NO_END if self._batches.last else NO_FORM, bytes(left))


def _has_lines(document: bytes) -> bool:
    """Whether one of the first lines is a record."""
    return any(map(_is_record, islice(lines_in(document), ODD)))


def _is_record(line: bytes) -> bool:
    try:
        return line.strip() != b"" and any(Reading().read(line))
    except DAMAGES:
        return False
