"""Which AWS operation a request calls, and with which parameters: botocore's models read from the server's side.

Sources: the service models that botocore ships (`http`, `shape`, `protocol`), and the documents of the AWS
protocols (json, query, ec2, rest-json, rest-xml, rpc-v2-cbor).
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

import botocore.session
from attrs import define, field
from botocore.exceptions import UnknownServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.model import ServiceModel

MAX_TEXT = 64 * 1024
_CREDENTIAL = re.compile(r"Credential=([^/]+)/[^/]+/([^/]+)/([^/]+)/aws4_request")
_S3_HOST = re.compile(
    r"(?:(?P<bucket>.+)\.)?s3(?:[.-](?:us|eu|ap|sa|ca|me|af)-[a-z0-9-]+|\.dualstack\.[a-z0-9-]+)?\.amazonaws\.com"
)
_WEBSITE = re.compile(r"(?P<bucket>.+)\.s3-website[.-][a-z0-9-]+\.amazonaws\.com")
_HOST = re.compile(r"(?:[\w-]+\.)?([a-z0-9-]+)\.(?:[a-z]{2}-[a-z]+-\d)\.amazonaws\.com|([a-z0-9-]+)\.amazonaws\.com")
# signing name -> services that sign with it
_SHARED = {
    "ses": ("ses", "sesv2"),
    "dynamodb": ("dynamodb", "dynamodbstreams"),
    "states": ("stepfunctions",),
    "execute-api": ("apigatewaymanagementapi",),
    "iotdata": ("iot-data",),
    "iotdevicegateway": ("iot-data",),
    "monitoring": ("cloudwatch",),
    "email": ("ses", "sesv2"),
    "elasticloadbalancing": ("elbv2", "elb"),
    "rds-data": ("rds-data",),
    "bedrock": ("bedrock-runtime", "bedrock", "bedrock-agent-runtime", "bedrock-agent"),
    "ssmmessages": ("ssm",),
}


@define
class ApiCall:
    """One call of an AWS API. `service` is botocore's, `parameters` are by dotted path, texts and numbers only.

    `key` is the access key that signed it, "" for an unsigned call. `denied` is the IAM action that the role
    lacks. `function` is whose key it is.
    """

    service: str
    operation: str
    parameters: dict[str, Any] = field(factory=dict)
    key: str = ""
    function: str = ""
    denied: str = ""
    status: int = 0


@define
class Message:
    """A request as the gateway read it. Header names are in lower case."""

    method: str
    host: str
    path: str  # as sent, still percent-encoded
    query: str
    headers: Mapping[str, str]
    body: bytes


def is_aws(host: str) -> bool:
    return host.endswith((".amazonaws.com", ".api.aws", ".on.aws")) or host == "amazonaws.com"


def read_call(message: Message) -> ApiCall | None:
    """The call that a request to AWS makes; None where it is none that is known."""
    key, signing = signature(message)
    host = message.host.partition(":")[0]
    s3 = _S3_HOST.fullmatch(host)
    services = ("s3",) if s3 or (signing == "s3" and not signing.startswith("s3-")) else _services(signing, host)
    for name in services:
        model = service_model(name)
        if model is None:
            continue
        found = _operation(model, message, s3["bucket"] if s3 else None)
        if found:
            operation, parameters = found
            return ApiCall(name, operation, _flat(parameters), key)
    return None


def website_bucket(host: str) -> str:
    """The bucket that a host name serves as a web site, "" for none."""
    match = _WEBSITE.fullmatch(host.partition(":")[0])
    return match["bucket"] if match else ""


def protocol(service: str) -> str:
    model = service_model(service)
    return str(model.metadata.get("protocol", "json")) if model else "json"


def error_prefix(service: str) -> str:
    model = service_model(service)
    return str(model.metadata.get("targetPrefix", "")) if model else ""


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


def _services(signing: str, host: str) -> tuple[str, ...]:
    if signing:
        return _SHARED.get(signing) or (signing,)
    match = _HOST.fullmatch(host)
    name = (match[1] or match[2]) if match else ""
    return _SHARED.get(name) or ((name,) if name else ())


@cache
def _session() -> Any:
    return botocore.session.get_session()


@cache
def service_model(service: str) -> ServiceModel | None:
    """botocore's description of a service, by its name or by another that requests are signed with."""
    try:
        return _session().get_service_model(service)
    except UnknownServiceError:
        return _by_signing_name().get(service)


@cache
def _by_signing_name() -> dict[str, Any]:
    """Services whose signing name or end point is called otherwise than botocore calls them."""
    found: dict[str, Any] = {}
    for name in _session().get_available_services():
        data = _session().get_service_model(name)
        for other in (data.metadata.get("signingName"), data.metadata.get("endpointPrefix")):
            if other and other != name:
                found.setdefault(other, data)
    return found


