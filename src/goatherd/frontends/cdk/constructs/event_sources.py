"""What feeds functions: queues, streams, topics, buckets (`addEventSource`, `EventSourceMapping`)."""

from __future__ import annotations

from goatherd.frontends.cdk.constructs import permissions, statements
from goatherd.frontends.cdk.constructs.notifications import bucket_notification, topic_subscription
from goatherd.frontends.cdk.constructs.rest_resources import add_method, resource_at
from goatherd.frontends.cdk.constructs.vocabulary import (
    Array,
    Construct,
    Kind,
    Node,
    Record,
    Resource,
    Span,
    Thing,
    Value,
    construct_of,
    given,
    is_true,
    items,
    member_name,
    node_of,
    prop,
    record,
    scalar,
    thing_of,
)

_CONSUME = ["sqs:ReceiveMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueUrl", "sqs:DeleteMessage"]
_READ_STREAM = ["kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"]
_READ_TABLE = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]


def add_event_source(function: Construct, source: Value, span: Span) -> None:
    """Wire a function to what feeds it: a mapping, a notification, a subscription or a route."""
    thing = thing_of(source)
    if thing is None:
        return
    channel = thing.argument(0, "queue")
    name = thing.kind.rpartition(".")[2]
    if name == "SqsEventSource":
        _polled(function, thing, "sqs", _CONSUME, "Arn", span)
    elif name == "DynamoEventSource":
        _polled(function, thing, "dynamodb", _READ_TABLE, "StreamArn", span)
    elif name.startswith("Kinesis"):
        _polled(function, thing, "kinesis", _READ_STREAM, "Arn", span)
    elif name.startswith("S3EventSource"):
        for event in items(prop(thing.props, "events")):
            for rule in items(prop(thing.props, "filters")) or [Record({}, {}, span)]:
                bucket_notification(construct_of(_source(thing)), function, event, rule, span)
    elif name == "SnsEventSource":
        topic_subscription(construct_of(_source(thing)), function, "lambda", thing.props, span)
    elif name == "ApiEventSource":
        _api(function, thing, span)
    elif given(channel):
        _kafka(function, thing, span)


def _source(thing: Thing) -> Value:
    for name in ("queue", "table", "stream", "bucket", "topic"):
        if name in thing.arguments.keywords:
            return thing.arguments.keywords[name]
    return thing.argument(0)


def _polled(function: Construct, thing: Thing, service: str, actions: list[str], attribute: str, span: Span) -> None:
    channel = construct_of(_source(thing))
    if channel is None:
        arn: Node = Node.opaque("the source is not known", span)
    elif channel.main is not None:
        arn = channel.main.reference(span, attribute)
    else:
        arn = channel.arn(span)
    source = arn
    if channel is None or (channel.main is None and service not in (arn.text() or "")):
        # nothing but the construct says what it is
        source = Node.opaque(f"the source of {service} is declared elsewhere", span)
    mapping = _mapping(function, thing.kind.rpartition(".")[2], source, span)
    settings(mapping, thing.props)
    permissions.allow(function, statements.simple_statement(actions, [arn], span), span)


def _mapping(function: Construct, name: str, arn: Node, span: Span) -> Resource:
    mapping = function.add("AWS::Lambda::EventSourceMapping", span, name)
    mapping.set("FunctionName", function.ref(span))
    mapping.set("EventSourceArn", arn)
    return mapping


def settings(mapping: Resource, props: Record) -> None:
    """Batches, filters and limits of a mapping."""
    span = mapping.span
    mapping.set("BatchSize", node_of(prop(props, "batchSize")))
    mapping.set("MaximumRetryAttempts", node_of(prop(props, "retryAttempts")))
    position = prop(props, "startingPosition")
    if given(position):
        mapping.set("StartingPosition", scalar(member_name(position), position.span))
    if is_true(prop(props, "reportBatchItemFailures")):
        mapping.set("FunctionResponseTypes", Array([scalar("ReportBatchItemFailures", span)], span))
    filters = items(prop(props, "filters"))
    if filters:
        patterns: list[Value] = [record({"Pattern": _pattern(entry)}, entry.span) for entry in filters]
        mapping.set("FilterCriteria", record({"Filters": Array(patterns, span)}, span))
    failure = thing_of(prop(props, "onFailure"))
    target = construct_of(failure.argument(0)) if failure is not None else None
    if target is not None:
        destination = record({"Destination": target.arn(span)}, span)
        mapping.set("DestinationConfig", record({"OnFailure": destination}, span))


def _pattern(entry: Value) -> Value:
    """`FilterCriteria.filter({…})`."""
    thing = thing_of(entry)
    if thing is not None:
        return thing.argument(0) if thing.arguments.args else thing.props
    return prop(entry, "pattern") if isinstance(entry, Record) else entry


def _kafka(function: Construct, thing: Thing, span: Span) -> None:
    mapping = _mapping(function, "KafkaEventSource", node_of(prop(thing.props, "clusterArn")), span)
    settings(mapping, thing.props)
    topic = prop(thing.props, "topic")
    if given(topic):
        mapping.set("Topics", Array([topic], span))


def _api(function: Construct, thing: Thing, span: Span) -> None:
    """A REST API with one method: `new ApiEventSource("GET", "/path")`."""
    api = function.child("apigateway.RestApi", "ApiEventSource", {}, span)
    place = resource_at(api, str(node_of(thing.argument(1, "path")).value or "/"), span)
    if place is not None:
        add_method(place, member_name(thing.argument(0, "method")), function, thing.props, span)


def _event_source_mapping(construct: Construct) -> None:
    props, span = construct.props, construct.span
    construct.main = mapping = construct.add("AWS::Lambda::EventSourceMapping", span)
    function = construct_of(prop(props, "target"))
    if function is not None:
        mapping.set("FunctionName", function.ref(span))
    mapping.set("EventSourceArn", node_of(prop(props, "eventSourceArn")))
    topic = prop(props, "kafkaTopic")
    if given(topic):
        mapping.set("Topics", Array([topic], span))
    settings(mapping, props)


KINDS: dict[str, Kind] = {"lambda.EventSourceMapping": Kind(build=_event_source_mapping)}
