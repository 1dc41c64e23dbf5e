"""Requests as botocore really sends them, and sample parameters for any of its operations."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import botocore.session
from botocore.config import Config

from goatherd.sandbox.cloud.calls import Message

REGION = "us-east-1"
SESSION = botocore.session.Session()
KEY = "ASIAKEY"
# Names of parameters that become parts of host names, and those that botocore itself looks into.
_PLAIN = ("Bucket", "AccountId", "RequestRoute", "EndpointId", "key", "HostedZoneId", "Id", "DelegationSet", "ChangeId")
_KINDS = {"resource": "stream/any", "consumer": "stream/any/consumer", "stream": "stream/any/consumer"}
_CLIENTS: dict[tuple[str, str], Any] = {}


class _Sent(BaseException):
    """Instead of sending; no handler of botocore's catches it."""


def sent(service: str, operation: str, parameters: dict[str, Any], config: Config | None = None) -> Message:
    """The request that a client makes of a call."""
    client = _client(service, config)
    method = next(name for name, api in client.meta.method_to_api_mapping.items() if api == operation)
    seen = []

    def stop(request, **_):
        seen.append(request)
        raise _Sent

    client.meta.events.register("before-send", stop)
    try:
        getattr(client, method)(**parameters)
    except _Sent:
        pass
    finally:
        client.meta.events.unregister("before-send", stop)
    (request,) = seen
    body = request.body.read() if hasattr(request.body, "read") else request.body or b""
    headers = {k.lower(): v.decode() if isinstance(v, bytes) else str(v) for k, v in request.headers.items()}
    return message(request.method, request.url, headers, body if isinstance(body, bytes) else body.encode())


def presigned(service: str, method: str, parameters: dict[str, Any], config: Config | None = None) -> Message:
    return message("GET", _client(service, config).generate_presigned_url(method, parameters))


def message(method: str, url: str, headers: dict[str, str] | None = None, body: bytes = b"") -> Message:
    parts = urlsplit(url)
    return Message(method, parts.netloc.lower(), parts.path or "/", parts.query, headers or {}, body)


def _client(service: str, config: Config | None) -> Any:
    key = service, repr(vars(config) if config else "")
    if key not in _CLIENTS:
        keys = {"aws_access_key_id": KEY, "aws_secret_access_key": "secret"}
        _CLIENTS[key] = SESSION.create_client(service, region_name=REGION, config=config, **keys)
    return _CLIENTS[key]


def example(shape: Any, name: str = "", depth: int = 0) -> Any:
    """A value that botocore accepts for a parameter: of structures what is required, or the first members."""
    if shape.type_name == "structure":
        return _structure(shape, depth)
    if shape.type_name == "list":
        count = max(2, shape.metadata.get("min", 2))
        return [example(shape.member, f"{name}{number}", depth + 1) for number in range(count)]
    if shape.type_name == "map":
        return {example(shape.key, "key", depth + 1): example(shape.value, name, depth + 1)}
    if shape.type_name == "string":
        return shape.enum[0] if shape.enum else _text(name).ljust(shape.metadata.get("min", 0), "x")
    if shape.type_name in ("integer", "long"):
        return max(3, shape.metadata.get("min", 3))
    return {"float": 1.5, "double": 1.5, "boolean": True, "timestamp": 1_700_000_000, "blob": "blöb <".encode()}[
        shape.type_name
    ]


def _text(name: str) -> str:
    if name.startswith(_PLAIN):
        return f"a{name.lower()}"
    if name.endswith("ARN"):
        kind = name.removesuffix("ARN").lower()
        return f"arn:aws:kinesis:{REGION}:123456789012:{_KINDS.get(kind, kind)}/some"
    return f"a {name.lower()}/é&<"


def _structure(shape: Any, depth: int) -> dict[str, Any]:
    if getattr(shape, "is_document_type", False):
        return {"any": ["thing", 1]}
    names = list(shape.members)
    if getattr(shape, "is_tagged_union", False):
        names = names[:1]
    else:
        names = shape.required_members or ([] if depth > 5 else names[:2])
    return {each: example(shape.members[each], each, depth + 1) for each in names}


def texts(value: Any, shape: Any, path: str = "") -> dict[str, Any]:
    """What is read back of such a value: dotted path -> text, without times, of which every protocol has its own."""
    if isinstance(value, list):
        pairs = [(str(number), each, getattr(shape, "member", None)) for number, each in enumerate(value)]
    elif isinstance(value, dict):
        members = getattr(shape, "members", None) or {}
        pairs = [(name, each, members.get(name) or getattr(shape, "value", None)) for name, each in value.items()]
    elif getattr(shape, "type_name", "") == "timestamp":
        return {}
    else:
        return {path: value}
    return {k: v for name, each, s in pairs for k, v in texts(each, s, f"{path}.{name}" if path else name).items()}


def same(read: Any, given: Any) -> bool:
    """Whether a parameter was read as it was given; paths, queries and forms have texts for everything."""
    if isinstance(given, bytes):
        return read == given.decode()
    return str(read).lower() == str(given).lower() if isinstance(given, bool) else str(read) == str(given)
