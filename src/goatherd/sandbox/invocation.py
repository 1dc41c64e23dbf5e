"""What running a function once came to."""

from __future__ import annotations

import json
from typing import Any

from attrs import define, field


@define(eq=False)
class Invocation:
    """`response` is the parsed answer, None when there was none; `error` is Lambda's error document
    (errorType, errorMessage, stackTrace). `ended` says how: "response", "error", "init-error", "timeout" or "exit"
    (the process ended, `why` says how). `notes` are what the instruments in the process saw, `log` is what
    it wrote, cut after `MAX_LOG` bytes. `records` are what the cloud saw meanwhile (see cloud/gateway.py), `nested`
    the functions that this one called and waited for, `started` those that it only started: (id, payload).
    Times are in seconds.
    """

    function: str
    event: Any
    response: Any = None
    raw: bytes = b""
    error: dict[str, Any] | None = None
    ended: str = "response"
    why: str = ""
    log: str = ""
    notes: list[dict[str, Any]] = field(factory=list)
    records: list[dict[str, Any]] = field(factory=list)
    nested: list[Invocation] = field(factory=list)
    started: list[tuple[str, str]] = field(factory=list)
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


def parsed(body: bytes) -> Any:
    """A runtime's answer; text where it is not JSON, as Lambda would have refused it."""
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


def error_document(body: bytes) -> dict[str, Any]:
    """Lambda's error document as a mapping, whatever the runtime sent."""
    found = parsed(body)
    return found if isinstance(found, dict) else {"errorType": "Unknown", "errorMessage": str(found)}
