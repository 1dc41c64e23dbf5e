"""What running a function once came to."""

from __future__ import annotations

import json
from typing import Any

from attrs import define, field

from goatherd.core.foreign_json import Unreadable, read_json


@define(eq=False)
class Invocation:
    """`response` is the parsed answer, None when there was none; `error` is Lambda's error document
    (errorType, errorMessage, stackTrace). `ended` says how: "response", "error", "init-error", "timeout" or "exit"
    (the process ended, `why` says how). `unread` is why the answer was taken for a text, "" where it is JSON. `notes`
    are what the instruments in the process saw (see notes.py), `forged` how many lines somebody else wrote in their
    place; `log` is what it wrote, cut after `MAX_LOG` bytes. `records` are what the cloud saw meanwhile (see
    cloud/gateway.py), `nested` the functions that this one called and waited for, `started` those that it only
    started: (id, payload). `decisions` are what the run-time guard said, where there is one. Times are in seconds.
    """

    function: str
    event: Any
    response: Any = None
    raw: bytes = b""
    unread: str = ""
    error: dict[str, Any] | None = None
    ended: str = "response"
    why: str = ""
    log: str = ""
    notes: list[dict[str, Any]] = field(factory=list)
    forged: int = 0
    records: list[dict[str, Any]] = field(factory=list)
    nested: list[Invocation] = field(factory=list)
    started: list[tuple[str, str]] = field(factory=list)
    decisions: list[dict[str, Any]] = field(factory=list)
    seconds: float = 0.0
    cold: bool = False

    @property
    def ok(self) -> bool:
        return self.ended == "response"

    @property
    def document(self) -> dict[str, Any]:
        """What Lambda tells a caller of an invocation that has no response."""
        kind = "Sandbox.Timedout" if self.ended == "timeout" else "Runtime.ExitError"
        return self.error or {"errorType": kind, "errorMessage": self.why}


MAX_LOG = 1 << 20
_TRACES = frozenset({"stackTrace", "trace"})
_WORDS = frozenset({"errorType", "errorMessage"})


def parsed(body: bytes) -> tuple[Any, str]:
    """A runtime's answer, and why it was not read; it is a text then, as Lambda would have refused it."""
    try:
        return read_json(body), ""
    except Unreadable as error:
        return body.decode("utf-8", "replace"), str(error)


def error_document(body: bytes) -> dict[str, Any]:
    """Lambda's error document as a mapping, whatever the runtime sent."""
    found, _ = parsed(body)
    if not isinstance(found, dict):
        return {"errorType": "Unknown", "errorMessage": found if isinstance(found, str) else json.dumps(found)}
    return {name: _as_documented(name, value) for name, value in found.items()}


def _as_documented(name: str, value: Any) -> Any:
    if name in _TRACES:
        return value if isinstance(value, list) else []
    return json.dumps(value) if name in _WORDS and not isinstance(value, str) else value
