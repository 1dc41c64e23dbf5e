"""What calls a function that a decorator registers, as the events of a SAM function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.frontends.chalice.app import FunctionOfApp
    from goatherd.frontends.decorations import Decoration

_DEFAULT_S3_EVENTS = ["s3:ObjectCreated:*"]


def events_of(function: FunctionOfApp) -> dict[str, Any]:
    read = _READERS.get(function.kind)
    if read is None:
        return {}
    type, properties = read(function.decoration)
    return {function.decoration.function.name: {"Type": type, "Properties": properties}}


def _s3(decoration: Decoration) -> tuple[str, dict[str, Any]]:
    events = decoration.argument("events", 1)
    rules = [
        {"Name": name, "Value": decoration.argument(name, position)}
        for position, name in ((2, "prefix"), (3, "suffix"))
        if decoration.argument(name, position).text()
    ]
    properties: dict[str, Any] = {
        "Bucket": decoration.argument("bucket", 0),
        "Events": events if events.exists else _DEFAULT_S3_EVENTS,
    }
    if rules:
        properties["Filter"] = {"S3Key": {"Rules": rules}}
    return "S3", properties


def _sns(decoration: Decoration) -> tuple[str, dict[str, Any]]:
    topic = decoration.argument("topic", 0)
    return "SNS", {"Topic": _arn("sns", topic)}


def _sqs(decoration: Decoration) -> tuple[str, dict[str, Any]]:
    queue = decoration.argument("queue", 0)
    queue = _arn("sqs", queue) if queue.exists else decoration.argument("queue_arn")
    return "SQS", {"Queue": queue, "BatchSize": decoration.argument("batch_size", 1)}


def _kinesis(decoration: Decoration) -> tuple[str, dict[str, Any]]:
    stream = decoration.argument("stream", 0)
    return "Kinesis", {
        "Stream": _arn("kinesis", stream, "stream/"),
        "BatchSize": decoration.argument("batch_size", 1),
        "StartingPosition": decoration.argument("starting_position", 2),
    }


def _dynamodb(decoration: Decoration) -> tuple[str, dict[str, Any]]:
    return "DynamoDB", {
        "Stream": decoration.argument("stream_arn", 0),
        "BatchSize": decoration.argument("batch_size", 1),
        "StartingPosition": decoration.argument("starting_position", 2),
    }


def _rule(decoration: Decoration) -> tuple[str, dict[str, Any]]:
    return "CloudWatchEvent", {"Pattern": decoration.argument("event_pattern", 0)}


def _schedule(decoration: Decoration) -> tuple[str, dict[str, Any]]:
    expression = decoration.expression("expression", 0)
    written = decoration.argument("expression", 0)
    if expression is not None and written.kind == "opaque":  # Rate(5, unit=Rate.HOURS), Cron(…)
        written = Node.scalar("schedule", written.span)
    return "Schedule", {"Schedule": written}


def _arn(service: str, name: Node, prefix: str = "") -> Node:
    """The ARN of what is named; a topic may be named by its ARN already."""
    text = name.text()
    if text is None or text.startswith("arn:"):
        return name
    return Node.scalar(f"arn:aws:{service}:${{AWS-Region}}:${{AWS-AccountId}}:{prefix}{text}", name.span)


_READERS = {
    "on_s3_event": _s3,
    "on_sns_message": _sns,
    "on_sqs_message": _sqs,
    "on_kinesis_record": _kinesis,
    "on_dynamodb_record": _dynamodb,
    "on_cw_event": _rule,
    "schedule": _schedule,
}
