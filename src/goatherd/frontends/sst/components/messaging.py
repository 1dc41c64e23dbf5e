"""Queues, topics, buses and streams, and what subscribes to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import Record, Value, known_text, node_of
from goatherd.frontends.sst.components.functions import called, consuming
from goatherd.frontends.sst.things import (
    Call,
    Component,
    amount,
    component_of,
    given,
    is_value,
    items,
    name_of,
    prop,
    rec,
)

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.sst.program import SstProgram

_CONSUME = [
    f"sqs:{name}"
    for name in ("ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "GetQueueUrl", "ReceiveMessage")
]
_STREAM = ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")
_KINESIS = (*_STREAM, "DescribeStreamSummary", "ListShards", "SubscribeToShard")


# --- queues ---


def _queue(made: Component) -> None:
    args, span = made.args, made.span
    dead = prop(args, "dlq")
    queue = prop(dead, "queue") if isinstance(dead, Record) else dead
    retry = prop(dead, "retry") if isinstance(dead, Record) else Node.scalar(3, span)
    redrive = {"deadLetterTargetArn": _arn_of(queue, span), "maxReceiveCount": retry if given(retry) else 3}
    settings = {
        "visibilityTimeoutSeconds": amount(prop(args, "visibilityTimeout"), 30),
        "redrivePolicy": redrive if given(dead) else None,
        "fifoQueue": (given(prop(args, "fifo")) and not is_value(prop(args, "fifo"), False)) or None,
    }
    made.main = made.program.add(
        "aws_sqs_queue", made.name, rec(settings, span, args), span, prop(args, "transform", "queue")
    )
    made.nodes["queue"] = made.main
    made.methods.update(subscribe=_subscribe_queue)


def _arn_of(value: Value, span: Span) -> Value:
    component = component_of(value)
    if component is not None and component.program.machine is not None:
        return component.member(component.program.machine, "arn", span)
    return value


def _subscribe_queue(queue: Component, call: Call) -> Value:
    assert queue.main is not None
    return _from_queue(queue.program, queue.name, queue.main.reference(call.span, "Arn"), call)


def _static_queue(program: SstProgram, kind: str, call: Call) -> Value:
    name, call = named(call, "Queue")
    return _from_queue(program, name, node_of(call.get(0)), call.rest(1))


def _from_queue(program: SstProgram, name: str, arn: Node, call: Call) -> Value:
    args, id = call.record(1), f"{name}/Subscriber"
    permissions = consuming(_CONSUME, arn, call.span)
    target = called(program, call.get(0), id, call.span, permissions)
    batch = prop(args, "batch")
    partial = is_value(prop(batch, "partialResponses"), True)
    settings: dict[str, object] = {
        "batchSize": prop(batch, "size") if given(prop(batch, "size")) else 10,
        "functionResponseTypes": ["ReportBatchItemFailures"] if partial else None,
    }
    return mapping(program, id, target, arn, args, settings, call.span)


def mapping(
    program: SstProgram, id: str, target: Node, arn: Node, args: Record, settings: dict[str, object], span: Span
) -> Value:
    """What lets Lambda poll a queue or a stream for a function."""
    filters = items(prop(args, "filters"))
    made = {
        "eventSourceArn": arn,
        "functionName": target,
        "filterCriteria": {"filters": [{"pattern": each} for each in filters]} if filters else None,
        **settings,
    }
    transform = prop(args, "transform", "eventSourceMapping")
    program.add("aws_lambda_event_source_mapping", f"{id}Mapping", rec(made, span), span, transform)
    return Node.opaque("it is a subscriber", span)


# --- topics ---


def _topic(made: Component) -> None:
    args, span = made.args, made.span
    settings = rec({"fifoTopic": prop(args, "fifo")}, span)
    made.main = made.program.add("aws_sns_topic", made.name, settings, span, prop(args, "transform", "topic"))
    made.nodes["topic"] = made.main
    made.methods.update(subscribe=_subscribe_topic, subscribeQueue=_subscribe_topic_queue)


def _subscribe_topic(topic: Component, call: Call) -> Value:
    assert topic.main is not None
    name, call = named(call, "Subscriber")
    return _from_topic(topic.program, f"{topic.name}/{name}", topic.main.reference(call.span), call)


def _static_topic(program: SstProgram, kind: str, call: Call) -> Value:
    name, call = named(call, "Topic")
    return _from_topic(program, f"{name}/Subscriber", node_of(call.get(0)), call.rest(1))


def _from_topic(program: SstProgram, id: str, arn: Node, call: Call) -> Value:
    target = called(program, call.get(0), id, call.span)
    return _subscription(program, id, arn, "lambda", target, call.record(1), call.span)


def _subscribe_topic_queue(topic: Component, call: Call) -> Value:
    assert topic.main is not None
    name, call = named(call, "Queue")
    queue = _arn_of(call.get(0), call.span)
    arn = topic.main.reference(call.span)
    return _subscription(topic.program, f"{topic.name}/{name}", arn, "sqs", queue, call.record(1), call.span)


def _subscription(
    program: SstProgram, id: str, arn: Node, protocol: str, endpoint: Value, args: Record, span: Span
) -> Value:
    settings = {"topic": arn, "protocol": protocol, "endpoint": endpoint, "filterPolicy": prop(args, "filter")}
    transform = prop(args, "transform", "subscription")
    program.add("aws_sns_topic_subscription", f"{id}Subscription", rec(settings, span), span, transform)
    return Node.opaque("it is a subscriber", span)


# --- buses ---


def _bus(made: Component) -> None:
    span = made.span
    transform = prop(made.args, "transform", "bus")
    made.main = made.program.add("aws_cloudwatch_event_bus", made.name, rec({}, span), span, transform)
    made.nodes["bus"] = made.main
    made.members.update(name=made.main.reference(span), arn=made.main.reference(span, "Arn"))
    made.methods.update(subscribe=_subscribe_bus, subscribeQueue=_subscribe_bus_queue)


def _subscribe_bus(bus: Component, call: Call) -> Value:
    name, call = named(call, "Subscriber")
    return _from_bus(bus.program, f"{bus.name}/{name}", bus.node(call.span), call)


def _static_bus(program: SstProgram, kind: str, call: Call) -> Value:
    name, call = named(call, "Bus")
    arn = node_of(call.get(0))
    bus = (arn.text() or "").rpartition(":event-bus/")[2] or "default"
    return _from_bus(program, f"{name}/Subscriber", Node.scalar(bus, arn.span), call.rest(1))


def _from_bus(program: SstProgram, id: str, bus: Node, call: Call) -> Value:
    target = called(program, call.get(0), id, call.span)
    return _rule(program, id, bus, target, call.record(1), call.span)


def _subscribe_bus_queue(bus: Component, call: Call) -> Value:
    name, call = named(call, "Queue")
    queue = _arn_of(call.get(0), call.span)
    return _rule(bus.program, f"{bus.name}/{name}", bus.node(call.span), queue, call.record(1), call.span)


def _rule(program: SstProgram, id: str, bus: Node, target: Value, args: Record, span: Span) -> Value:
    pattern = prop(args, "pattern")
    if isinstance(pattern, Record):
        keys = {"detailType": "detail-type"}
        pattern = rec({keys.get(key, key): value for key, value in pattern.entries.items()}, pattern.span)
    everything = {"source": [{"prefix": ""}]}
    settings = {"eventBusName": bus, "eventPattern": pattern if given(pattern) else everything}
    rule = program.add(
        "aws_cloudwatch_event_rule", f"{id}Rule", rec(settings, span), span, prop(args, "transform", "rule")
    )
    made = rec({"rule": rule.reference(span), "eventBusName": bus, "arn": target}, span)
    program.add("aws_cloudwatch_event_target", f"{id}Target", made, span, prop(args, "transform", "target"))
    return Node.opaque("it is a subscriber", span)


# --- streams ---


def _stream(made: Component) -> None:
    span = made.span
    settings = rec({"encryptionType": "KMS", "kmsKeyId": "alias/aws/kinesis"}, span)
    transform = prop(made.args, "transform", "stream")
    made.main = made.program.add("aws_kinesis_stream", made.name, settings, span, transform)
    made.nodes["stream"] = made.main
    made.methods["subscribe"] = _subscribe_stream


def _subscribe_stream(stream: Component, call: Call) -> Value:
    assert stream.main is not None
    name, call = named(call, "Subscriber")
    return from_stream(
        stream.program, f"{stream.name}/{name}", stream.main.reference(call.span, "Arn"), call, "kinesis"
    )


def _static_stream(program: SstProgram, kind: str, call: Call) -> Value:
    name, call = named(call, "Stream")
    return from_stream(program, f"{name}/Subscriber", node_of(call.get(0)), call.rest(1), "kinesis")


def from_stream(program: SstProgram, id: str, arn: Node, call: Call, service: str) -> Value:
    """A function that reads a stream of Kinesis, or of a table."""
    actions = [f"{service}:{name}" for name in (_KINESIS if service == "kinesis" else _STREAM)]
    target = called(program, call.get(0), id, call.span, consuming(actions, arn, call.span))
    return mapping(program, id, target, arn, call.record(1), {"startingPosition": "LATEST"}, call.span)


# --- names ---


def named(call: Call, otherwise: str) -> tuple[str, Call]:
    """The name that newer versions take first, and the arguments behind it."""
    first, second = call.get(0), call.get(1)
    text = known_text(first)
    plain = text is not None and not text.startswith("arn:") and "/" not in text and "." not in text
    if plain and (given(second) and not (isinstance(second, Record) and not given(prop(second, "handler")))):
        return name_of(first), call.rest(1)
    return otherwise, call


COMPONENTS = {"Queue": _queue, "SnsTopic": _topic, "Bus": _bus, "KinesisStream": _stream}
STATICS = {
    "Queue.subscribe": _static_queue,
    "SnsTopic.subscribe": _static_topic,
    "Bus.subscribe": _static_bus,
    "KinesisStream.subscribe": _static_stream,
}
