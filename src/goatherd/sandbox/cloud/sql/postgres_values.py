"""Values in PostgreSQL's protocol, as text and in binary form.

Sources: "Frontend/Backend Protocol" of PostgreSQL's manual, src/include/catalog/pg_type.dat for the numbers of types,
and the functions `*_send` and `*_recv` of the types for their binary forms.
"""

from __future__ import annotations

import json
import struct
import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from goatherd.sandbox.cloud.sql.texts import number, text_of

if TYPE_CHECKING:
    from goatherd.sandbox.cloud.sql.types import Column

# our type: (number, size, number of its array)
_TYPES = {
    "int": (23, 4, 1007),
    "bigint": (20, 8, 1016),
    "float": (701, 8, 1022),
    "numeric": (1700, -1, 1231),
    "bool": (16, 1, 1000),
    "text": (25, -1, 1009),
    "bytes": (17, -1, 1001),
    "date": (1082, 4, 1182),
    "time": (1083, 8, 1183),
    "timestamp": (1114, 8, 1115),
    "timestamptz": (1184, 8, 1185),
    "json": (114, -1, 199),
    "uuid": (2950, 16, 2951),
}
_NAMES = {number: name for name, (number, _, _) in _TYPES.items()} | {3802: "json", 21: "int", 700: "float"}
ARRAYS = {array: name for name, (_, _, array) in _TYPES.items()} | {
    1005: "int",
    1015: "text",
    1028: "int",
    3807: "json",
}
_NUMBERS = {21: "!h", 23: "!i", 20: "!q", 26: "!I", 700: "!f", 701: "!d"}
_START = datetime(2000, 1, 1)


def oid(kind: str) -> int:
    """The number of one of our types, or of its array for `int[]`."""
    if kind == "oid[]":
        return 1028
    return _TYPES[kind[:-2]][2] if kind.endswith("[]") else _TYPES.get(kind, _TYPES["text"])[0]


def hints(kinds: list[int]) -> dict[str, str]:
    """The types of placeholders that a client told of, as Engine.describe takes them."""
    return {f"p{place}": _NAMES[kind] for place, kind in enumerate(kinds, 1) if kind in _NAMES and kind != oid("text")}


def description(columns: list[Column], formats: list[int]) -> bytes:
    """The body of RowDescription."""
    body = struct.pack("!H", len(columns))
    for place, column in enumerate(columns):
        kind, size, _ = _TYPES.get(column.type, _TYPES["text"])
        body += column.name.encode() + b"\0" + struct.pack("!IHIhih", 0, 0, kind, size, -1, format_of(formats, place))
    return body


def format_of(formats: list[int], place: int) -> int:
    """0 for text, 1 for binary: none given means text, one stands for all."""
    if len(formats) == 1:
        return formats[0]
    return formats[place] if place < len(formats) else 0


def row(values: tuple[Any, ...], columns: list[Column], formats: list[int]) -> bytes:
    """The body of DataRow."""
    body = struct.pack("!H", len(columns))
    for place, (value, column) in enumerate(zip(values, columns, strict=False)):
        if value is None:
            body += struct.pack("!i", -1)
            continue
        data = _binary(value, column.type) if format_of(formats, place) else _text(value, column.type)
        body += struct.pack("!i", len(data)) + data
    return body


def _text(value: Any, kind: str) -> bytes:
    if kind == "bytes":
        data = value if isinstance(value, bytes) else str(value).encode()
        return b"\\x" + data.hex().encode()
    return text_of(value, kind) + (b"+00" if kind == "timestamptz" else b"")


