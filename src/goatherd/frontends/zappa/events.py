"""`events`, `cognito` and `authorizer`: functions inside Zappa's one function that events call by themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.frontends.zappa.settings import Stage

_TYPES = {
    # service of the ARN: (SAM's event type, its property)
    "sqs": ("SQS", "Queue"),
    "dynamodb": ("DynamoDB", "Stream"),
    "kinesis": ("Kinesis", "Stream"),
    "sns": ("SNS", "Topic"),
}


def events_of(stage: Stage) -> Iterator[tuple[str, Node, dict[str, Any]]]:
    """(id, handler, events) of each."""
    authorizer = stage.get("authorizer", "function")
    if authorizer.text():
        yield "Authorizer", authorizer, {}
    for entry in stage.get("events").list():
        handler = entry.get("function")
        if handler.text():
            yield _id(handler), handler, dict(_events(entry))


def _id(handler: Node) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "-", handler.text() or "")


def _events(entry: Node) -> Iterator[tuple[str, dict[str, Any]]]:
    expressions = [*entry.get("expression").list(), *entry.get("expressions").list()]
    for number, expression in enumerate(expressions):
        yield f"Schedule{number}", {"Type": "Schedule", "Properties": {"Schedule": expression}}
    source = entry.get("event_source")
    arn = source.get("arn")
    service = (arn.text() or "").split(":")[2:3]
    if service == ["s3"]:
        yield "Source", {"Type": "S3", "Properties": _bucket(source)}
    elif service and service[0] in _TYPES:
        type, key = _TYPES[service[0]]
        properties = {
            key: arn,
            "BatchSize": source.get("batch_size"),
            "StartingPosition": source.get("starting_position"),
        }
        yield "Source", {"Type": type, "Properties": properties}
    pattern = entry.get("event_pattern")
    if pattern.exists:
        yield "Rule", {"Type": "CloudWatchEvent", "Properties": {"Pattern": pattern}}


def _bucket(source: Node) -> dict[str, Any]:
    arn = source.get("arn")
    rules = source.get("key_filters")
    properties: dict[str, Any] = {
        "Bucket": Node.scalar((arn.text() or "").rpartition(":")[2], arn.span),
        "Events": source.get("events"),
    }
    if rules.list():
        named = [{"Name": rule.get("type"), "Value": rule.get("value")} for rule in rules.list()]
        properties["Filter"] = {"S3Key": {"Rules": named}}
    return properties
