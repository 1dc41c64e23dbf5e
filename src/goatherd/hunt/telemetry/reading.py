"""Lines and documents of one file -> records: each is told by its content, however deep it is packed."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from attrs import define, frozen

from goatherd.hunt.telemetry.form import (
    ALONE,
    MAX_TEXT,
    Carried,
    Envelope,
    Objects,
    Rows,
    Texts,
    Whole,
    fields_of,
)
from goatherd.hunt.telemetry.functionlogs import row_of_line
from goatherd.hunt.telemetry.kinds import FORMS, IN_FUNCTIONS
from goatherd.hunt.telemetry.readers import ERRORS, RAW, Parted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from goatherd.hunt.telemetry.form import Carrier, Reader, Row
    from goatherd.hunt.telemetry.kind import Kind
    from goatherd.hunt.telemetry.readers import Readers

MAX_DEPTH = 5  # of what is packed into another: a trail's event in a line of CloudWatch's in a list
_TEXTS = [form for form in FORMS if isinstance(form, Texts)]
_OBJECTS = [form for form in FORMS if not isinstance(form, Texts)]
_WHOLE = [form for form in FORMS if isinstance(form, Whole)]
STARTS = tuple(form.start for form in _WHOLE)  # of documents that are one line
_IN_FUNCTIONS = [form for form in IN_FUNCTIONS if not isinstance(form, Texts)]
_list = msgspec.json.Decoder(list[msgspec.Raw])
# Cells that end, and one in quotes that does not.
_OPEN = re.compile(rb'(?:(?:"(?:[^"]|"")*+"|[^",][^,]*+|),)*+"(?:[^"]|"")*+')
NO_FORM = "no kind of log that is read"
DAMAGES = (msgspec.MsgspecError, ValueError, RecursionError)


class NoForm(ValueError):
    def __init__(self) -> None:
        super().__init__(NO_FORM)


@frozen
class Records:
    """Records of one kind as they stand, with what was read of each."""

    kind: Kind
    rows: Sequence[bytes]
    values: Sequence[Any] | None = None


@frozen
class Unread:
    """A part that is no record."""

    why: str
    data: bytes


if TYPE_CHECKING:
    Found = Records | Row | Unread | None  # None: a part that is read and no record


@define
class Reading:
    """Of one file. Lines before help with those behind them: a heading says what they hold. `heading` is the last line
    that told how it and those behind it are read.
    """

    heading: bytes = b""
    _reader: Reader | None = None
    _marked: Objects | None = None

    @classmethod
    def behind(cls, heading: bytes) -> Reading:
        """What goes on behind this line."""
        reading = cls(heading)
        if heading:
            reading._reader = _reader_of(_line_of(heading))
        return reading

    @staticmethod
    def whole(document: bytes, readers: Readers) -> Records | None:
        """The records of a document that holds nothing but many of one kind, read without looking at it first."""
        for form in _WHOLE:
            if document.startswith(form.start):
                reader = readers.get(form.kind)
                with suppress(*ERRORS):
                    if reader is not None:
                        values = reader.listed(document, form.name)
                        rows = Parted(len(values), partial(RAW.listed, document, form.name))
                        return Records(form.kind, rows, values)
                with suppress(*ERRORS):
                    return Records(form.kind, RAW.listed(document, form.name))
        return None

    @property
    def expected(self) -> bool:
        """Whether many lines to come may be like the last one."""
        return self._marked is not None and self._marked.kind is not None

    def alike(self, lines: bytes, readers: Readers) -> Records | None:
        """Where all of these whole lines are records like the last one: what `read` finds in each."""
        form = self._marked
        if form is None or form.kind is None:
            return None
        start, count = b"{" + form.mark, lines.count(b"\n")
        if not (lines.startswith(start) and lines.endswith(b"}\n") and lines.count(b"}\n" + start) == count - 1):
            rows = lines[:-1].split(b"\n")
            return Records(form.kind, rows) if all(row[:1] == b"{" and form.mark in row for row in rows) else None
        parted = Parted(count, lambda: lines[:-1].split(b"\n"))
        reader = readers.get(form.kind)
        with suppress(*ERRORS):
            return Records(form.kind, parted, reader.lines(lines, count) if reader else None)
        return Records(form.kind, parted)

    def goes_on(self, row: bytes) -> bool:
        """Whether a row of the table that is read ends inside of a cell in quotes."""
        return isinstance(self._reader, Rows) and _OPEN.fullmatch(row) is not None

    def read(self, value: bytes, by: Carrier = ALONE, depth: int = 0) -> Iterable[Found]:
        """Raises one of DAMAGES where the whole of it cannot be read, NoForm where nobody knows its form."""
        if depth > MAX_DEPTH:
            raise NoForm
        if not by.cloudwatch:
            return self._read(value, by, depth)
        if by.function and value[:1] != b"{":
            return (row_of_line(value, by),)
        try:
            return self._read(value, by, depth)
        except DAMAGES:
            return (row_of_line(value, by),)

    def _read(self, value: bytes, by: Carrier, depth: int) -> Iterable[Found]:
        start = value.lstrip()[:1]
        if start == b"{":
            return self._object(value, by, depth)
        if start == b"[" and not by.cloudwatch:
            return self._list(value, depth)
        return self._text(value, by, depth)

    def _object(self, value: bytes, by: Carrier, depth: int) -> Iterable[Found]:
        if self._marked is not None and self._marked.kind is not None and self._marked.mark in value:
            return ((self._marked.kind, value.rstrip(b"\n")),)
        form = _form(value, _IN_FUNCTIONS if by.function else _OBJECTS)
        if isinstance(form, Objects):
            row = form.row(value, by)
            self._marked = form if form.mark else None
            return (row,)
        if isinstance(form, Whole):
            return (Records(form.kind, RAW.listed(value, form.name)),)
        return self._parts(list(form.parts(value, by)), depth)

    def _list(self, value: bytes, depth: int) -> Iterable[Found]:
        """What its first element is, the others are taken for, where they are records as they stand."""
        parts = _list.decode(value)
        if not parts:
            return ()
        form = _form(bytes(parts[0]), _OBJECTS)
        if isinstance(form, Objects) and form.kind is not None:
            return (Records(form.kind, parts),)
        return self._parts([Carried(bytes(each)) for each in parts], depth)

    def _parts(self, parts: Iterable[Carried], depth: int) -> Iterator[Found]:
        for part in parts:
            try:
                found = self.read(part.line, part.by, depth + 1)
            except DAMAGES as error:
                yield Unread(str(error), part.line)
            else:
                yield from found

    def _text(self, value: bytes, by: Carrier, depth: int) -> Iterable[Found]:
        if len(value) > MAX_TEXT:
            raise ValueError(f"a line of more than {MAX_TEXT >> 20} MB is not read")
        line = _line_of(value)
        reader = _reader_of(line)
        if not by.cloudwatch:  # which carries no headings
            if reader is not None:
                self.heading, self._reader = value, reader
            reader = self._reader
        if reader is None:
            raise NoForm
        found = reader(line, by)
        if found is None and by.cloudwatch:
            raise NoForm
        if isinstance(found, Carried):
            return self.read(found.line, found.by, depth + 1)
        return (found,)


def _line_of(value: bytes) -> str:
    return value.decode("utf-8", "surrogateescape").rstrip("\r\n")


def _reader_of(line: str) -> Reader | None:
    return next((reader for form in _TEXTS if (reader := form.reader(line))), None)


def _form(value: bytes, forms: Iterable[Objects | Envelope | Whole]) -> Objects | Envelope | Whole:
    fields = fields_of(value)
    for form in forms:
        if form.fits(fields):
            return form
    raise NoForm
