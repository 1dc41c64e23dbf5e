"""A log that a lesson gives to read: events of CloudTrail, one a line, as people look at them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.core.errors import UsageError
from goatherd.core.foreign_json import Unreadable, read_json

if TYPE_CHECKING:
    from pathlib import Path

_MOST = 8 << 20  # bytes of a log
_TARGETS = ("functionName", "tableName", "bucketName", "key", "secretId", "queueUrl", "topicArn")


@frozen
class Record:
    """`who` acts, from which `address` and with which `program`; `target` is what it is done to, `error` why it was
    refused, `text` the whole event.
    """

    id: str
    time: str
    who: str
    what: str
    target: str
    address: str
    program: str
    error: str
    text: str


def read_log(path: Path) -> list[Record]:
    """Raises UsageError where a line is no event."""
    try:
        with path.open(encoding="utf-8") as file:
            lines = file.read(_MOST).splitlines()
        return [_record(read_json(line)) for line in lines]
    except (OSError, UnicodeDecodeError, Unreadable) as error:
        raise UsageError(f"{path} cannot be read: {error}", help="see docs/courses.md") from error


def _record(event: Any) -> Record:
    event = event if isinstance(event, dict) else {}
    identity, given = _mapping(event.get("userIdentity")), _mapping(event.get("requestParameters"))
    who = identity.get("arn") or identity.get("invokedBy") or identity.get("accountId") or ""
    return Record(
        id=str(event.get("eventID", "")),
        time=str(event.get("eventTime", "")),
        who=_last(str(who)),
        what=f"{str(event.get('eventSource', '')).partition('.')[0]} {event.get('eventName', '')}",
        target=" ".join(_last(str(given[name])) for name in _TARGETS if name in given),
        address=str(event.get("sourceIPAddress", "")),
        program=str(event.get("userAgent", "")),
        error=str(event.get("errorCode", "")),
        text=json.dumps(event, indent=1, ensure_ascii=False),
    )


def _last(name: str) -> str:
    """Of an ARN or an address what tells it from others."""
    return name.rpartition(":")[2].rpartition("/")[2] if name.startswith(("arn:", "https:")) else name


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
