"""In which forms logs come: what a line or a document is, told by the fields that it has."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
from attrs import frozen

from goatherd.hunt.telemetry.cloudtrail import CLOUDTRAIL, rows_of_trail
from goatherd.hunt.telemetry.functionlogs import (
    FUNCTION_LOGS,
    row_of_exported,
    row_of_message,
    rows_of_answer,
    rows_of_subscription,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from goatherd.hunt.telemetry.kind import Kind

_EXPORTED = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z ")


@frozen
class Form:
    """How one line is a record of a kind: `row` is its JSON, and raises ValueError for a line of another form."""

    kind: Kind
    row: Callable[[bytes], bytes]


_NOTHING = msgspec.Raw(b"null")


class _Probe(msgspec.Struct):
    """The fields that tell."""

    eventName: msgspec.Raw = _NOTHING
    detail: msgspec.Raw = _NOTHING
    Records: msgspec.Raw = _NOTHING
    logEvents: msgspec.Raw = _NOTHING
    events: msgspec.Raw = _NOTHING


class _Wrapped(msgspec.Struct):
    detail: msgspec.Raw


_probe = msgspec.json.Decoder(_Probe)
_wrapped = msgspec.json.Decoder(_Wrapped)
_raw = msgspec.json.Decoder(msgspec.Raw)
_list = msgspec.json.Decoder(list[msgspec.Raw])


def _detail(line: bytes) -> bytes:
    """Of an event that EventBridge carries."""
    return _wrapped.decode(line).detail


DOCUMENTS = Form(CLOUDTRAIL, bytes)  # each line holds several records, and is read as a document
_TRAIL = Form(CLOUDTRAIL, bytes)
_BRIDGE = Form(CLOUDTRAIL, _detail)
_MESSAGES = Form(FUNCTION_LOGS, row_of_message)
_TEXTS = Form(FUNCTION_LOGS, row_of_exported)


def form_of(line: bytes) -> Form | None:
    if _EXPORTED.match(line):
        return _TEXTS
    if line.lstrip()[:1] == b"[":
        return DOCUMENTS
    try:
        has = _fields(line)
    except (msgspec.DecodeError, RecursionError):
        return None
    if has & {"Records", "logEvents", "events"}:
        return DOCUMENTS
    if "eventName" in has:
        return _TRAIL
    return _BRIDGE if "detail" in has else _MESSAGES


def rows_of(document: bytes) -> tuple[Kind, Sequence[bytes]]:
    """Raises msgspec.DecodeError or RecursionError where it is no document of records."""
    if document.lstrip()[:1] == b"[":
        return CLOUDTRAIL, _list.decode(document)
    with suppress(msgspec.ValidationError):  # asked first: these are most, and large
        return CLOUDTRAIL, rows_of_trail(document)
    has = _fields(document)
    if "Records" in has:
        raise msgspec.ValidationError("its Records are no list")
    if "logEvents" in has:
        return FUNCTION_LOGS, rows_of_subscription(document)
    if "events" in has:
        return FUNCTION_LOGS, rows_of_answer(document)
    return CLOUDTRAIL, [_detail(document) if "detail" in has else document]


def _fields(document: bytes) -> set[str]:
    """Which of the fields that tell have a value."""
    has = _probe.decode(document)
    return {name for name in _Probe.__struct_fields__ if bytes(getattr(has, name)) != b"null"}


def is_whole(text: bytes) -> bool:
    """Whether it is one value of JSON."""
    try:
        _raw.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
