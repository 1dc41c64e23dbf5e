"""What calls a function that a decorator registers, as the events of a SAM function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.frontends.chalice.app import FunctionOfApp
    from goatherd.frontends.registrations import Registration

_DEFAULT_S3_EVENTS = ["s3:ObjectCreated:*"]


def events_of(function: FunctionOfApp) -> dict[str, Any]:
    read = _READERS.get(function.kind)
    if read is None:
        return {}
    type, properties = read(function.decorator)
    return {function.handler.rpartition(".")[2]: {"Type": type, "Properties": properties}}


def _s3(decorator: Registration) -> tuple[str, dict[str, Any]]:
    events = decorator.argument("events", 1)
    rules = [
        {"Name": name, "Value": decorator.argument(name, position)}
        for position, name in ((2, "prefix"), (3, "suffix"))
        if decorator.argument(name, position).text()
    ]
    properties: dict[str, Any] = {
        "Bucket": decorator.argument("bucket", 0),
        "Events": events if events.exists else _DEFAULT_S3_EVENTS,
    }
    if rules:
        properties["Filter"] = {"S3Key": {"Rules": rules}}
    return "S3", properties


def _sns(decorator: Registration) -> tuple[str, dict[str, Any]]:
    topic = decorator.argument("topic", 0)
    return "SNS", {"Topic": _arn("sns", topic)}


def _sqs(decorator: Registration) -> tuple[str, dict[str, Any]]:
    queue = decorator.argument("queue", 0)
    queue = _arn("sqs", queue) if queue.exists else decorator.argument("queue_arn")
    return "SQS", {"Queue": queue, "BatchSize": decorator.argument("batch_size", 1)}


def _kinesis(decorator: Registration) -> tuple[str, dict[str, Any]]:
    stream = decorator.argument("stream", 0)
    return "Kinesis", {
        "Stream": _arn("kinesis", stream, "stream/"),
        "BatchSize": decorator.argument("batch_size", 1),
        "StartingPosition": decorator.argument("starting_position", 2),
    }


def _dynamodb(decorator: Registration) -> tuple[str, dict[str, Any]]:
    return "DynamoDB", {
        "Stream": decorator.argument("stream_arn", 0),
        "BatchSize": decorator.argument("batch_size", 1),
        "StartingPosition": decorator.argument("starting_position", 2),
    }


def _rule(decorator: Registration) -> tuple[str, dict[str, Any]]:
    return "CloudWatchEvent", {"Pattern": decorator.argument("event_pattern", 0)}


def _schedule(decorator: Registration) -> tuple[str, dict[str, Any]]:
    written = decorator.argument("expression", 0)
    if written.kind == "opaque":  # Rate(5, unit=Rate.HOURS), Cron(…)
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
