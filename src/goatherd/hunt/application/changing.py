"""Events that change what an application is made of -> settings and their new values, as the events write them."""

from __future__ import annotations

import re
from json import dumps
from typing import TYPE_CHECKING, Any

from goatherd.hunt.application.facts import Change
from goatherd.hunt.placeholders import PLACEHOLDERS
from goatherd.hunt.telemetry.kind import text_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Setting = tuple[str, str, str, str]  # noun, name, setting, value
    Read = Callable[[dict[str, Any]], Iterator[Setting]]

_STACKS = "cloudformation.amazonaws.com"
_ARN_OF_FUNCTION = re.compile(r"arn:[^:]*:lambda:[^:]*:\d*:function:([A-Za-z0-9_-]+)(?::[^:]*)?")
_CONFIGURED = ("role", "runtime", "handler", "memorySize", "timeout")
_LONGEST = 10_240  # letters of a value: a policy has no more


def changes_of(event: dict[str, Any], service: str, operation: str) -> Iterator[Change]:
    read = _READ.get((service, operation))
    parameters = event.get("requestParameters")
    if read is None or not isinstance(parameters, dict):
        return
    deployed = _is_deployed(event)
    for noun, name, setting, value in read(parameters):
        if name:
            yield Change(noun, name, setting, value[:_LONGEST], deployed)


def _is_deployed(event: dict[str, Any]) -> bool:
    identity, agent = event.get("userIdentity"), text_in(event, "userAgent")
    invoked = text_in(identity, "invokedBy") if isinstance(identity, dict) else ""
    by_stack = _STACKS in (agent, text_in(event, "sourceIPAddress"), invoked)
    return by_stack or any(tool in agent for tool in PLACEHOLDERS["infrastructure_tools"])


def _function(parameters: dict[str, Any]) -> str:
    name = text_in(parameters, "functionName")
    arn = _ARN_OF_FUNCTION.fullmatch(name)
    return arn[1] if arn else name.partition(":")[0]


def _configuration(parameters: dict[str, Any]) -> Iterator[Setting]:
    name = _function(parameters)
    for setting in _CONFIGURED:
        value = parameters.get(setting)
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            yield "function", name, setting, str(value)
    layers = parameters.get("layers")
    if isinstance(layers, list):
        named = [text_in(each, "arn") if isinstance(each, dict) else each for each in layers]
        yield "function", name, "layers", " ".join(sorted(each for each in named if isinstance(each, str)))
    if "environment" in parameters:  # its values are never in a trail
        yield "function", name, "environment", ""


def _created(parameters: dict[str, Any]) -> Iterator[Setting]:
    yield "function", _function(parameters), "created", text_in(parameters, "role")
    yield from (each for each in _configuration(parameters) if each[2] != "environment")


def _permission(parameters: dict[str, Any]) -> Iterator[Setting]:
    said = [text_in(parameters, "principal"), text_in(parameters, "sourceArn")]
    yield "function", _function(parameters), "permission", " ".join(filter(None, said))


def _source(parameters: dict[str, Any]) -> Iterator[Setting]:
    if source := text_in(parameters, "eventSourceArn"):
        yield "function", _function(parameters), "source", source


def _destinations(parameters: dict[str, Any]) -> Iterator[Setting]:
    config = parameters.get("destinationConfig")
    for outcome in ("onSuccess", "onFailure"):
        given = config.get(outcome) if isinstance(config, dict) else None
        if isinstance(given, dict) and (destination := text_in(given, "destination")):
            yield "function", _function(parameters), outcome, destination


def _url(parameters: dict[str, Any]) -> Iterator[Setting]:
    yield "function", _function(parameters), "url", text_in(parameters, "authType")


def _concurrency(parameters: dict[str, Any]) -> Iterator[Setting]:
    yield "function", _function(parameters), "concurrency", str(parameters.get("reservedConcurrentExecutions", ""))


def _notification(parameters: dict[str, Any]) -> Iterator[Setting]:
    configuration = parameters.get("NotificationConfiguration")
    arns = sorted(_arns(configuration)) if isinstance(configuration, (dict, list)) else []
    yield "bucket", text_in(parameters, "bucketName"), "notification", " ".join(arns)


def _targets(parameters: dict[str, Any]) -> Iterator[Setting]:
    listed = parameters.get("targets")
    for target in listed if isinstance(listed, list) else ():
        arn = _ARN_OF_FUNCTION.fullmatch(text_in(target, "arn")) if isinstance(target, dict) else None
        if arn:
            yield "function", arn[1], "rule", text_in(parameters, "rule")


def _schedule(parameters: dict[str, Any]) -> Iterator[Setting]:
    target = parameters.get("target")
    arn = _ARN_OF_FUNCTION.fullmatch(text_in(target, "arn")) if isinstance(target, dict) else None
    if arn:
        said = [text_in(parameters, "name"), text_in(parameters, "scheduleExpression")]
        yield "function", arn[1], "schedule", " ".join(filter(None, said))


def _subscription(parameters: dict[str, Any]) -> Iterator[Setting]:
    arn = _ARN_OF_FUNCTION.fullmatch(text_in(parameters, "endpoint"))
    if arn:
        yield "function", arn[1], "topic", text_in(parameters, "topicArn")


def _attached(parameters: dict[str, Any]) -> Iterator[Setting]:
    yield "role", text_in(parameters, "roleName"), "attached", text_in(parameters, "policyArn")


def _written(parameters: dict[str, Any]) -> Iterator[Setting]:
    yield "role", text_in(parameters, "roleName"), "policy", _document(parameters)


def _trust(parameters: dict[str, Any]) -> Iterator[Setting]:
    yield "role", text_in(parameters, "roleName"), "trust", _document(parameters)


def _document(parameters: dict[str, Any]) -> str:
    document = parameters.get("policyDocument")
    return document if isinstance(document, str) else dumps(document)


def _arns(value: Any) -> set[str]:
    """All ARNs below a value; the decoder has bounded how deep it is."""
    if isinstance(value, str):
        return {value} if value.startswith("arn:") else set()
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {arn for each in inner for arn in _arns(each)}


_READ: dict[tuple[str, str], Read] = {
    ("lambda", "UpdateFunctionConfiguration"): _configuration,
    ("lambda", "CreateFunction"): _created,
    ("lambda", "AddPermission"): _permission,
    ("lambda", "CreateEventSourceMapping"): _source,
    ("lambda", "UpdateEventSourceMapping"): _source,
    ("lambda", "PutFunctionEventInvokeConfig"): _destinations,
    ("lambda", "UpdateFunctionEventInvokeConfig"): _destinations,
    ("lambda", "CreateFunctionUrlConfig"): _url,
    ("lambda", "UpdateFunctionUrlConfig"): _url,
    ("lambda", "PutFunctionConcurrency"): _concurrency,
    ("lambda", "DeleteFunctionConcurrency"): _concurrency,
    ("s3", "PutBucketNotification"): _notification,
    ("s3", "PutBucketNotificationConfiguration"): _notification,
    ("events", "PutTargets"): _targets,
    ("scheduler", "CreateSchedule"): _schedule,
    ("scheduler", "UpdateSchedule"): _schedule,
    ("sns", "Subscribe"): _subscription,
    ("iam", "AttachRolePolicy"): _attached,
    ("iam", "PutRolePolicy"): _written,
    ("iam", "UpdateAssumeRolePolicy"): _trust,
}
CHANGING = frozenset(_READ)
