"""Answers every HTTP request: AWS names by the simulated cloud, the metadata address, everything else recorded."""

from __future__ import annotations

import base64
import io
import json
from typing import TYPE_CHECKING, Any, Protocol

from goatherd.core.foreign_json import read_json
from goatherd.sandbox.cloud.calls import ApiCall, Message, read_call, signature
from goatherd.sandbox.cloud.other_clouds import REFUSAL, domain_of
from goatherd.sandbox.cloud.refusals import Response, error, error_code, refusal, unknown_key
from goatherd.sandbox.cloud.services import is_aws, website_bucket
from goatherd.sandbox.cloud.sql.data_api import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from goatherd.sandbox.cloud.keys import Keys
    from goatherd.sandbox.cloud.permissions import Permissions, Refusal
    from goatherd.sandbox.cloud.sql.data_api import DataApi

METADATA = ("169.254.169.254", "169.254.170.2", "169.254.170.23", "instance-data")
MAX_REQUEST = 32 << 20  # clients upload in parts of 8 MB and more
_PAGE = b"<!doctype html><title>collaborator</title><p>collaborator</p>\n"
_ANYBODY = "AWS4-HMAC-SHA256 Credential=ANYBODY/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
_BY_KEY = frozenset({"GetItem", "DeleteItem", "UpdateItem"})
_NO_KEY = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
_INVOKE = frozenset({"Invoke", "InvokeAsync", "InvokeWithResponseStream"})


class Recorder(Protocol):
    def record(self, kind: str, **what: Any) -> None: ...
    def invoke(self, function: str, payload: str, kind: str) -> dict[str, Any]: ...


