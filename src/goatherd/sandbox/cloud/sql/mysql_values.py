"""Packets of MySQL's protocol: numbers, texts, columns, rows and the parameters of prepared statements.

Source: "MySQL Client/Server Protocol" of MySQL's source documentation.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Any

from attrs import define

from goatherd.sandbox.cloud.sql.texts import number, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.sandbox.cloud.sql.errors import SqlError
    from goatherd.sandbox.cloud.sql.types import Column

_UTF8, _BINARY = 45, 63
# our type: (theirs, character set, length, flags)
_TYPES = {
    "int": (8, _BINARY, 20, 0x80),
    "bigint": (8, _BINARY, 20, 0x80),
    "float": (5, _BINARY, 22, 0x80),
    "numeric": (246, _BINARY, 20, 0x80),
    "bool": (1, _BINARY, 1, 0x80),
    "text": (253, _UTF8, 65535, 0),
    "bytes": (252, _BINARY, 65535, 0x90),
    "date": (10, _BINARY, 10, 0x80),
    "time": (11, _BINARY, 10, 0x80),
    "timestamp": (12, _BINARY, 19, 0x80),
    "timestamptz": (12, _BINARY, 19, 0x80),
    "json": (245, _UTF8, 65535, 0),
    "uuid": (253, _UTF8, 144, 0),
}
_DIGITS = re.compile(r"\d+")
_INTEGERS = {1: "b", 2: "h", 13: "h", 3: "i", 9: "i", 8: "q"}
_MOMENTS, _DURATION, _BLOBS = (7, 10, 12), 11, (249, 250, 251, 252)


@define
class Reader:
    """Reads on through a packet; raises IndexError or struct.error where it ends too early."""

    data: bytes
    at: int = 0

    def take(self, length: int) -> bytes:
        if self.at + length > len(self.data):
            raise IndexError
        self.at += length
        return self.data[self.at - length : self.at]

    def unpacked(self, form: str) -> Any:
        return struct.unpack("<" + form, self.take(struct.calcsize("<" + form)))[0]

    def until_nul(self) -> bytes:
        end = self.data.find(b"\0", self.at)
        end = len(self.data) if end < 0 else end
        found = self.data[self.at : end]
        self.at = min(end + 1, len(self.data))
        return found

    def counted(self) -> bytes:
        return self.take(self.length())

    def length(self) -> int:
        first = self.take(1)[0]
        size = {0xFC: 2, 0xFD: 3, 0xFE: 8}.get(first)
        return first if size is None else int.from_bytes(self.take(size), "little")


def length(value: int) -> bytes:
    if value < 251:
        return bytes((value,))
    for mark, size in ((0xFC, 2), (0xFD, 3), (0xFE, 8)):
        if value < 1 << (8 * size):
            return bytes((mark,)) + value.to_bytes(size, "little")
    return b"\0"


def counted(data: bytes) -> bytes:
    return length(len(data)) + data


def ok(affected: int, last_id: int, status: int) -> bytes:
    return b"\0" + length(affected) + length(max(last_id, 0)) + struct.pack("<HH", status, 0)


def end(status: int) -> bytes:
    return b"\xfe" + struct.pack("<HH", 0, status)


def failure(error: SqlError) -> bytes:
    code, state, text = error.mysql
    return b"\xff" + struct.pack("<H", code) + b"#" + state.encode() + text.encode()


def definition(column: Column, schema: str) -> bytes:
    kind, charset, size, flags = _TYPES.get(column.type, _TYPES["text"])
    name = column.name.encode()
    texts = b"".join(map(counted, (b"def", schema.encode(), b"", b"", name, name)))
    return texts + b"\x0c" + struct.pack("<HIBHBH", charset, size, kind, flags, 31 if kind == 5 else 0, 0)


def text_row(row: Sequence[Any], columns: Sequence[Column]) -> bytes:
    return b"".join(
        b"\xfb" if value is None else counted(text_of(value, column.type, truth=("1", "0")))
        for value, column in zip(row, columns, strict=True)
    )


def binary_row(row: Sequence[Any], columns: Sequence[Column]) -> bytes:
    nulls, values = bytearray((len(row) + 9) // 8), b""
    for place, (value, column) in enumerate(zip(row, columns, strict=True), 2):
        if value is None:
            nulls[place // 8] |= 1 << (place % 8)
        else:
            values += _binary(value, column.type)
    return b"\0" + bytes(nulls) + values


def _binary(value: Any, kind: str) -> bytes:
    if kind in ("int", "bigint"):
        return struct.pack("<q", int(number(value)))
    if kind == "float":
        return struct.pack("<d", float(number(value)))
    if kind == "bool":
        return struct.pack("<b", bool(number(value)))
    if kind in ("date", "timestamp", "timestamptz"):
        year, *rest = (int(part) for part in _DIGITS.findall(text_of(value, kind).decode()))
        return bytes((2 + len(rest),)) + struct.pack("<H", year) + bytes(rest)
    if kind == "time":
        hour, minute, second = (int(part) for part in text_of(value, kind).decode()[:8].split(":"))
        return b"\x08\0" + struct.pack("<I", 0) + bytes((hour, minute, second))
    return counted(text_of(value, kind, truth=("1", "0")))


def parameters(reader: Reader, count: int, types: list[int], long: dict[int, bytes]) -> tuple[list[Any], list[int]]:
    """(values, types) of COM_STMT_EXECUTE; types are sent with the first execution only."""
    if not count:
        return [], types
    nulls = reader.take((count + 7) // 8)
    if reader.take(1) == b"\1":
        types = [reader.unpacked("H") for _ in range(count)]
    if len(types) != count:
        raise IndexError
    values: list[Any] = []
    for place, kind in enumerate(types):
        if place in long:
            values.append(_text(long[place]))
        elif nulls[place // 8] >> (place % 8) & 1:
            values.append(None)
        else:
            values.append(_parameter(reader, kind & 0xFF, unsigned=bool(kind & 0x8000)))
    return values, types


def _parameter(reader: Reader, kind: int, *, unsigned: bool) -> Any:
    if kind in _INTEGERS:
        form = _INTEGERS[kind]
        return reader.unpacked(form.upper() if unsigned else form)
    if kind in (4, 5):
        return reader.unpacked("f" if kind == 4 else "d")
    if kind == 6:
        return None
    if kind in _MOMENTS or kind == _DURATION:
        return _moment(reader.counted(), kind)
    data = reader.counted()
    return data if kind in _BLOBS and not _is_text(data) else _text(data)


def _moment(data: bytes, kind: int) -> str:
    if kind == _DURATION:
        hour, minute, second = data[5:8] if len(data) >= 8 else (0, 0, 0)
        return f"{hour:02}:{minute:02}:{second:02}"
    year, month, day, hour, minute, second = struct.unpack("<HBBBBB", data[:7].ljust(7, b"\0"))
    date = f"{year:04}-{month:02}-{day:02}"
    return date if kind == 10 else f"{date} {hour:02}:{minute:02}:{second:02}"


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
