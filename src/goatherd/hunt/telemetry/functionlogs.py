"""What functions of Lambda write into their log: text and JSON, with what the platform adds.

A record of it has `function`, `stream`, `eventTime`, `eventID`, `type` ("log", or what the platform tells: "start",
"end", "report", "init"), `requestId`, `level`, `message`, and the message's own fields in `data` where it is JSON. What
a runtime writes of an exception that nobody caught has its `errorType`. A "report" has `durationMs`, `billedMs`,
`memoryMb`, `usedMb`, `initMs` and `status` ("success", "timeout", "error", "failure"). What is not known is not there.

Sources: "Lambda log formats" and "Telemetry API event schema" of the AWS Lambda developer guide.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from goatherd.hunt.rule import Telemetry
from goatherd.hunt.telemetry.form import Objects, has
from goatherd.hunt.telemetry.kind import Evidence, Kind, text_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.hunt.telemetry.form import Carrier, Fields, Row

_REQUEST = r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
_PLATFORM = re.compile(rf"(START|END|REPORT) RequestId: {_REQUEST}")
_INIT = re.compile(r"INIT_(?:START|REPORT) ")
_NUMBERS = {
    "durationMs": re.compile(r"(?:^|\t)Duration: (\d+(?:\.\d+)?) ms"),
    "billedMs": re.compile(r"\tBilled Duration: (\d+(?:\.\d+)?) ms"),
    "memoryMb": re.compile(r"\tMemory Size: (\d+) MB"),
    "usedMb": re.compile(r"\tMax Memory Used: (\d+) MB"),
    "initMs": re.compile(r"\tInit Duration: (\d+(?:\.\d+)?) ms"),
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
# What the runtimes of Python and of Node.js write of an exception that nobody caught.
_FAILED = re.compile(r'\[ERROR\] (\w[\w.]{0,99})(?::|\s*$)|.*\tERROR\t\w+ Error ?\t\{"errorType":"([^"]{1,100})"')
_LEVELS, _TIMES, _SAYING = ("level", "log_level", "severity"), ("timestamp", "time"), ("message", "msg", "_aws")
_OF_OTHERS = {"resourceId", "logName", "insertId", "protoPayload", "class_uid", "operationName"}  # of clouds' logs
_object = msgspec.json.Decoder(dict[str, Any])


def row_of_line(line: bytes, by: Carrier) -> Row:
    """Of a line that CloudWatch carries, whatever it says."""
    return FUNCTION_LOGS.row({**_known(by), **dict(_said(line.decode("utf-8", "replace")))})


def _known(by: Carrier) -> dict[str, Any]:
    return {**by.known, "function": by.function, "stream": by.stream}


def _is_message(fields: Fields) -> bool:
    """Whether an object is a line as functions write it: it says something, or when and how bad it was."""
    if has(fields, "type", "record"):
        return True
    if not fields.keys().isdisjoint(_OF_OTHERS):
        return False
    return any(has(fields, name) for name in _SAYING) or (
        any(has(fields, name) for name in _LEVELS) and any(has(fields, name) for name in _TIMES)
    )


def _row_of_message(line: bytes, by: Carrier) -> Row:
    text = line.decode().strip()
    written = _object.decode(text)
    time = next((written[each] for each in _TIMES if isinstance(written.get(each), str)), "")
    return FUNCTION_LOGS.row({"eventTime": time, **_known(by), **dict(_structured(written, text))})


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
        id=text_in(record, "eventID"),
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
        if failed := _FAILED.match(message):
            yield "errorType", failed[1] or failed[2]


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
        "level": _LEVELS,
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


KINDS = (FUNCTION_LOGS,)
FORMS = (Objects(_is_message, _row_of_message),)  # the last of all: other logs are objects with a time as well
