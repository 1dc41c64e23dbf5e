"""Errors in the words of each AWS protocol. Source: the error documents of the protocols, as SDKs parse them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from goatherd.sandbox.cloud.services import service_model

if TYPE_CHECKING:
    from goatherd.sandbox.cloud.calls import ApiCall

Response = tuple[int, list[tuple[str, str]], bytes]
_REFUSED = {"sns": "AuthorizationError", "ec2": "UnauthorizedOperation"}  # the others say "AccessDenied"

_LOOKED_AT = 4096  # bytes
_CODE = re.compile(rb"<Code>([\w.]{1,100})</Code>|\"__type\"\s*:\s*\"(?:[\w.]{1,100}#)?([\w.]{1,100})\"")


def refusal(call: ApiCall, message: str) -> Response:
    """The answer to a call that the caller may not make."""
    forbidden = call.protocol in ("query", "ec2", "rest-xml", "rest-json")
    return error(call, 403 if forbidden else 400, _REFUSED.get(call.service, "AccessDenied"), message)


def unknown_key(call: ApiCall) -> tuple[str, str]:
    """(code, message) for a signature with a key that nobody has."""
    if call.service == "s3":
        return "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."
    code = "InvalidClientTokenId" if call.protocol in ("query", "ec2") else "UnrecognizedClient"
    return code, "The security token included in the request is invalid."


def error(call: ApiCall, status: int, code: str, message: str) -> Response:
    """`code` without the suffix that some protocols add."""
    if call.service == "s3":
        return _xml(status, f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>")
    words = f"<Code>{code}</Code><Message>{escape(message)}</Message>"
    if call.protocol == "ec2":
        return _xml(
            status, f"<Response><Errors><Error>{words}</Error></Errors><RequestID>goatherd</RequestID></Response>"
        )
    if call.protocol in ("query", "rest-xml"):
        inner = f"<Error><Type>Sender</Type>{words}</Error><RequestId>goatherd</RequestId>"
        return _xml(status, f"<ErrorResponse>{inner}</ErrorResponse>")
    name = f"{code}Exception"
    headers = [("x-amzn-ErrorType", name)]
    if call.protocol != "rest-json" and _was_query(call.service):
        headers.append(("x-amzn-query-error", f"{code};Sender"))
    if call.protocol == "cbor":
        headers += [("Content-Type", "application/cbor"), ("smithy-protocol", "rpc-v2-cbor")]
        return status, headers, _cbor({"__type": name, "message": message})
    body = json.dumps({"__type": name, "message": message, "Message": message}).encode()
    return status, [("Content-Type", "application/x-amz-json-1.1"), *headers], body


def error_code(answer: bytes) -> str:
    """The code in the answer to a call that failed; "" where it has none."""
    found = _CODE.search(answer[:_LOOKED_AT])
    return (found[1] or found[2]).decode() if found else ""


def _was_query(service: str) -> bool:
    """Whether clients know the errors of a service by the codes that they had in the query protocol."""
    model = service_model(service)
    return model is not None and "awsQueryCompatible" in model.metadata


def _cbor(texts: dict[str, str]) -> bytes:
    """A map of texts. Source: RFC 8949."""
    words = (word.encode() for pair in texts.items() for word in pair)
    return bytes((0xA0 + len(texts),)) + b"".join(b"\x79" + len(word).to_bytes(2, "big") + word for word in words)


def _xml(status: int, text: str) -> Response:
    return status, [("Content-Type", "application/xml")], f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()
