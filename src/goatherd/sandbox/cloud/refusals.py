"""Errors in the words of each AWS protocol. Source: the error documents of the protocols, as SDKs parse them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from goatherd.sandbox.cloud.calls import protocol

if TYPE_CHECKING:
    from goatherd.sandbox.cloud.calls import ApiCall

Response = tuple[int, list[tuple[str, str]], bytes]


def refusal(call: ApiCall, message: str) -> Response:
    """The answer to a call that the caller may not make."""
    return error(call, 403 if call.service == "s3" else 400, "AccessDenied", message)


def error(call: ApiCall, status: int, code: str, message: str) -> Response:
    """`code` without the suffix that some protocols add."""
    kind = protocol(call.service)
    if call.service == "s3":
        return _xml(status, f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>")
    if kind in ("query", "ec2", "rest-xml"):
        inner = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
        return _xml(403, f"<ErrorResponse>{inner}<RequestId>goatherd</RequestId></ErrorResponse>")
    name = f"{code}Exception"
    body = json.dumps({"__type": name, "message": message, "Message": message}).encode()
    return status, [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-ErrorType", name)], body


def _xml(status: int, text: str) -> Response:
    return status, [("Content-Type", "application/xml")], f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()
