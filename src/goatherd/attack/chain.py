"""Which functions an invocation fires by what it wrote: objects, messages, rows, events, executions."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.attack.events import Input
from goatherd.model.resource import StateMachine
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger
    from goatherd.sandbox.invocation import Invocation
    from goatherd.sandbox.naming import Naming

_WRITES = {
    "PutObject": "s3:ObjectCreated:Put",
    "CopyObject": "s3:ObjectCreated:Copy",
    "CompleteMultipartUpload": "s3:ObjectCreated:CompleteMultipartUpload",
    "DeleteObject": "s3:ObjectRemoved:Delete",
}
_ITEM = re.compile(r"Item\.([^.]+)\.([A-Z]+)$")


@frozen
class Fired:
    """`values` are what the event carries; `payload` is the whole event of a direct invocation, as JSON."""

    function: Function
    trigger: Trigger | None
    values: Mapping[Input, object]
    via: str
    payload: str = ""


def fired(invocation: Invocation, application: Application, naming: Naming) -> Iterator[Fired]:
    """Everything that follows from one invocation, in the order in which it was caused."""
    for record in invocation.records:
        if record["kind"] == "call" and not record["denied"] and record["status"] < 400:
            yield from _by_call(record, application, naming)
    for id, payload in invocation.started:
        function = application.function(id)
        if function:
            yield Fired(function, None, {}, f"Invoke of {id}", payload)


def _by_call(record: dict[str, Any], application: Application, naming: Naming) -> Iterator[Fired]:
    service, operation, given = record["service"], record["operation"], record["parameters"]
    if service == "s3" and operation in _WRITES:
        yield from _objects(operation, given, application, naming)
    elif service == "dynamodb" and operation == "PutItem":
        values: dict[Input, object] = {
            Input("record", m[1]): v for name, v in given.items() if (m := _ITEM.fullmatch(name))
        }
        yield from _wired(Kind.DYNAMODB, str(given.get("TableName")), values, "a row in table", application, naming)
    elif service == "sqs" and operation.startswith("SendMessage"):
        name = str(given.get("QueueUrl", "")).rstrip("/").rpartition("/")[2]
        for text in _all(given, "MessageBody"):
            yield from _wired(Kind.SQS, name, {Input("message", ""): text}, "a message in queue", application, naming)
    elif service == "sns" and operation == "Publish":
        name = str(given.get("TopicArn", "")).rpartition(":")[2]
        for kind in (Kind.SNS, Kind.SQS):
            values = {Input("message", ""): str(given.get("Message", ""))}
            yield from _wired(kind, name, values, "a message on topic", application, naming)
    elif service == "kinesis" and operation.startswith("PutRecord"):
        name = str(given.get("StreamName", ""))
        for text in _all(given, "Data"):
            values = {Input("record", ""): text}
            yield from _wired(Kind.KINESIS, name, values, "a record in stream", application, naming)
    elif service == "events" and operation == "PutEvents":
        yield from _bus(given, application, naming)
    elif service == "stepfunctions" and operation in ("StartExecution", "StartSyncExecution"):
        yield from _execution(given, application, naming)


def _objects(operation: str, given: dict[str, Any], application: Application, naming: Naming) -> Iterator[Fired]:
    bucket, key = str(given.get("Bucket")), str(given.get("Key"))
    for function, trigger in application.triggers():
        if trigger.kind != Kind.S3 or not _is(trigger, bucket, naming):
            continue
        wanted = [str(event) for event in _listed(trigger.options.get("events"))] or ["s3:ObjectCreated:*"]
        if any(_covers(pattern, _WRITES[operation]) for pattern in wanted) and _named(trigger, key):
            yield Fired(function, trigger, {Input("key", ""): key}, f"{operation} in bucket {bucket}")


def _wired(
    kind: str, name: str, values: dict[Input, object], what: str, application: Application, naming: Naming
) -> Iterator[Fired]:
    for function, trigger in application.triggers():
        if trigger.kind == kind and _is(trigger, name, naming):
            yield Fired(function, trigger, values, f"{what} {name}")


def _bus(given: dict[str, Any], application: Application, naming: Naming) -> Iterator[Fired]:
    for index in range(10):
        if f"Entries.{index}.Detail" not in given:
            return
        source, kind = given.get(f"Entries.{index}.Source", ""), given.get(f"Entries.{index}.DetailType", "")
        for function, trigger in application.triggers():
            pattern = trigger.options.get("pattern")
            if trigger.kind == Kind.EVENTBRIDGE and _matches(pattern, source, kind):
                values = {Input("detail", ""): _json(given[f"Entries.{index}.Detail"])}
                yield Fired(function, trigger, values, f"an event {source} {kind}")


def _execution(given: dict[str, Any], application: Application, naming: Naming) -> Iterator[Fired]:
    arn = str(given.get("stateMachineArn", ""))
    for machine in application.of(StateMachine):
        if naming.arn(machine.id) != arn or not machine.tasks:
            continue
        function = application.function(machine.tasks[0])
        if function:
            trigger = next((t for t in function.triggers if t.kind == Kind.STEP_FUNCTIONS), None)
            payload = str(given.get("input") or "{}")
            yield Fired(function, trigger, {}, f"an execution of {machine.id}", payload)


def _is(trigger: Trigger, name: str, naming: Naming) -> bool:
    return trigger.source is not None and naming.name(trigger.source) == name


def _named(trigger: Trigger, key: str) -> bool:
    return key.startswith(trigger.prefix) and key.endswith(trigger.suffix)


def _covers(pattern: str, event: str) -> bool:
    return event.startswith(pattern.rstrip("*")) if pattern.endswith("*") else event == pattern


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value] if value else []


def _all(given: dict[str, Any], name: str) -> list[str]:
    return [str(value) for key, value in given.items() if key == name or key.endswith(f".{name}")]


def _matches(pattern: object, source: str, kind: str) -> bool:
    """Whether the parts of a pattern that name source and type hold; the rest is left to the function."""
    if not isinstance(pattern, dict):
        return False
    for key, value in (("source", source), ("detail-type", kind)):
        wanted = pattern.get(key)
        if isinstance(wanted, list) and all(isinstance(w, str) for w in wanted) and value not in wanted:
            return False
    return True


def _json(text: Any) -> object:
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return text
