"""CloudWatch Logs: what carries lines of other logs. What subscriptions hand on, what `aws logs filter-log-events` and
`get-log-events` answer, and exports to S3.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from goatherd.hunt.telemetry.form import Carried, Carrier, Envelope, Texts, has
from goatherd.hunt.telemetry.times import from_milliseconds

if TYPE_CHECKING:
    from goatherd.hunt.telemetry.form import Fields, Reader

_EXPORTED = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z) (.*)", re.DOTALL)
_TELLING = ("id", "eventId", "ingestionTime", "logStreamName")
_OF_EVENT = {"message", "timestamp", "extractedFields", *_TELLING}


class _Event(msgspec.Struct):
    message: str
    timestamp: int
    id: str = ""
    eventId: str = ""
    logStreamName: str = ""


class _Subscribed(msgspec.Struct):
    logGroup: str
    logEvents: list[msgspec.Raw]
    logStream: str = ""
    messageType: str = ""


class _Filtered(msgspec.Struct):
    events: list[msgspec.Raw]


_event = msgspec.json.Decoder(_Event)
_subscribed = msgspec.json.Decoder(_Subscribed)
_filtered = msgspec.json.Decoder(_Filtered)


def _is_event(fields: Fields) -> bool:
    return has(fields, "message", "timestamp") and fields.keys() <= _OF_EVENT and any(map(fields.get, _TELLING))


def _of_event(document: bytes, by: Carrier) -> list[Carried]:
    event = _event.decode(document)
    time, stream = from_milliseconds(event.timestamp), by.stream or event.logStreamName
    known = Carrier(time, event.id or event.eventId, by.group, stream, cloudwatch=True)
    return [Carried(event.message.rstrip("\n").encode("utf-8", "replace"), known)]


def _of_subscription(document: bytes, by: Carrier) -> list[Carried]:
    given = _subscribed.decode(document)
    if given.messageType == "CONTROL_MESSAGE":  # CloudWatch asks whether anybody is there
        return []
    known = Carrier(group=given.logGroup, stream=given.logStream)
    return [Carried(bytes(each), known) for each in given.logEvents]


def _of_answer(document: bytes, by: Carrier) -> list[Carried]:
    return [Carried(bytes(each)) for each in _filtered.decode(document).events]


def _exported(line: str) -> Reader | None:
    return _of_exported if _EXPORTED.match(line) else None


def _of_exported(line: str, by: Carrier) -> Carried:
    parts = _EXPORTED.fullmatch(line)
    if parts is None:
        raise ValueError("this line does not begin with its time")
    return Carried(parts[2].encode("utf-8", "surrogateescape"), Carrier(parts[1], cloudwatch=True))


KINDS = ()
FORMS = (
    Envelope(lambda fields: has(fields, "logGroup", "logEvents"), _of_subscription),
    Envelope(lambda fields: has(fields, "events"), _of_answer),
    Envelope(_is_event, _of_event),
    Texts(_exported),
)
