"""What is common to Azure's logs: the envelope in which storage accounts and event hubs hold them, and names.

Azure names one field in many ways (`operationName`, `OperationName`, `OperationNameValue`), by where it was taken from.
Records have them as diagnostic settings write them, the first letter small.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from goatherd.hunt.telemetry.form import Carried, Carrier, Envelope, Fields, has
from goatherd.hunt.telemetry.times import zoned

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Records(msgspec.Struct):
    records: list[msgspec.Raw]


class _Value(msgspec.Struct):
    """What Azure's interfaces answer, and the command line hands out as a list."""

    value: list[msgspec.Raw]


_records = msgspec.json.Decoder(_Records)
_value = msgspec.json.Decoder(_Value)
_any = msgspec.json.Decoder()
_TIMES = (
    *("time", "eventTimestamp", "activityDateTime", "createdDateTime", "timeGenerated", "timeGeneratedUtc"),
    *("detectedDateTime", "timestamp"),
)


def _of_records(document: bytes, by: Carrier) -> list[Carried]:
    return [Carried(bytes(each)) for each in _records.decode(document).records]


def _of_value(document: bytes, by: Carrier) -> list[Carried]:
    return [Carried(bytes(each)) for each in _value.decode(document).value]


def small(name: str) -> str:
    """With a small first letter, without what Log Analytics puts behind its types and before its own columns."""
    name = name.removeprefix("_").removesuffix("_d").removesuffix("_s")
    return name[:1].lower() + name[1:]


def renamed(said: Mapping[str, Any]) -> dict[str, Any]:
    """Texts that are JSON are read."""
    return {small(name): _read(value) for name, value in said.items()}


def _read(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return _any.decode(value)
        except (msgspec.DecodeError, RecursionError):
            return value
    return value


def time_in(record: Mapping[str, Any], by: Carrier) -> str:
    written = (record[name] for name in _TIMES if isinstance(record.get(name), str))
    return next(filter(None, map(zoned, written)), by.time)


def category_in(fields: Fields) -> str:
    """In small letters; "" where there is none."""
    for name in ("category", "Category", "CategoryValue", "Type"):
        if has(fields, name):
            return bytes(fields[name]).decode("utf-8", "replace").strip('"').lower()
    return ""


def value_in(record: Mapping[str, Any], *names: str) -> Any:
    """Of the first that has a value; interfaces say {"value": …, "localizedValue": …} for some."""
    for name in names:
        value = record.get(name)
        if isinstance(value, dict) and "value" in value:
            value = value["value"]
        if value not in (None, ""):
            return value
    return None


KINDS = ()
FORMS = (
    Envelope(lambda fields: has(fields, "records") and len(fields) == 1, _of_records),
    Envelope(lambda fields: has(fields, "value") and bytes(fields["value"])[:1] == b"[", _of_value),
)
