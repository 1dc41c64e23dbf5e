"""Which functions an invocation fires by what it wrote: objects, messages, rows, events, executions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.attack.changes import Values, changes
from goatherd.attack.events import Input
from goatherd.core.foreign_json import Unreadable, read_json
from goatherd.model.event_pattern import matches
from goatherd.model.resource import EventBus, StateMachine
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger
    from goatherd.sandbox.invocation import Invocation
    from goatherd.sandbox.naming import Naming

Parameters = dict[str, Any]

_WRITES = {
    "PutObject": "s3:ObjectCreated:Put",
    "CopyObject": "s3:ObjectCreated:Copy",
    "CompleteMultipartUpload": "s3:ObjectCreated:CompleteMultipartUpload",
    "DeleteObject": "s3:ObjectRemoved:Delete",
    "DeleteObjects": "s3:ObjectRemoved:Delete",
}


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
    follow = _BY_SERVICE.get(record["service"])
    if follow:
        yield from follow(record["operation"], record["parameters"], _Wired(application, naming))


@frozen
class _Wired:
    application: Application
    naming: Naming

    def to(self, kind: str, name: str, values: Values, what: str) -> Iterator[Fired]:
        """The functions that a channel of this name fires, by itself or through another."""
        for function, trigger in self.application.triggers():
            if trigger.kind != kind:
                continue
            via = [str(id) for id in _listed(trigger.options.get("via"))]
            if self.named(trigger.source, name):
                # Beside what comes through a topic, a message of the queue's own stands as it is.
                own = {Input("body") if via and each == Input("message") else each: v for each, v in values.items()}
                yield Fired(function, trigger, own, f"{what} {name}")
            elif any(self.named(id, name) for id in via):
                yield Fired(function, trigger, values, f"{what} {name}")

    def named(self, id: str | None, name: str) -> bool:
        return id is not None and self.naming.name(id) == name


def _rows(operation: str, given: Parameters, wired: _Wired) -> Iterator[Fired]:
    for table, values in changes(operation, given):
        yield from wired.to(Kind.DYNAMODB, table.rpartition("/")[2], values, "a row in table")


def _queue(operation: str, given: Parameters, wired: _Wired) -> Iterator[Fired]:
    if operation.startswith("SendMessage"):
        name = str(given.get("QueueUrl", "")).rstrip("/").rpartition("/")[2]
        for entry in _entries(given, "Entries"):
            yield from wired.to(Kind.SQS, name, _message(entry, "MessageBody"), "a message in queue")


def _topic(operation: str, given: Parameters, wired: _Wired) -> Iterator[Fired]:
    if operation.startswith("Publish"):
        name = str(given.get("TopicArn") or given.get("TargetArn", "")).rpartition(":")[2]
        for entry in _entries(given, "PublishBatchRequestEntries"):
            for kind in (Kind.SNS, Kind.SQS):
                yield from wired.to(kind, name, _message(entry, "Message"), "a message on topic")


def _stream(operation: str, given: Parameters, wired: _Wired) -> Iterator[Fired]:
    if operation.startswith("PutRecord"):
        name = str(given.get("StreamName") or given.get("StreamARN", "")).rpartition("/")[2]
        for entry in _entries(given, "Records"):
            yield from wired.to(Kind.KINESIS, name, {Input("record"): _json(entry.get("Data"))}, "a record in stream")


def _objects(operation: str, given: Parameters, wired: _Wired) -> Iterator[Fired]:
    bucket, event = str(given.get("Bucket")), _WRITES.get(operation)
    if event is None:
        return
    for entry in _entries(given, "Delete.Objects"):
        key = str(entry.get("Key"))
        values: Values = {Input("key"): key}
        for function, trigger in wired.application.triggers():
            if trigger.kind != Kind.S3 or not wired.named(trigger.source, bucket):
                continue
            wanted = [str(each) for each in _listed(trigger.options.get("events"))] or ["s3:ObjectCreated:*"]
            if any(_covers(pattern, event) for pattern in wanted) and _named(trigger, key, wired.naming):
                yield Fired(function, trigger, values, f"{operation} in bucket {bucket}")
        if event.startswith("s3:ObjectCreated"):
            yield from wired.to(Kind.SQS, bucket, values, f"{operation} in bucket")


def _message(entry: Parameters, name: str) -> Values:
    values: Values = {Input("message"): str(entry.get(name, ""))}
    if entry.get("Subject"):
        values[Input("subject")] = str(entry["Subject"])
    for each, value in entry.items():
        if each.startswith("MessageAttributes.") and each.endswith(".StringValue"):
            values[Input("attribute", each.removeprefix("MessageAttributes.").removesuffix(".StringValue"))] = value
    return values


def _bus(operation: str, given: Parameters, wired: _Wired) -> Iterator[Fired]:
    for entry in _entries(given, "Entries") if operation == "PutEvents" else ():
        source, kind = str(entry.get("Source", "")), str(entry.get("DetailType", ""))
        bus = str(entry.get("EventBusName", "")).rpartition("/")[2] or "default"
        for function, trigger in wired.application.triggers():
            if trigger.kind != Kind.EVENTBRIDGE or not _on_bus(trigger, bus, wired):
                continue
            if _matches(trigger.options.get("pattern"), source, kind):
                yield Fired(
                    function, trigger, {Input("detail"): _json(entry.get("Detail"))}, f"an event {source} {kind}"
                )


def _on_bus(trigger: Trigger, bus: str, wired: _Wired) -> bool:
    """Whether a rule listens to a bus; of rules of no bus of the template that is not told."""
    own = isinstance(wired.application.resources.get(trigger.source or ""), EventBus)
    return wired.named(trigger.source, bus) if own else True


def _execution(operation: str, given: Parameters, wired: _Wired) -> Iterator[Fired]:
    arn, payload = str(given.get("stateMachineArn", "")), str(given.get("input") or "{}")
    for machine in wired.application.of(StateMachine) if operation in ("StartExecution", "StartSyncExecution") else ():
        function = wired.application.function(machine.tasks[0]) if machine.tasks else None
        if function is None or wired.naming.arn(machine.id) != arn:
            continue
        tasks = [t for t in function.triggers if t.kind == Kind.STEP_FUNCTIONS and t.source == machine.id]
        via = f"an execution of {machine.id}"
        if tasks:
            yield Fired(function, tasks[0], {Input("argument"): _json(payload)}, via)
        else:
            yield Fired(function, None, {}, via, payload)


_BY_SERVICE = {
    "s3": _objects,
    "dynamodb": _rows,
    "sqs": _queue,
    "sns": _topic,
    "kinesis": _stream,
    "events": _bus,
    "stepfunctions": _execution,
}


def _named(trigger: Trigger, key: str, naming: Naming) -> bool:
    return key.startswith(naming.text(trigger.prefix)) and key.endswith(naming.text(trigger.suffix))


def _covers(pattern: str, event: str) -> bool:
    return event.startswith(pattern.rstrip("*")) if pattern.endswith("*") else event == pattern


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value] if value else []


def _entries(given: Parameters, name: str) -> list[Parameters]:
    """The members of a list of this name, each with its own parameters; the whole where there is none."""
    found: dict[str, Parameters] = {}
    for path, value in given.items():
        if path.startswith(f"{name}."):
            number, _, rest = path[len(name) + 1 :].partition(".")
            found.setdefault(number, {})[rest] = value
    return [*found.values()] or [given]


def _matches(pattern: object, source: str, kind: str) -> bool:
    """Whether the parts of a pattern that name source and type hold; the event's shape looks at the rest."""
    if not isinstance(pattern, dict):
        return False
    told = {name: part for name, part in pattern.items() if name in ("source", "detail-type")}
    return matches(told, {"source": source, "detail-type": kind})


def _json(text: Any) -> object:
    try:
        return read_json(text) if isinstance(text, str) else text
    except Unreadable:
        return text
