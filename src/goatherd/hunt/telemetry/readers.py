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
        """Of so many lines. Blanks, line breaks among them, are nothing to msgspec: a brace at both ends of every line
        shows that no value is in two lines, and so their number that no line has two.
        """
        if data.count(b"}\n{") == count - 1 and data.startswith(b"{") and data.rstrip().endswith(b"}"):
            found = self._lines(data)
            if len(found) == count:
                return found
        raise msgspec.DecodeError("one of the lines is no object")

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

_RAW = Reader(msgspec.Raw)
NO_READERS: Readers = {}
ERRORS = (msgspec.MsgspecError, RecursionError)


@define
class Listed(Sequence[bytes]):
    """The `count` records in a document's list of this name, which is parted when one of them is looked at."""

    _document: bytes
    _name: str
    _count: int
    _parts: Sequence[bytes] | None = None

    @classmethod
    def of(cls, document: bytes, name: str) -> Listed:
        """Raises as readers do."""
        parts = _RAW.listed(document, name)
        return cls(document, name, len(parts), parts)

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
            self._parts = _RAW.listed(self._document, self._name)
        return self._parts