def _binary(value: Any, kind: str) -> bytes:
    if kind in ("int", "bigint"):
        size = 8 if kind == "bigint" else 4
        return (int(number(value)) % (1 << 8 * size)).to_bytes(size, "big")
    if kind == "float":
        return struct.pack("!d", float(number(value)))
    if kind == "bool":
        return bytes((bool(number(value)),))
    if kind == "numeric":
        return _numeric(Decimal(str(number(value))))
    if kind in ("date", "timestamp", "timestamptz"):
        passed = datetime.fromisoformat(text_of(value, kind).decode()) - _START
        if kind == "date":
            return struct.pack("!i", passed.days)
        return struct.pack("!q", passed // timedelta(microseconds=1))
    if kind == "time":
        hour, minute, second = (int(part) for part in text_of(value, kind).split(b":"))
        return struct.pack("!q", ((hour * 60 + minute) * 60 + second) * 1_000_000)
    return uuid.UUID(text_of(value, kind).decode()).bytes if kind == "uuid" else text_of(value, kind)


def _numeric(value: Decimal) -> bytes:
    """Digits of base 10,000: how many, the weight of the first, the sign, digits after the point, the digits."""
    whole, _, part = format(abs(value), "f").partition(".")
    digits = whole.rjust(-(-len(whole) // 4) * 4, "0") + part.ljust(-(-len(part) // 4) * 4, "0")
    groups = [int(digits[at : at + 4]) for at in range(0, len(digits), 4)]
    head = struct.pack("!hhHH", len(groups), -(-len(whole) // 4) - 1, 0x4000 if value < 0 else 0, len(part))
    return head + b"".join(struct.pack("!H", group) for group in groups)


def parameter(data: bytes | None, kind: int, binary: bool) -> Any:
    """A parameter as SQLite takes it: lists as JSON; raises ValueError or struct.error for what is none."""
    if data is None:
        return None
    if kind in ARRAYS:
        values = _array(data) if binary else _list(data.decode("utf-8", "replace"))
        return json.dumps([_plain(each, ARRAYS[kind]) for each in values], default=str)
    if not binary:
        return _plain(data.decode("utf-8", "replace"), _NAMES.get(kind, "int" if kind in (21, 26) else "text"))
    return _read(data, kind)


def _plain(value: Any, kind: str) -> Any:
    if not isinstance(value, str):
        return value
    if kind in ("int", "bigint", "float", "numeric"):
        return number(value)
    if kind == "bool":
        return int(value.lower() in ("t", "true", "1", "on", "yes", "y"))
    if kind == "bytes" and value.startswith("\\x"):
        return bytes.fromhex(value[2:])
    return value


def _read(data: bytes, kind: int) -> Any:
    if kind in _NUMBERS:
        return struct.unpack(_NUMBERS[kind], data)[0]
    name = _NAMES.get(kind, "text")
    if name == "bool":
        return data[0]
    if name == "date":
        return str(_START.date() + timedelta(days=struct.unpack("!i", data)[0]))
    if name in ("timestamp", "timestamptz"):
        return _moment(struct.unpack("!q", data)[0])
    if name == "time":
        return _moment(struct.unpack("!q", data)[0])[11:]
    if name == "uuid":
        return str(uuid.UUID(bytes=data))
    if name == "numeric":
        return _number(data)
    if name == "bytes":
        return data
    return data[1 if kind == 3802 else 0 :].decode("utf-8", "replace")


def _moment(microseconds: int) -> str:
    return (_START + timedelta(microseconds=microseconds)).strftime("%Y-%m-%d %H:%M:%S")


def _number(data: bytes) -> float:
    count, weight, sign, _ = struct.unpack_from("!hhHH", data)
    groups = struct.unpack_from(f"!{count}H", data, 8)
    value: float = sum(group * 10000.0 ** (weight - place) for place, group in enumerate(groups))
    return -value if sign == 0x4000 else value


def _array(data: bytes) -> list[Any]:
    dimensions, _, kind = struct.unpack_from("!iiI", data)
    if dimensions != 1:
        return []
    count, at, values = struct.unpack_from("!i", data, 12)[0], 20, []
    for _ in range(count):
        size = struct.unpack_from("!i", data, at)[0]
        values.append(None if size < 0 else _read(data[at + 4 : at + 4 + size], kind))
        at += 4 + max(size, 0)
    return values


def _list(text: str) -> list[str]:
    """The elements of `{1,2}` or `{"a","b"}`."""
    return [part.strip().strip('"') for part in text.strip("{}").split(",") if part.strip()]
