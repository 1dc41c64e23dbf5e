"""What an attack leaves in logs that harmless use does not leave.

Two entries are alike that say the same of who did what and how it ended. Words, numbers and ids do not count, since
users choose them, and it makes no difference when something was: a key `a/b` is like `c/d`, and not like `$(id)`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from goatherd.attack.telemetry.entry import ACCESS, BUCKET, FUNCTION

if TYPE_CHECKING:
    from goatherd.attack.sent import Sending
    from goatherd.attack.telemetry.entry import Entry

Plain = tuple[str, bool, str, str]
_TIME = re.compile(r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d")
_ID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|[0-9a-f]{12,}|[A-Z0-9]{16,}|\d{9,}")
_WORDS, _LETTERS = re.compile(r"[\w-]+"), re.compile(r"[A-Za-z_-][\w-]*")
_KEY = re.compile(r'(?<= REST\.)(\w+\.\w+) \S+ "[^"]*"')
_FAILED = re.compile(r'\[ERROR\] ([\w.]+)|.*\tERROR\tInvoke Error \t\{"errorType":"([\w.]+)"')
_PLATFORM = ("START ", "END ", "REPORT ")
_WHO = ("type", "arn", "accountId", "invokedBy")


def as_answered(twin: Sending, attack: Sending) -> Sending:
    """A harmless event as if it had been answered like an attack that was answered well: honest users are."""
    reply = attack["reply"]
    return {**twin, "reply": reply} if reply and reply["status"] < 400 else twin


def plain(entry: Entry) -> Plain:
    """What makes entries alike."""
    content = entry.content
    text = _of_event(content) if isinstance(content, dict) else _of_line(entry.log, content)
    return entry.log, entry.configured, entry.of, text


def _of_event(event: dict[str, Any]) -> str:
    who = event["userIdentity"]
    told = [event["eventSource"], event["eventName"], event.get("errorCode"), event["userAgent"]]
    told += [who.get(name) for name in _WHO]
    return json.dumps([*told, event["sourceIPAddress"], _without_words(event["requestParameters"])], default=str)


def _without_words(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_words(inner) for name, inner in value.items()}
    return _WORDS.sub("a", value) if isinstance(value, str) else value


def _of_line(log: str, line: str) -> str:
    text = _TIME.sub("#", _ID.sub("#", line))
    if log == FUNCTION:
        if failed := _FAILED.match(line):
            return f"failed: {failed[1] or failed[2]}"
        return text.partition(" ")[0] + _status(text) if text.startswith(_PLATFORM) else _WORDS.sub("a", text)
    if log == BUCKET:
        return _KEY.sub(lambda found: f"{found[1]} {_WORDS.sub('a', found[0])}", text)
    assert log == ACCESS
    text = re.sub(r'("responseLength": ")\d+', r"\1", text)  # depends on what an application holds
    return _LETTERS.sub("a", text)


def _status(report: str) -> str:
    return report.partition("\tStatus: ")[2]
