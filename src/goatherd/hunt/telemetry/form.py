"""In which forms records come. A form is told by its content; the modules of the kinds say theirs."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import msgspec
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from goatherd.hunt.telemetry.kind import Kind

    Row = tuple[Kind, bytes]  # a record, as JSON

MAX_TEXT = 1 << 20  # bytes of a line of text; clouds write some thousand
csv.field_size_limit(MAX_TEXT)


@frozen
class Carrier:
    """What is known of a line by what carries it: "" what is not. `time` is RFC 3339. What nothing else claims of the
    lines that `cloudwatch` carries was written by functions.
    """

    time: str = ""
    id: str = ""
    group: str = ""
    stream: str = ""
    cloudwatch: bool = False

    @property
    def function(self) -> str:
        """Whose line it is, where the group's name tells."""
        return self.group.rpartition(_GROUP)[2] if self.cloudwatch and _GROUP in self.group else ""

    @property
    def known(self) -> dict[str, Any]:
        """For a record that does not say it itself."""
        said = {"eventTime": self.time, "eventID": self.id}
        return {name: value for name, value in said.items() if value}


ALONE = Carrier()
Fields = dict[str, msgspec.Raw]  # of a JSON object, unread
_fields = msgspec.json.Decoder(Fields)
_object = msgspec.json.Decoder(dict[str, Any])
_NULL = msgspec.Raw(b"null")
_GROUP = "/aws/lambda/"


def fields_of(document: bytes) -> Fields:
    """Raises msgspec.DecodeError or RecursionError for what is no JSON object."""
    return _fields.decode(document)


def has(fields: Mapping[str, msgspec.Raw], *names: str) -> bool:
    """Whether all of them have a value."""
    for name in names:
        value = fields.get(name)
        if value is None or value == _NULL:
            return False
    return True


def object_in(data: bytes) -> dict[str, Any]:
    """Raises msgspec.DecodeError, UnicodeDecodeError or RecursionError for what is no JSON object."""
    return _object.decode(data)


def row_of(record: Mapping[str, Any]) -> bytes:
    """Without what has no value."""
    return msgspec.json.encode({name: value for name, value in record.items() if value not in (None, "")})


@frozen
class Carried:
    """A line, or an object of JSON, that something else carries; `by` is what knows it."""

    line: bytes
    by: Carrier = ALONE


@frozen
class Objects:
    """A JSON object is a record. `row` raises ValueError or msgspec's errors where it is damaged. Records as
    they stand are those of `kind`: an object with `mark` in it, behind one of this form, is not looked at any further.
    """

    fits: Callable[[Fields], bool]
    row: Callable[[bytes, Carrier], Row]
    kind: Kind | None = None
    mark: bytes = b""


@frozen
class Envelope:
    """A JSON object that holds others, of whatever form; `parts` raises as `Objects.row` does."""

    fits: Callable[[Fields], bool]
    parts: Callable[[bytes, Carrier], Iterable[Carried]]


@frozen
class Whole:
    """A JSON object that holds many records of one kind, as they stand, in the list of this name."""

    kind: Kind
    fits: Callable[[Fields], bool]
    name: str

    @property
    def start(self) -> bytes:
        """What begins so need not be looked at before its records are read."""
        return b'{"%b":[' % self.name.encode()


@frozen
class Rows:
    """What reads the rows of a table with commas, whose heading was `names`; cells in quotes may hold line breaks.
    `row` is handed the columns by their names.
    """

    names: tuple[str, ...]
    row: Callable[[dict[str, str], Carrier], Row | Carried]

    def __call__(self, line: str, by: Carrier) -> Row | Carried | None:
        parts = cells(line)
        if len(parts) != len(self.names):
            raise ValueError(f"this line has {len(parts)} columns, its heading {len(self.names)}")
        if parts == list(self.names):
            return None
        return self.row(dict(zip(self.names, parts, strict=True)), by)


def cells(line: str) -> list[str]:
    """Raises ValueError where it is no row of a table."""
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error as error:
        raise ValueError(f"this line is no row of a table: {error}") from error


@frozen
class Texts:
    """Lines of text. `reader` is asked with a line, and answers with what reads it and those behind it; with None for a
    line that is of another form. A reader gives nothing for a line that is no record (a heading), and raises ValueError
    for one that it cannot read.
    """

    reader: Callable[[str], Reader | None]


if TYPE_CHECKING:
    Reader = Callable[[str, Carrier], Row | Carried | None]
    Form = Objects | Envelope | Whole | Texts
