"""Records -> what they say about an application, still by the names that the cloud uses.

Sources: "CloudTrail record contents" and "Logging Lambda API calls" of the AWS documentation; what a session of a
function is called, "Lambda execution role" of the AWS Lambda developer guide.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.hunt.application.changing import changes_of
from goatherd.hunt.application.facts import Assumed, Call, Fact, Invocation, Ran, Session
from goatherd.hunt.telemetry.cloudtrail import account_in, name_in
from goatherd.hunt.telemetry.kind import Principal, text_in

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASSUMED = re.compile(r"arn:[^:/]{1,20}:sts::\d{0,12}:assumed-role/([^/]{1,64})/([^/]{1,64})")
_FUNCTION = re.compile(r"(?:arn:[^:]*:lambda:[^:]*:)?(?:\d+:)?(?:function:)?([A-Za-z0-9_-]+)(?::[^:]*)?")
_REFUSED = re.compile(r"(?i)access_?denied|unauthorized(?:operation|access)|notauthorized|forbidden")
# What runs inside of a function says so; what AWS does with a function's role has a name of AWS' own.
_INSIDE = ("exec-env/AWS_Lambda", "awslambda-worker", "AWS Internal", "aws-internal", ".amazonaws.com")
ASSUMING = ("AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "GetFederationToken", "GetSessionToken")
_TARGETS = (
    *("tableName", "queueUrl", "topicArn", "targetArn", "secretId", "streamName", "streamARN", "stateMachineArn"),
    *("functionName", "roleArn", "name", "keyId", "deliveryStreamName", "userPoolId", "logGroupName"),
)
_MOST_MEMORY = 1 << 20  # MB
_LONGEST_TOOL = 80


def calls_of(event: dict[str, Any]) -> Iterator[Fact]:
    """Of an event of CloudTrail that a session made: its call, unless a service made it for the session."""
    session = session_of(event)
    if session is not None and not text_in(_part(event, "userIdentity"), "invokedBy"):
        yield _call(event, session, *_named_by(event))


def others_of(event: dict[str, Any]) -> Iterator[Fact]:
    """Who assumed what, who invoked a function, and what was changed."""
    service, operation = _named_by(event)
    if service == "sts" and operation in ASSUMING:
        yield from _assumed(event, _part(event, "userIdentity"))
    elif service == "lambda" and operation == "Invoke":
        yield from _invocation(event, _part(event, "userIdentity"), session_of(event))
    elif not event.get("errorCode"):
        yield from changes_of(event, service, operation)


def _named_by(event: dict[str, Any]) -> tuple[str, str]:
    return text_in(event, "eventSource").partition(".")[0], text_in(event, "eventName")


def ran(record: dict[str, Any]) -> Iterator[Fact]:
    """Of one record of a function's log."""
    function, memory = text_in(record, "function"), record.get("memoryMb")
    if function and isinstance(memory, (int, float)) and 0 < memory < _MOST_MEMORY:
        yield Ran(function, int(memory))


def session_of(event: dict[str, Any]) -> Session | None:
    found = _ASSUMED.fullmatch(text_in(_part(event, "userIdentity"), "arn"))
    return Session(found[1], found[2]) if found else None


def function_named(text: str) -> str:
    """The name in whatever calls a function: its ARN, its name, an account and its name, with a version or without."""
    found = _FUNCTION.fullmatch(text)
    return found[1] if found else ""


def functions_in(event: dict[str, Any]) -> Iterator[str]:
    """The names of functions that an event is about, or that acted in it."""
    if named := function_named(text_in(_part(event, "requestParameters"), "functionName")):
        yield named
    if session := session_of(event):
        yield session.name
    if function := text_in(event, "function"):
        yield function


def _part(event: dict[str, Any], name: str) -> dict[str, Any]:
    value = event.get(name)
    return value if isinstance(value, dict) else {}


def _assumed(event: dict[str, Any], identity: dict[str, Any]) -> Iterator[Fact]:
    answer = _part(event, "responseElements")
    given = text_in(_part(answer, "assumedRoleUser"), "arn") or text_in(_part(answer, "federatedUser"), "arn")
    actor = text_in(identity, "arn") or text_in(identity, "userName") or text_in(identity, "principalId")
    if given and actor and identity.get("type") != "AWSService" and not identity.get("invokedBy"):
        yield Assumed(_principal(actor, text_in(identity, "accountId")), _principal(given))


def _principal(arn: str, account: str = "") -> Principal:
    return Principal(account or account_in(arn), name_in(arn))


def _call(event: dict[str, Any], session: Session, service: str, operation: str) -> Call:
    agent = text_in(event, "userAgent")
    inside = not agent or any(part in agent for part in _INSIDE)
    by_link = _part(event, "additionalEventData").get("AuthenticationMethod") == "QueryString"
    return Call(
        session,
        service,
        operation,
        tuple(sorted(_targets(event))),
        _REFUSED.search(text_in(event, "errorCode")) is not None,
        "" if inside or by_link else agent.strip("[]")[:_LONGEST_TOOL],
        by_link,
    )


def _targets(event: dict[str, Any]) -> set[str]:
    """Objects of a bucket are the bucket: there is no end to them."""
    parameters = _part(event, "requestParameters")
    if bucket := text_in(parameters, "bucketName"):
        return {f"arn:aws:s3:::{bucket}"}
    listed = event.get("resources")
    arns = {text_in(each, "ARN") for each in listed if isinstance(each, dict)} if isinstance(listed, list) else set()
    return (arns - {""}) or {text for name in _TARGETS if (text := text_in(parameters, name))}


def _invocation(event: dict[str, Any], identity: dict[str, Any], session: Session | None) -> Iterator[Fact]:
    parameters = _part(event, "requestParameters")
    function, service = function_named(text_in(parameters, "functionName")), text_in(identity, "invokedBy")
    if not function:
        return
    source = text_in(parameters, "sourceArn")
    if service:
        yield Invocation(function, by_service=service.partition(".")[0], source=source)
    elif session is not None:
        yield Invocation(function, session=session, source=source)
    else:
        actor = name_in(text_in(identity, "arn")) or text_in(identity, "accountId") or text_in(identity, "type")
        yield Invocation(function, actor=actor, source=source)
