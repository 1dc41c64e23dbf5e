"""Which AWS operation a request calls, and with which parameters: botocore's models read from the server's side.

Sources: the service models that botocore ships (`http`, `shape`, `protocol`), and the documents of the AWS
protocols (json, query, ec2, rest-json, rest-xml, rpc-v2-cbor).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from attrs import define, field

from goatherd.sandbox.cloud.parameters import (
    flat,
    from_body,
    from_cbor,
    from_form,
    from_header,
    from_json,
    wire_name,
    without_chunks,
)
from goatherd.sandbox.cloud.services import candidates, service_model

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.model import OperationModel, ServiceModel, Shape

_CREDENTIAL = re.compile(r"Credential=([^/]+)/[^/]+/([^/]+)/([^/]+)/aws4_request")
_RPC = re.compile(r"/service/\w+/operation/(\w+)")
_LABEL = re.compile(r"[^A-Za-z0-9]")


@define
class ApiCall:
    """One call of an AWS API. `service` is botocore's, `parameters` are by dotted path, texts and numbers only.

    `key` is the access key that signed it, "" for an unsigned call. `denied` is the IAM action that the role
    lacks. `function` is whose key it is. `error` is the code of an answer that is one. `protocol` is the one that the
    client speaks: "json", "query", "ec2", "rest-json", "rest-xml" or "cbor".
    """

    service: str
    operation: str
    parameters: dict[str, Any] = field(factory=dict)
    key: str = ""
    function: str = ""
    denied: str = ""
    status: int = 0
    error: str = ""
    protocol: str = ""


@define
class Message:
    """A request as the gateway read it. Header names are in lower case."""

    method: str
    host: str
    path: str  # as sent, still percent-encoded
    query: str
    headers: Mapping[str, str]
    body: bytes


def read_call(message: Message) -> ApiCall | None:
    """The call that a request to AWS makes; None where it is none that is known."""
    key, signing = signature(message)
    services, bucket = candidates(signing, message.host.partition(":")[0])
    for name in services:
        model = service_model(name)
        found = _operation(model, message, bucket) if model else None
        if found:
            operation, parameters, protocol = found
            return ApiCall(name, operation, flat(parameters), key, protocol=protocol)
    return None


def signature(message: Message) -> tuple[str, str]:
    """(access key, signing name) of a signed or pre-signed request, empty texts for an unsigned one."""
    match = _CREDENTIAL.search(message.headers.get("authorization", ""))
    if match:
        return match[1], match[3]
    query = dict(parse_qsl(message.query))
    scope = query.get("X-Amz-Credential", "").split("/")
    if len(scope) == 5:
        return scope[0], scope[3]
    return (query["AWSAccessKeyId"], "s3") if "AWSAccessKeyId" in query else ("", "")


def _operation(model: ServiceModel, message: Message, bucket: str) -> tuple[str, dict[str, Any], str] | None:
    """(operation, parameters, protocol)"""
    target = message.headers.get("x-amz-target", "")
    if target:
        prefix, _, operation = target.rpartition(".")
        if model.metadata.get("targetPrefix", prefix) != prefix or operation not in model.operation_names:
            return None
        return operation, _mapping(from_json(message.body, _input(model, operation))), "json"
    rpc = _RPC.fullmatch(message.path)
    if rpc and rpc[1] in model.operation_names:
        return rpc[1], _mapping(from_cbor(message.body, _input(model, rpc[1]))), "cbor"
    return _form(model, message) or _rest(model, message, f"/{bucket}{message.path}" if bucket else message.path)


def _form(model: ServiceModel, message: Message) -> tuple[str, dict[str, Any], str] | None:
    form = dict(parse_qsl(message.query, keep_blank_values=True))
    if "json" not in message.headers.get("content-type", ""):
        form |= dict(parse_qsl(message.body.decode("utf-8", "replace"), keep_blank_values=True))
    version, operation = model.metadata["apiVersion"], form.get("Action", "")
    if operation not in model.operation_names or form.get("Version", version) != version:
        return None
    protocol = "ec2" if model.metadata.get("protocol") == "ec2" else "query"
    given = {k: v for k, v in form.items() if k not in ("Action", "Version") and not k.startswith("X-Amz-")}
    return operation, from_form(given, _input(model, operation), ec2=protocol == "ec2"), protocol


def _input(model: ServiceModel, operation: str) -> Shape | None:
    return model.operation_model(operation).input_shape


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


@cache
def _routes(service: str) -> list[tuple[str, str, re.Pattern[str], frozenset[tuple[str, str | None]], int]]:
    """(operation, method, pattern of the path, required query, weight) of a REST service, the most exact first."""
    model = service_model(service)
    assert model is not None
    found = []
    for name in model.operation_names:
        operation = model.operation_model(name)
        path, _, query = operation.http.get("requestUri", "/").partition("?")
        required = frozenset(_query_parts(query))
        written = len(re.sub(r"\{[^}]+\}", "", path))
        weight = 2 * (len(required) * 100 + written) - operation.deprecated
        found.append((name, operation.http.get("method", "POST"), re.compile(_path_pattern(path)), required, weight))
    return sorted(found, key=lambda route: -route[4])


def _query_parts(query: str) -> list[tuple[str, str | None]]:
    parts = (part.partition("=") for part in query.split("&") if part)
    return [(name, value if separator else None) for name, separator, value in parts]


def _path_pattern(path: str) -> str:
    pieces = re.split(r"(\{[^}]+\})", path.rstrip("/"))
    out = []
    for piece in pieces:
        if piece.startswith("{"):
            label = piece[1:-1]
            greedy = label.endswith("+")
            out.append(f"(?P<{_LABEL.sub('_', label.rstrip('+'))}>{'.+' if greedy else '[^/]+'})")
        else:
            out.append(re.escape(piece))
    return "".join(out) + "/?"


def _rest(model: ServiceModel, message: Message, path: str) -> tuple[str, dict[str, Any], str] | None:
    protocol = str(model.metadata.get("protocol", ""))
    if not protocol.startswith("rest"):
        return None
    query = _query(message.query)
    best: tuple[int, str, dict[str, Any]] | None = None
    for name, method, pattern, required, weight in _routes(model.service_name):
        if method != message.method or not all(n in query and v in (None, query[n][0]) for n, v in required):
            continue
        match = pattern.fullmatch(path)
        if not match:
            continue
        parameters, given = _bound(model.operation_model(name), message, match, query)
        score = weight + 20 * given
        if best is None or score > best[0]:
            best = (score, name, parameters)
    if best is None:
        return None
    return best[1], best[2] | _documents(model.operation_model(best[1]), message, protocol == "rest-xml"), protocol


def _query(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        found.setdefault(name, []).append(value)
    return found


def _bound(
    operation: OperationModel, message: Message, match: re.Match[str], query: dict[str, list[str]]
) -> tuple[dict[str, Any], int]:
    """What path, query and headers hold for one operation, and how much of it only it would have; -1 lacks one."""
    parameters: dict[str, Any] = {}
    own = 0
    shape = operation.input_shape
    if shape is None:
        return parameters, own
    labels = match.groupdict()
    for member, member_shape in shape.members.items():
        wire, where = wire_name(member, member_shape), member_shape.serialization.get("location")
        if where == "uri":
            text = labels.get(_LABEL.sub("_", wire))
            if text is not None:
                parameters[member] = unquote(text)
        elif where == "querystring" and wire in query:
            parameters[member] = query[wire] if member_shape.type_name == "list" else query[wire][0]
            own += 1
        elif where == "header" and wire.lower() in message.headers:
            parameters[member] = from_header(message.headers[wire.lower()], member_shape)
            if member == "CopySource":
                parameters[member] = unquote(parameters[member])  # S3 reads it as a part of a URL
            own += member in shape.required_members
        elif where == "headers":
            named = {k[len(wire) :]: v for k, v in message.headers.items() if k.startswith(wire.lower())}
            parameters |= {member: named} if named else {}
        elif member in shape.required_members and where in ("querystring", "header"):
            own -= 20
    return parameters, own


def _documents(operation: OperationModel, message: Message, xml: bool) -> dict[str, Any]:
    """What the body holds: one member, or all that are nowhere else."""
    shape = operation.input_shape
    if shape is None:
        return {}
    payload = shape.serialization.get("payload")
    if payload:
        streamed = message.headers.get("x-amz-content-sha256", "").startswith("STREAMING-")
        body = without_chunks(message.body) if streamed else message.body
        return {payload: from_body(body, shape.members[payload], xml=xml)} if body else {}
    return _mapping(from_body(message.body, shape, xml=xml)) if message.body.strip() else {}
