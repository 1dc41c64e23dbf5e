"""What is asked of every record, read of many at once: no record is looked at by itself, or read a second time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

import msgspec
from attrs import define

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from goatherd.hunt.telemetry.kind import Kind


class Reader:
    """Reads of records what `type` says. All of it raises ERRORS where one of the records is no JSON, or not of that
    type.
    """

    def __init__(self, type: Any) -> None:
        decoder = msgspec.json.Decoder(type)
        self.one: Callable[[bytes], Any] = decoder.decode
        self._lines: Callable[[bytes], list[Any]] = decoder.decode_lines
        self._type = type
        self._listed: dict[str, msgspec.json.Decoder[Any]] = {}

    def lines(self, data: bytes, count: int) -> list[Any]:
        """Of so many lines, each with a brace at both ends. To msgspec line breaks are blanks: that no value is in two
        lines follows from the braces, and that no line has two from their number.
        """
        found = self._lines(data)
        if len(found) != count:
            raise msgspec.DecodeError("a line is more than one value")
        return found

    def listed(self, document: bytes, name: str) -> list[Any]:
        """Of the list that an object has by this name."""
        decoder = self._listed.get(name)
        if decoder is None:
            records: Any = list.__class_getitem__(self._type)
            struct = msgspec.defstruct("Document", [("f0", records)], rename={"f0": name})
            decoder = self._listed[name] = msgspec.json.Decoder(struct)
        found: list[Any] = decoder.decode(document).f0
        return found


if TYPE_CHECKING:
    Readers = Mapping[Kind, Reader]

RAW = Reader(msgspec.Raw)
NO_READERS: Readers = {}
ERRORS = (msgspec.MsgspecError, RecursionError)


@define
class Parted(Sequence[bytes]):
    """So many records, which are parted when one of them is looked at."""

    _count: int
    _part: Callable[[], Sequence[bytes]]
    _parts: Sequence[bytes] | None = None

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> bytes: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[bytes]: ...
    def __getitem__(self, at: int | slice) -> bytes | Sequence[bytes]:
        return self._parted[at]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._parted)

    @property
    def _parted(self) -> Sequence[bytes]:
        if self._parts is None:
            self._parts = self._part()
        return self._parts