def _operation(model: ServiceModel, message: Message, bucket: str | None) -> tuple[str, dict[str, Any]] | None:
    target = message.headers.get("x-amz-target", "")
    if target:
        prefix, _, operation = target.rpartition(".")
        if model.metadata.get("targetPrefix", prefix) != prefix or operation not in model.operation_names:
            return None
        return operation, _json(message.body)
    rpc = re.fullmatch(r"/service/\w+/operation/(\w+)", message.path)
    if rpc and rpc[1] in model.operation_names:
        return rpc[1], {}
    form = dict(parse_qsl(message.body.decode("utf-8", "replace"), keep_blank_values=True))
    form |= dict(parse_qsl(message.query, keep_blank_values=True))
    if form.get("Action") in model.operation_names:
        return form["Action"], {k: v for k, v in form.items() if k not in ("Action", "Version")}
    path = f"/{bucket}{message.path}" if bucket else message.path
    return _rest(model, message, path)


@cache
def _routes(service: str) -> list[tuple[str, str, re.Pattern[str], frozenset[tuple[str, str | None]], int]]:
    """(operation, method, pattern of the path, required query, weight) of a REST service, the most exact first."""
    model = service_model(service)
    assert model is not None
    found = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        path, _, query = http.get("requestUri", "/").partition("?")
        if service == "s3" and not path.startswith("/{Bucket}"):
            path = path if "{" in path or path == "/" else f"/{{Bucket}}{path}"
        required = frozenset(_query_parts(query))
        pattern = re.compile(_path_pattern(path))
        found.append((name, http.get("method", "POST"), pattern, required, len(required) * 100 + len(path)))
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
            out.append(f"(?P<{re.sub(r'[^A-Za-z0-9]', '_', label.rstrip('+'))}>{'.+' if greedy else '[^/]+'})")
        else:
            out.append(re.escape(piece))
    return "".join(out) + "/?"


def _rest(model: ServiceModel, message: Message, path: str) -> tuple[str, dict[str, Any]] | None:
    query = dict(parse_qsl(message.query, keep_blank_values=True))
    best: tuple[int, str, dict[str, Any]] | None = None
    for name, method, pattern, required, weight in _routes(model.service_name):
        if method != message.method or not all(n in query and v in (None, query[n]) for n, v in required):
            continue
        match = pattern.fullmatch(path)
        if not match:
            continue
        parameters, given = _bound(model, name, message, match, query)
        score = weight + 10 * given
        if best is None or score > best[0]:
            best = (score, name, parameters)
    return (best[1], best[2]) if best else None


def _bound(
    model: ServiceModel, name: str, message: Message, match: re.Match[str], query: dict[str, str]
) -> tuple[dict[str, Any], int]:
    """The parameters of one operation in this request, and how many of them only it would have; -1 lacks one."""
    operation = model.operation_model(name)
    parameters: dict[str, Any] = {}
    own = 0
    shape = operation.input_shape
    if shape is None:
        return parameters, own
    labels = match.groupdict()
    for member, member_shape in shape.members.items():
        place = member_shape.serialization
        wire = place.get("name", member)
        where = place.get("location")
        if where == "uri":
            text = labels.get(re.sub(r"[^A-Za-z0-9]", "_", wire))
            if text is not None:
                parameters[member] = unquote(text)
        elif where == "querystring" and wire in query:
            parameters[member] = query[wire]
            own += 1
        elif where == "header" and wire.lower() in message.headers:
            parameters[member] = message.headers[wire.lower()]
            own += member in shape.required_members
        elif member in shape.required_members and where in ("querystring", "header"):
            own -= 20
    payload = shape.serialization.get("payload")
    if payload and shape.members[payload].type_name in ("blob", "string"):
        parameters[payload] = message.body[:MAX_TEXT].decode("utf-8", "replace")
    elif message.body.lstrip()[:1] == b"{":
        parameters |= _json(message.body)
    return parameters, own


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _flat(value: Any, prefix: str = "", depth: int = 0) -> dict[str, Any]:
    """Nested parameters by dotted path."""
    if depth > 12:
        return {}
    if isinstance(value, dict):
        pairs = [(str(k), v) for k, v in value.items()]
    elif isinstance(value, list):
        pairs = [(str(i), v) for i, v in enumerate(value[:200])]
    else:
        return {prefix: value[:MAX_TEXT] if isinstance(value, str) else value}
    found: dict[str, Any] = {}
    for name, inner in pairs:
        found |= _flat(inner, f"{prefix}.{name}" if prefix else name, depth + 1)
    return found
