"""Load what answers the first call of each service, once, before the process is forked for every new state.

`load` does the part of it that is the same for every application, in the process that the pods are forks of.
"""

from __future__ import annotations

from compileall import compile_dir
from functools import cache
from typing import TYPE_CHECKING, Any

from goatherd.sandbox.cloud.calls import Message, read_call
from goatherd.sandbox.cloud.seed import client, services_of
from goatherd.sandbox.cloud.services import service_model
from goatherd.sandbox.cloud.simulated import share_signing_key, simulated_aws
from goatherd.sandbox.interpreters import node_parts, python_parts
from goatherd.sandbox.launch import HOSTS
from goatherd.sandbox.layout import runtime_files

if TYPE_CHECKING:
    from goatherd.model.application import Application

_USUAL = ("s3", "dynamodb", "sqs", "sns", "sts")
_READS = ("List", "Describe", "Get")


def load(application: Application) -> None:
    """Load, once in this process, what the application's pods and their clouds would each load for themselves."""
    _load_usual()
    seeded = services_of(application)
    for service in sorted(seeded):
        client(service)
    for service in sorted({*seeded, *_services(application)}):
        _load_models(service)


@cache
def _load_usual() -> None:
    runtime_files()
    python_parts()
    node_parts()
    compile_dir(HOSTS / "python", quiet=2)  # each function's process would do it anew
    for service in _USUAL:
        _answer(service)


def warm(application: Application) -> None:
    """Send one harmless call to each service that the application uses; what it answers does not matter."""
    for service in sorted(_services(application)):
        _answer(service)


def _services(application: Application) -> set[str]:
    used = {call.service for behaviour in application.behaviours.values() for call in behaviour.aws_calls}
    return {*_USUAL, *used}


@cache
def _load_models(service: str) -> None:
    """Without a call: outside of the sandbox no more is done for a service than to load what is known of it."""
    from moto.backends import get_backend
    from moto.core.utils import get_service_model

    if service_model(service) is None:
        return  # the code names it, but there is none
    try:
        get_backend(service)  # type: ignore[call-overload]
        get_service_model(service)
        if service == "cognito-idp":
            share_signing_key()
    except Exception:
        return  # a service that is not simulated


def _answer(service: str) -> None:
    message = _call(service)
    if message is None:
        return
    read_call(message)
    try:
        list(simulated_aws()(_environ(message), lambda *_: None))
    except Exception:
        return  # a service that is not simulated


def _call(service: str) -> Message | None:
    """A call that reads and needs no parameter, as a request."""
    model = service_model(service)
    if model is None:
        return None
    for name in model.operation_names:
        shape = model.operation_model(name).input_shape
        if name.startswith(_READS) and not (shape and shape.required_members):
            return _request(model, name)
    return None


def _request(model: Any, operation: str) -> Message:
    metadata = model.metadata
    signing = metadata.get("signingName") or metadata["endpointPrefix"]
    scope = f"Credential=WARM/20260101/us-east-1/{signing}/aws4_request"
    headers = {"authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0", "content-type": ""}
    host, method, path, body = f"{metadata['endpointPrefix']}.us-east-1.amazonaws.com", "POST", "/", b"{}"
    if "targetPrefix" in metadata:
        headers |= {"x-amz-target": f"{metadata['targetPrefix']}.{operation}"}
        headers["content-type"] = "application/x-amz-json-1.0"
    elif str(metadata.get("protocol", "")).startswith("rest"):
        http = model.operation_model(operation).http
        method, path, body = http.get("method", "GET"), http.get("requestUri", "/").partition("?")[0], b""
    else:
        body = f"Action={operation}&Version={metadata['apiVersion']}".encode()
        headers["content-type"] = "application/x-www-form-urlencoded"
    return Message(method, host, path, "", headers, body)


def _environ(message: Message) -> dict[str, Any]:
    from werkzeug.test import EnvironBuilder

    builder = EnvironBuilder(
        path=message.path,
        method=message.method,
        base_url=f"https://{message.host}",
        headers=list(message.headers.items()),
        data=message.body,
    )
    return builder.get_environ()
