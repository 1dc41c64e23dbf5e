"""What of a function's answer reaches the one who sent the event.

Sources: "Set up Lambda proxy integrations", "Lambda function URLs: response payload format", "Handle Lambda errors
in API Gateway" (non-proxy integrations pass the error document on).
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from goatherd.model.trigger import HTTP_KINDS, Kind

if TYPE_CHECKING:
    from goatherd.model.trigger import Trigger
    from goatherd.sandbox.invocation import Invocation

_PROXY = HTTP_KINDS - {Kind.REST_API_MAPPED} | {Kind.LATTICE, Kind.CALLABLE}
_ANSWERING = HTTP_KINDS | _PROXY | {Kind.WEBSOCKET, Kind.APPSYNC, Kind.DIRECT, Kind.UNKNOWN, Kind.COGNITO}


@frozen
class Reply:
    """Header names are in lower case. `failed`: the function did not answer."""

    status: int = 200
    headers: dict[str, str] = field(factory=dict)
    body: str = ""
    failed: bool = False

    @property
    def text(self) -> str:
        """Everything that is sent."""
        return "\n".join([*(f"{name}: {value}" for name, value in self.headers.items()), "", self.body])

    @property
    def html(self) -> bool:
        """Whether a browser shows the body as a page."""
        return "html" in self.headers.get("content-type", "").lower()


def reply_to(trigger: Trigger, invocation: Invocation) -> Reply | None:
    """The answer as its receiver sees it; None where nobody waits for one."""
    if trigger.kind not in _ANSWERING:
        return None
    if trigger.kind in _PROXY:
        return _proxied(trigger, invocation)
    if invocation.ok:
        return Reply(200, {"content-type": "application/json"}, _text(invocation.response))
    return Reply(200, {"content-type": "application/json"}, json.dumps(invocation.error or {}), failed=True)


def _proxied(trigger: Trigger, invocation: Invocation) -> Reply:
    answer = invocation.response
    if not invocation.ok or answer is None:
        return _refused(failed=not invocation.ok)
    version_2 = trigger.kind in (Kind.HTTP_API, Kind.FUNCTION_URL)
    if not isinstance(answer, dict) or "statusCode" not in answer:
        if version_2:
            return Reply(200, {"content-type": "application/json"}, _text(answer))
        return _refused(failed=True)
    headers = {str(name).lower(): str(value) for name, value in _mapping(answer.get("headers")).items()}
    for name, values in _mapping(answer.get("multiValueHeaders")).items():
        headers[str(name).lower()] = ", ".join(map(str, values)) if isinstance(values, list) else str(values)
    headers.setdefault("content-type", "application/json" if not version_2 else "text/plain")
    body = _text(answer.get("body", ""))
    if answer.get("isBase64Encoded") is True:
        body = _decoded(body)
    return Reply(_status(answer["statusCode"]), headers, body)


def _refused(*, failed: bool) -> Reply:
    return Reply(502, {"content-type": "application/json"}, '{"message": "Internal server error"}', failed)


def _mapping(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _status(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 502


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _decoded(body: str) -> str:
    try:
        return base64.b64decode(body).decode("utf-8", "replace")
    except ValueError:
        return body
