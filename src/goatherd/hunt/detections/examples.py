"""Examples of detections -> logs. An example writes what matters; the rest is that of any event."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from goatherd.hunt.detections.example_logs import FILES, filled

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_START = datetime(2026, 3, 2, 10, tzinfo=UTC)
_OF_EXAMPLES = ("repeat", "every", "log")


def events_of(example: Any) -> list[dict[str, Any]]:
    """The events of CloudTrail."""
    return [event for log, event in _events(example) if log == "cloudtrail"]


def files_of(example: Any, start: datetime = _START, first: int = 0) -> dict[str, bytes]:
    """The files that hold it, by name. `start` is when it begins, `first` the number from which its ids are counted.

    `example` is an event, or a list of events that follow each other by a minute each. Of an event, `log` says which
    one it stands in (`example_logs.py`; CloudTrail where it does not), `repeat` how often it is there and `every` how
    far apart ("20s"); "%n" in its texts is the number of the repetition, from 1.
    """
    logs: dict[str, list[dict[str, Any]]] = {}
    for log, event in _events(example, start, first):
        logs.setdefault(log, []).append(event)
    return {f"{log}.json": FILES[log](events) for log, events in logs.items()}


def _events(example: Any, time: datetime = _START, number: int = 0) -> Iterator[tuple[str, dict[str, Any]]]:
    for each in example if isinstance(example, list) else [example]:
        log = each.get("log", "cloudtrail")
        for event, length in _repeated(each):
            yield log, filled(log, event, time, number)
            number += 1
            time += length


def _repeated(written: dict[str, Any]) -> Iterator[tuple[dict[str, Any], timedelta]]:
    event = {key: value for key, value in written.items() if key not in _OF_EXAMPLES}
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
