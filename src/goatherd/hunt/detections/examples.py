"""Examples of detections -> events of CloudTrail. An example writes what matters; the rest is that of any event."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_START = datetime(2026, 3, 2, 10, tzinfo=UTC)
_USUAL = {
    "eventVersion": "1.11",
    "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/erin", "userName": "erin"},
    "awsRegion": "eu-west-1",
    "sourceIPAddress": "203.0.113.7",
    "userAgent": "aws-cli/2.17.0",
    "eventType": "AwsApiCall",
    "recipientAccountId": "111122223333",
}


def events_of(example: Any) -> list[dict[str, Any]]:
    """`example` is an event, or a list of events that follow each other by a minute each. Of an event, `repeat` says
    how often it is there and `every` how far apart ("20s"); "%n" in its texts is the number of the repetition, from 1.
    """
    written = example if isinstance(example, list) else [example]
    found: list[dict[str, Any]] = []
    time = _START
    for each in written:
        for event, length in _repeated(each):
            usual = {"eventTime": time.strftime("%Y-%m-%dT%H:%M:%SZ"), "eventID": f"event-{len(found)}"}
            found.append({**_USUAL, **usual, **event})
            time += length
    return found


def _repeated(written: dict[str, Any]) -> Iterator[tuple[dict[str, Any], timedelta]]:
    event = {key: value for key, value in written.items() if key not in ("repeat", "every")}
    for number in range(1, written.get("repeat", 1) + 1):
        yield _numbered(event, str(number)), _length(written.get("every", "1m"))


def _numbered(value: Any, number: str) -> Any:
    if isinstance(value, dict):
        return {key: _numbered(each, number) for key, each in value.items()}
    if isinstance(value, list):
        return [_numbered(each, number) for each in value]
    return value.replace("%n", number) if isinstance(value, str) else value


def _length(text: str) -> timedelta:
    return timedelta(seconds=int(text[:-1]) * _UNITS[text[-1]])
