"""SST 2: queues, topics, buses, streams, tables, buckets, clocks, user pools, and what only deploys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.cdk.constructs import events, permissions, statements
from goatherd.frontends.cdk.constructs.notifications import bucket_notification, topic_subscription
from goatherd.frontends.cdk.constructs.sst_functions import SHARED, called, merged, named
from goatherd.frontends.cdk.constructs.vocabulary import (
    Array,
    Call,
    Construct,
    Kind,
    Node,
    Record,
    Span,
    Value,
    construct_of,
    given,
    items,
    known_text,
    record,
    scalar,
    sequence,
    text_of,
    upper_first,
)
from goatherd.frontends.sst.things import prop

if TYPE_CHECKING:
    from goatherd.frontends.cdk.kinds import Method

_CONSUME = ["sqs:ReceiveMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueUrl", "sqs:DeleteMessage"]
_READ = ("DescribeStream", "GetRecords", "GetShardIterator", "ListShards")
_CREATED = "s3:ObjectCreated:*"
_REMOVED = "s3:ObjectRemoved:*"
_LETTERS = {"string": "S", "number": "N", "binary": "B"}
_METHODS = ["GET", "PUT", "HEAD", "POST", "DELETE"]


def _own_defaults(construct: Construct) -> Value:
    return prop(construct.props, "defaults", "function")


# --- queues and streams ---


def _queue(construct: Construct) -> None:
    construct.main = construct.add("AWS::SQS::Queue", construct.span)
    construct.memory["queueUrl"] = construct.ref(construct.span)
    if given(prop(construct.props, "consumer")):
        _consume(construct, "Consumer", prop(construct.props, "consumer"), "sqs", "Arn")


def _add_consumer(queue: Construct, call: Call) -> Value:
    _consume(queue, "Consumer", call.get(1), "sqs", "Arn")
    return Node.absent(call.span)


def _consume(source: Construct, name: str, definition: Value, service: str, attribute: str) -> None:
    span = definition.span
    function = called(source, definition, name, span, _own_defaults(source))
    if function is None or source.main is None:
        return
    arn = source.main.reference(span, attribute)
    mapping = function.add("AWS::Lambda::EventSourceMapping", span, f"{name}Mapping")
    mapping.set("FunctionName", function.ref(span))
    mapping.set("EventSourceArn", arn)
    actions = _CONSUME if service == "sqs" else [f"{service}:{action}" for action in _READ]
    permissions.allow(function, statements.simple_statement(actions, [arn], span), span)


def _stream(construct: Construct) -> None:
    span = construct.span
    construct.main = construct.add("AWS::Kinesis::Stream", span)
    construct.main.set("StreamEncryption", record({"EncryptionType": scalar("KMS", span)}, span))
    for name, definition in named(prop(construct.props, "consumers")):
        _consume(construct, name, definition, "kinesis", "Arn")


def _consumers(service: str, attribute: str) -> Method:
    def add(source: Construct, call: Call) -> Value:
        for name, definition in named(call.get(1)):
            _consume(source, name, definition, service, attribute)
        return Node.absent(call.span)

    return add


# --- tables ---


def _table(construct: Construct) -> None:
    span, props = construct.span, construct.props
    construct.main = table = construct.add("AWS::DynamoDB::Table", span)
    fields = prop(props, "fields")
    definitions: list[Value] = [
        record(
            {"AttributeName": scalar(name, span), "AttributeType": scalar(_LETTERS.get(text_of(type), "S"), span)}, span
        )
        for name, type in (fields.entries.items() if isinstance(fields, Record) else ())
    ]
    table.set("AttributeDefinitions", Array(definitions, span))
    table.set("KeySchema", _keys(prop(props, "primaryIndex"), span))
    for name, index in named(prop(props, "globalIndexes")):
        made = record({"IndexName": scalar(name, span), "KeySchema": _keys(index, span)}, span)
        table.list("GlobalSecondaryIndexes").items.append(made)
    recovery = record({"PointInTimeRecoveryEnabled": scalar(True, span)}, span)
    table.set("PointInTimeRecoverySpecification", recovery)
    stream = prop(props, "stream")
    if given(stream):
        view = scalar((known_text(stream) or "NEW_AND_OLD_IMAGES").upper(), stream.span)
        table.set("StreamSpecification", record({"StreamViewType": view}, stream.span))
    construct.memory["tableName"] = construct.ref(span)
    for name, definition in named(prop(props, "consumers")):
        _consume(construct, name, definition, "dynamodb", "StreamArn")


def _attribute(name: str, letter: str, span: Span) -> Record:
    return record({"AttributeName": scalar(name, span), "AttributeType": scalar(letter, span)}, span)


def _keys(index: Value, span: Span) -> Array:
    keys: list[Value] = []
    for key, kind in (("partitionKey", "HASH"), ("sortKey", "RANGE")):
        name = prop(index, key) if isinstance(index, Record) else Node.absent(span)
        if given(name):
            keys.append(record({"AttributeName": name, "KeyType": scalar(kind, span)}, span))
    return Array(keys, span)


# --- topics, buses, clocks ---


def _topic(construct: Construct) -> None:
    construct.main = construct.add("AWS::SNS::Topic", construct.span)
    construct.memory["topicArn"] = construct.ref(construct.span)
    _subscribers(construct, prop(construct.props, "subscribers"))


def _add_subscribers(topic: Construct, call: Call) -> Value:
    _subscribers(topic, call.get(1))
    return Node.absent(call.span)


def _subscribers(topic: Construct, written: Value) -> None:
    for name, definition in named(written):
        span = definition.span
        queue = _queue_of(definition)
        target = queue or called(topic, definition, name, span, _own_defaults(topic))
        topic_subscription(topic, target, "sqs" if queue is not None else "lambda", Record({}, {}, span), span)


def _queue_of(definition: Value) -> Construct | None:
    written = prop(definition, "queue") if isinstance(definition, Record) else definition
    found = construct_of(written)
    return found if found is not None and found.kind in ("sst.Queue", "sqs.Queue") else None


def _bus(construct: Construct) -> None:
    construct.main = construct.add("AWS::Events::EventBus", construct.span)
    construct.memory["eventBusName"] = construct.ref(construct.span)
    _rules(construct, prop(construct.props, "rules"))


def _add_rules(bus: Construct, call: Call) -> Value:
    _rules(bus, call.get(1))
    return Node.absent(call.span)


def _rules(bus: Construct, written: Value) -> None:
    for name, rule in named(written):
        span = rule.span
        made = bus.add("AWS::Events::Rule", span, name)
        made.set("EventBusName", bus.ref(span))
        made.set("EventPattern", events.pattern_of(prop(rule, "pattern")))
        bus.memory[f"*rule {name}"] = Node.scalar(made.id, span)
        _targets(bus, made.list("Targets"), name, prop(rule, "targets"))


def _targets(bus: Construct, targets: Array, rule: str, written: Value) -> None:
    for name, definition in named(written):
        span = definition.span
        target = _queue_of(definition) or called(bus, definition, f"{rule}-{name}", span, _own_defaults(bus))
        if target is not None:
            targets.items.append(record({"Arn": target.arn(span)}, span))


def _add_targets(bus: Construct, call: Call) -> Value:
    """`bus.addTargets(stack, "rule", {…})`."""
    held = bus.memory.get(f"*rule {text_of(call.get(1))}")
    rule = bus.unit.resources.get(text_of(held)) if held is not None and bus.unit is not None else None
    if rule is not None:
        _targets(bus, rule.list("Targets"), text_of(call.get(1)), call.get(2))
    return Node.absent(call.span)


def _cron(construct: Construct) -> None:
    span, props = construct.span, construct.props
    construct.main = rule = construct.add("AWS::Events::Rule", span)
    when = prop(props, "schedule")
    rule.set("ScheduleExpression", events.schedule(when) if given(when) else Node.opaque("it is not known", span))
    function = called(construct, prop(props, "job"), "Job", span)
    if function is not None:
        rule.list("Targets").items.append(record({"Arn": function.arn(span)}, span))


# --- buckets ---


def _bucket(construct: Construct) -> None:
    span, props = construct.span, construct.props
    construct.main = bucket = construct.add("AWS::S3::Bucket", span)
    bucket.set("BucketName", prop(props, "name"))
    cors = prop(props, "cors")
    if not (isinstance(cors, Node) and cors.value is False):
        rules = cors.items if isinstance(cors, Array) else [Record({}, {}, cors.span if given(cors) else span)]
        bucket.mapping("CorsConfiguration").entries["CorsRules"] = Array([_cors(rule) for rule in rules], span)
    blocked = prop(props, "blockPublicACLs")
    if isinstance(blocked, Node) and blocked.value is True:
        flags = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
        bucket.set("PublicAccessBlockConfiguration", record({flag: scalar(True, span) for flag in flags}, span))
    construct.memory["bucketName"] = construct.ref(span)
    _notifications(construct, prop(props, "notifications"))


def _cors(rule: Value) -> Record:
    made: dict[str, Value] = {}
    for key, everything in (("allowedOrigins", ["*"]), ("allowedMethods", _METHODS), ("allowedHeaders", ["*"])):
        written = prop(rule, key)
        made[upper_first(key)] = written if given(written) else sequence(everything, rule.span)
    return record(made, rule.span)


def _add_notifications(bucket: Construct, call: Call) -> Value:
    _notifications(bucket, call.get(1))
    return Node.absent(call.span)


def _notifications(bucket: Construct, written: Value) -> None:
    for name, definition in named(written):
        span = definition.span
        target = _queue_of(definition) or called(bucket, definition, name, span, _own_defaults(bucket))
        wanted = items(prop(definition, "events")) if isinstance(definition, Record) else []
        for event in wanted or [scalar(_CREATED, span), scalar(_REMOVED, span)]:
            name_of_event = f"s3:{_event(text_of(event))}" if "_" in text_of(event) else text_of(event)
            filters = prop(definition, "filters") if isinstance(definition, Record) else Node.absent(span)
            merged_filters = merged(
                *(each for each in items(filters) if isinstance(each, Record)), Record({}, {}, span)
            )
            bucket_notification(bucket, target, scalar(name_of_event, span), merged_filters, span)


def _event(name: str) -> str:
    """`object_created_put` -> ObjectCreated:Put."""
    first, second, *rest = name.split("_")
    return f"{first.capitalize()}{second.capitalize()}:{''.join(map(str.capitalize, rest)) or '*'}"


KINDS: dict[str, Kind] = {
    "sst.Queue": Kind(build=_queue, methods={"addConsumer": _add_consumer, **SHARED}),
    "sst.KinesisStream": Kind(build=_stream, methods={"addConsumers": _consumers("kinesis", "Arn"), **SHARED}),
    "sst.Table": Kind(build=_table, methods={"addConsumers": _consumers("dynamodb", "StreamArn"), **SHARED}),
    "sst.Topic": Kind(build=_topic, methods={"addSubscribers": _add_subscribers, **SHARED}),
    "sst.EventBus": Kind(build=_bus, methods={"addRules": _add_rules, "addTargets": _add_targets, **SHARED}),
    "sst.Cron": Kind(build=_cron, methods=dict(SHARED)),
    "sst.Bucket": Kind(build=_bucket, methods={"addNotifications": _add_notifications, **SHARED}),
}