class Gateway:
    """A WSGI application; `databases` are asked what clients of the Data API want to know."""

    def __init__(
        self,
        aws: Callable[..., Iterable[bytes]],
        permissions: Permissions,
        keys: Keys,
        recorder: Recorder,
        metadata: dict[str, str],
        databases: DataApi,
    ) -> None:
        self._aws, self._permissions, self._keys = aws, permissions, keys
        self._recorder, self._metadata, self._databases = recorder, metadata, databases

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        message = _message(environ)
        host = message.host.partition(":")[0]
        if host in METADATA:
            return self._send(start_response, self._meta(message))
        if bucket := website_bucket(host):
            environ["HTTP_HOST"], environ["PATH_INFO"] = "s3.amazonaws.com", f"/{bucket}{environ['PATH_INFO']}"
            environ["RAW_URI"] = environ["REQUEST_URI"] = f"/{bucket}{message.path}"
            message = _message(environ)
        if is_aws(message.host.partition(":")[0]) and ".execute-api." not in host and ".lambda-url." not in host:
            return self._call(message, environ, start_response)
        if ".execute-api." in host and message.path.startswith("/@connections"):
            return self._call(message, environ, start_response)
        return self._send(start_response, self._collaborate(message))

    def looked_up(self, name: str) -> None:
        """A name was asked for; data may leave that way."""
        if not is_aws(name):
            self._recorder.record("lookup", host=name)

    def _call(self, message: Message, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        call = read_call(message)
        if call is None:
            call = ApiCall(host_service(message.host), "", key=_key(message))
        call.function = self._keys.function(call.key)
        if call.key and not self._keys.is_known(call.key):
            return self._send(start_response, self._unknown(call))
        refused = self._refused(call)
        if refused:
            text = f"{self._who(call)} is not authorized to perform: {refused.action} on resource: {refused.resource}"
            response = refusal(call, text)
            call.denied, call.status, call.error = refused.action, response[0], error_code(response[2])
            self._record(call)
            return self._send(start_response, response)
        if not call.key and self._permissions.opened_by_policy(call):
            environ["HTTP_AUTHORIZATION"] = _ANYBODY  # moto would look at the object's own list only
        if call.service == "lambda" and call.operation in _INVOKE:
            return self._send(start_response, self._invoke(call, message))
        if call.service == "rds-data" and call.operation in OPERATIONS:
            return self._send(start_response, self._ask_database(call, message))
        if call.service == "dynamodb" and call.operation in _BY_KEY and not _has_key(call):
            response = error(call, 400, "Validation", _NO_KEY)
            call.status, call.error = 400, error_code(response[2])
            self._record(call)
            return self._send(start_response, response)
        return self._forward(call, environ, start_response)

    def _unknown(self, call: ApiCall) -> Response:
        """A call that is signed with a key that nobody has."""
        call.denied = "a valid access key"
        response = error(call, 403, *unknown_key(call))
        call.status, call.error = response[0], error_code(response[2])
        self._record(call)
        return response

    def _refused(self, call: ApiCall) -> Refusal | None:
        if call.function:
            return self._permissions.refused(call.function, call)
        return None if call.key else self._permissions.refused_to_everybody(call)

    def _who(self, call: ApiCall) -> str:
        role = f"arn:aws:sts::123456789012:assumed-role/{call.function}-role/{call.function}"
        return f"User: {role}" if call.function else "User: anonymous"

    def _forward(self, call: ApiCall, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        status: list[int] = []

        def started(line: str, headers: Any, exc_info: Any = None) -> Any:
            status.append(int(line.split()[0]))
            return start_response(line, headers, exc_info)

        try:
            body = b"".join(self._aws(environ, started))
        except Exception as failure:  # a gap of the simulation, not of the application
            call.status = 501
            self._record(call, gap=f"{type(failure).__name__}: {failure}"[:500])
            return self._send(start_response, error(call, 501, "NotImplemented", "not simulated"))
        call.status = status[-1] if status else 200
        call.error = error_code(body) if call.status >= 400 else ""
        if key := self._keys.take(call.service, body):
            self._recorder.record("issued", key=key)
        gap = "" if call.status < 500 else body.decode("utf-8", "replace")[:500]
        self._record(call, gap=gap)
        return [body]

    def _invoke(self, call: ApiCall, message: Message) -> Response:
        name = str(call.parameters.get("FunctionName", ""))
        kind = message.headers.get("x-amz-invocation-type", "RequestResponse")
        kind = "Event" if call.operation == "InvokeAsync" else kind
        payload = message.body.decode("utf-8", "replace") or "{}"
        answer = self._recorder.invoke(name, payload, kind)
        call.status = answer.get("status") or {"Event": 202, "DryRun": 204}.get(kind, 200)
        call.error = str(answer.get("code", ""))
        self._record(call)
        if "code" in answer:
            return error(call, call.status, answer["code"], answer["message"])
        headers = [("Content-Type", "application/json"), ("X-Amz-Executed-Version", "$LATEST")]
        if answer.get("error"):
            headers.append(("X-Amz-Function-Error", "Unhandled"))
        return call.status, headers, str(answer.get("body", "")).encode()

    def _ask_database(self, call: ApiCall, message: Message) -> Response:
        body, gap = {"message": "not simulated"}, ""
        try:
            given = read_json(message.body or b"{}")
            call.status, body = self._databases.ask(call.operation, given if isinstance(given, dict) else {})
        except (OSError, ValueError) as failure:
            call.status, gap = 501, f"{type(failure).__name__}: {failure}"[:500]
        self._record(call, gap=gap)
        if call.status != 200:
            return error(call, call.status, "BadRequest", str(body["message"]))
        return 200, [("Content-Type", "application/json")], json.dumps(body).encode()

    def _record(self, call: ApiCall, gap: str = "") -> None:
        self._recorder.record(
            "call",
            service=call.service,
            operation=call.operation,
            parameters=call.parameters,
            function=call.function,
            key=call.key,
            denied=call.denied,
            status=call.status,
            gap=gap,
            error=call.error,
        )

    def _meta(self, message: Message) -> Response:
        self._recorder.record("metadata", path=message.path, method=message.method)
        plain = [("Content-Type", "text/plain")]
        if message.method == "PUT":
            return 200, plain, b"goatherd-session-token"
        path = message.path.rstrip("/")
        if path.endswith("/iam/security-credentials"):
            return 200, plain, b"instance-role"
        if "security-credentials" in path or message.host.startswith("169.254.170"):
            return 200, [("Content-Type", "application/json")], json.dumps(self._metadata).encode()
        return 200, plain, b"ami-id\nhostname\niam/\ninstance-id\nlocal-ipv4\n"

    def _collaborate(self, message: Message) -> Response:
        body = message.body[: 1 << 16]
        self._recorder.record(
            "outside",
            host=message.host,
            method=message.method,
            path=message.path,
            query=message.query,
            headers=dict(message.headers),
            body=body.decode("utf-8", "replace"),
            body64=base64.b64encode(body).decode() if not body.isascii() else "",
        )
        return REFUSAL if domain_of(message.host) else (200, [("Content-Type", "text/html")], _PAGE)

    @staticmethod
    def _send(start_response: Any, response: Response) -> Iterable[bytes]:
        status, headers, body = response
        start_response(f"{status} ", [*headers, ("Content-Length", str(len(body)))])
        return [body] if body else []


def _has_key(call: ApiCall) -> bool:
    return any(name.startswith("Key.") for name in call.parameters)


def host_service(host: str) -> str:
    return host.partition(".")[0]


def _key(message: Message) -> str:
    return signature(message)[0]


def _body(environ: dict[str, Any]) -> bytes:
    length = str(environ.get("CONTENT_LENGTH") or "")
    if length.isascii() and length.isdigit():
        return bytes(environ["wsgi.input"].read(min(int(length[:12]), MAX_REQUEST)))
    chunked = environ.get("wsgi.input_terminated")  # the server ends the input where the last chunk ends
    return bytes(environ["wsgi.input"].read(MAX_REQUEST)) if chunked else b""


def _message(environ: dict[str, Any]) -> Message:
    """The request, with its body read and put back for whoever answers."""
    body = _body(environ)
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    headers["content-type"] = environ.get("CONTENT_TYPE", "")
    uri = environ.get("RAW_URI") or environ.get("REQUEST_URI") or environ.get("PATH_INFO", "/")
    if "://" in uri.partition("?")[0]:
        uri = "/" + uri.split("/", 3)[-1]
    path, _, query = uri.partition("?")
    return Message(environ["REQUEST_METHOD"], environ.get("HTTP_HOST", "").lower(), path, query, headers, body)
