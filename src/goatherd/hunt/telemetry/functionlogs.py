"""What functions of Lambda write into their log: text and JSON, with what the platform adds.

A record of it has `function`, `stream`, `eventTime`, `eventID`, `type` ("log", or what the platform tells: "start",
"end", "report", "init"), `requestId`, `level`, `message`, and the message's own fields in `data` where it is JSON. A
"report" has `durationMs`, `billedMs`, `memoryMb`, `usedMb`, `initMs` and `status` ("success", "timeout", "error",
"failure"). What is not known is not there.

Sources: "Lambda log formats" and "Telemetry API event schema" of the AWS Lambda developer guide.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from goatherd.hunt.rule import Telemetry
from goatherd.hunt.telemetry.kind import Evidence, Kind, text_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GROUP = "/aws/lambda/"
_REQUEST = r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
_PLATFORM = re.compile(rf"(START|END|REPORT) RequestId: {_REQUEST}")
_INIT = re.compile(r"INIT_(?:START|REPORT) ")
_NUMBERS = {
    "durationMs": re.compile(r"(?:^|\t)Duration: ([\d.]+) ms"),
    "billedMs": re.compile(r"\tBilled Duration: ([\d.]+) ms"),
    "memoryMb": re.compile(r"\tMemory Size: (\d+) MB"),
    "usedMb": re.compile(r"\tMax Memory Used: (\d+) MB"),
    "initMs": re.compile(r"\tInit Duration: ([\d.]+) ms"),
}
_STATUS = re.compile(r"\tStatus: (\w+)")
_TIMED_OUT = re.compile(rf"{_REQUEST} Task timed out after ")
# What the runtimes put before a line: time, request, level.
_WRITTEN = re.compile(rf"(?:\[(\w+)\]\t)?\d{{4}}-\d\d-\d\dT[\d:.]+Z\t{_REQUEST}\t(?:(\w+)\t)?")
_METRICS = {
    "durationMs": "durationMs",
    "billedDurationMs": "billedMs",
    "memorySizeMB": "memoryMb",
    "maxMemoryUsedMB": "usedMb",
    "initDurationMs": "initMs",
}
_EXPORTED = re.compile(rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z) (.*)", re.DOTALL)


class _Line(msgspec.Struct):
    message: str
    timestamp: int | None = None
    id: str = ""
    eventId: str = ""
    logStreamName: str = ""


class _Subscribed(msgspec.Struct):
    """What a subscription hands on, to Firehose say."""

    logGroup: str
    logEvents: list[_Line]
    logStream: str = ""


class _Filtered(msgspec.Struct):
    """The answer of `aws logs filter-log-events` and `get-log-events`."""

    events: list[_Line]


_subscribed = msgspec.json.Decoder(_Subscribed)
_filtered = msgspec.json.Decoder(_Filtered)
_object = msgspec.json.Decoder(dict[str, Any])


def rows_of_subscription(document: bytes) -> Sequence[bytes]:
    """Raises msgspec.DecodeError where it is no such document."""
    given = _subscribed.decode(document)
    name = given.logGroup.rpartition(_GROUP)[2] if _GROUP in given.logGroup else ""
    return [_row(line, name, given.logStream) for line in given.logEvents]


def rows_of_answer(document: bytes) -> Sequence[bytes]:
    """Raises msgspec.DecodeError where it is no such document."""
    return [_row(line, "", line.logStreamName) for line in _filtered.decode(document).events]


def row_of_exported(line: bytes) -> bytes:
    """Of a line as CloudWatch exports it to S3, its time before it. Raises ValueError where it is none."""
    parts = _EXPORTED.fullmatch(line.rstrip(b"\r\n"))
    if parts is None:
        raise ValueError("this line does not begin with its time")
    said = _said(parts[2].decode("utf-8", "replace"))
    return msgspec.json.encode({"eventTime": parts[1].decode(), **dict(said)})


def row_of_message(line: bytes) -> bytes:
    """Of a line as a function writes it, in JSON. Raises UnicodeDecodeError, and msgspec.DecodeError for another."""
    text = line.decode().strip()
    written = _object.decode(text)
    said = dict(_structured(written, text))
    time = next((written[each] for each in ("timestamp", "time") if isinstance(written.get(each), str)), "")
    return msgspec.json.encode({**({"eventTime": time} if time else {}), **said})


def _row(line: _Line, function: str, stream: str) -> bytes:
    record: dict[str, Any] = {"function": function} if function else {}
    if stream:
        record["stream"] = stream
    if line.timestamp is not None:
        record["eventTime"] = _time(line.timestamp)
    if given := line.id or line.eventId:
        record["eventID"] = given
    return msgspec.json.encode({**record, **dict(_said(line.message.rstrip("\n")))})


def _evidence(record: dict[str, Any], path: str, number: int) -> Evidence:
    return Evidence(
        time=text_in(record, "eventTime"),
        actor=text_in(record, "function") or "a function",
        address="",
        what=text_in(record, "message") or text_in(record, "type"),
        region="",
        path=path,
        number=number,
        error=text_in(record, "errorType"),
    )


_TEXTS = ("eventID", "eventTime", "function", "stream", "type", "requestId", "level", "message", "status", "errorType")
FUNCTION_LOGS = Kind(
    Telemetry("aws", "lambda"),
    "type",
    str,
    _evidence,
    columns={**dict.fromkeys(_TEXTS, "text"), **dict.fromkeys(_NUMBERS, "number"), "data": "json"},
    service="function",
)


def _time(milliseconds: int) -> str:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")
    except (OverflowError, ValueError, OSError):
        return ""


def _said(message: str) -> Iterator[tuple[str, Any]]:
    if message.startswith("{"):
        try:
            yield from _structured(_object.decode(message), message)
            return
        except (msgspec.DecodeError, RecursionError):
            pass
    yield from _text(message)


def _text(message: str) -> Iterator[tuple[str, Any]]:
    yield "message", message
    if platform := _PLATFORM.match(message):
        yield "type", platform[1].lower()
        yield "requestId", platform[2]
        if platform[1] == "REPORT":
            yield from _reported(message)
    elif _INIT.match(message):
        yield "type", "init"
    else:
        yield "type", "log"
        if timed_out := _TIMED_OUT.search(message):
            yield "requestId", timed_out[1]
            yield "status", "timeout"
        elif written := _WRITTEN.match(message):
            yield "requestId", written[2]
            if level := written[1] or written[3]:
                yield "level", level


def _reported(message: str) -> Iterator[tuple[str, Any]]:
    for name, pattern in _NUMBERS.items():
        if number := pattern.search(message):
            yield name, float(number[1])
    status = _STATUS.search(message)
    yield "status", status[1] if status else "success"


def _structured(said: dict[str, Any], message: str) -> Iterator[tuple[str, Any]]:
    kind, record = said.get("type"), said.get("record")
    if isinstance(kind, str) and kind.startswith("platform.") and isinstance(record, dict):
        yield from _of_platform(kind.removeprefix("platform."), record)
        return
    yield "type", "log"
    told = said.get("message")
    yield "message", told if isinstance(told, str) else message
    yield "data", said
    for name, names in {
        "level": ("level", "log_level", "severity"),
        "requestId": ("requestId", "AWSRequestId", "function_request_id", "request_id"),
        "function": ("function_name",),
    }.items():
        if text := next((said[each] for each in names if isinstance(said.get(each), str)), ""):
            yield name, text


def _of_platform(kind: str, record: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "type", {"initStart": "init", "initReport": "init", "runtimeDone": "done"}.get(kind, kind)
    for name in ("requestId", "status", "errorType"):
        if isinstance(record.get(name), str):
            yield name, record[name]
    metrics = record.get("metrics")
    if isinstance(metrics, dict):
        for written, name in _METRICS.items():
            if isinstance(metrics.get(written), (int, float)):
                yield name, metrics[written]
