"""Event sources that Lambda polls: queues, streams, brokers (`AWS::Lambda::EventSourceMapping` and its SAM events)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import is_false
from goatherd.frontends.aws.triggers.common import account, number, pattern_of, sam_events
from goatherd.frontends.aws.triggers.elsewhere import called
from goatherd.model.trigger import Kind, Trigger

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.aws.exposure import Reach
    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.frontends.node import Node
    from goatherd.model.function import Function

SAM_EVENTS = {
    # SAM event type: (kind, property that names the source)
    "SQS": (Kind.SQS, "Queue"),
    "DynamoDB": (Kind.DYNAMODB, "Stream"),
    "Kinesis": (Kind.KINESIS, "Stream"),
    "MSK": (Kind.KAFKA, "Stream"),
    "SelfManagedKafka": (Kind.KAFKA, ""),
    "MQ": (Kind.MQ, "Broker"),
    "DocumentDB": (Kind.DOCUMENTDB, "Cluster"),
}

_KIND_OF_TYPE = {
    "AWS::SQS::Queue": Kind.SQS,
    "AWS::DynamoDB::Table": Kind.DYNAMODB,
    "AWS::DynamoDB::GlobalTable": Kind.DYNAMODB,
    "AWS::Serverless::SimpleTable": Kind.DYNAMODB,
    "AWS::Kinesis::Stream": Kind.KINESIS,
    "AWS::Kinesis::StreamConsumer": Kind.KINESIS,
    "AWS::MSK::Cluster": Kind.KAFKA,
    "AWS::MSK::ServerlessCluster": Kind.KAFKA,
    "AWS::AmazonMQ::Broker": Kind.MQ,
    "AWS::DocDB::DBCluster": Kind.DOCUMENTDB,
}

# what an ARN, an attribute or a parameter's name says when the source is declared elsewhere
_WORDS = (
    ("sqs", Kind.SQS),
    ("queue", Kind.SQS),
    ("dynamodb", Kind.DYNAMODB),
    ("kinesis", Kind.KINESIS),
    ("kafka", Kind.KAFKA),
    ("msk", Kind.KAFKA),
    (":mq:", Kind.MQ),
    ("broker", Kind.MQ),
    ("table", Kind.DYNAMODB),
)

_WHO = {
    Kind.SQS: "principals of the account that may send to the queue",
    Kind.DYNAMODB: "whoever writes to the table",
    Kind.KINESIS: "principals of the account that may put records into the stream",
    Kind.KAFKA: "clients of the Kafka cluster",
    Kind.MQ: "clients of the message broker",
    Kind.DOCUMENTDB: "whoever writes to the database",
}


def read(wiring: Wiring) -> None:
    for event in sam_events(wiring, *SAM_EVENTS):
        kind, key = SAM_EVENTS[event.type]
        properties = event.properties
        source = properties.get(key) if key else properties.get("KafkaBootstrapServers")
        _add(wiring, event.function, kind, source, properties, event.span)
    for declared in wiring.of("AWS::Lambda::EventSourceMapping"):
        function = wiring.function(declared.properties.get("FunctionName"))
        if function is not None:
            source = declared.properties.get("EventSourceArn")
            kind = _kind(wiring, declared.properties)
            _add(wiring, function, kind, source, declared.properties, declared.span)


def _kind(wiring: Wiring, properties: Node) -> str:
    if properties.get("SelfManagedEventSource").exists or properties.get("AmazonManagedKafkaEventSourceConfig").exists:
        return Kind.KAFKA
    if properties.get("DocumentDBEventSourceConfig").exists:
        return Kind.DOCUMENTDB
    source = properties.get("EventSourceArn")
    declared = wiring.resource(source)
    if declared is not None and declared.type in _KIND_OF_TYPE:
        return _KIND_OF_TYPE[declared.type]
    if properties.get("Queues").exists:
        return Kind.MQ
    if properties.get("Topics").exists:
        return Kind.KAFKA
    text = f"{source.text() or ''} {source.why}".lower()
    named = next((kind for word, kind in _WORDS if word in text), None)
    if named is not None:
        return named
    return Kind.KINESIS if properties.get("StartingPosition").exists else Kind.SQS


def _add(wiring: Wiring, function: Function, kind: str, source: Node, properties: Node, span: Span) -> None:
    declared = _behind(wiring, wiring.resource(source))
    options: dict[str, object] = {}
    if properties.get("FunctionResponseTypes").exists:
        options["partial_batch"] = True
    filters = [pattern_of(each.get("Pattern")) for each in properties.get("FilterCriteria", "Filters").list()]
    if filters:
        options["filters"] = filters
    if is_false(properties.get("Enabled").as_bool(True)):
        options["disabled"] = True
    via = wiring.reaches.sources(declared.id) if declared else ()
    if via:
        options["via"] = via
    topics = properties.get("Topics").texts() + properties.get("Queues").texts()
    if topics:
        options["topics"] = topics
    reach = _reach(wiring, kind, declared)
    failure, retries = _failure(wiring, kind, declared, properties)
    wiring.add(
        function,
        Trigger(
            kind,
            reach.exposure,
            span,
            detail=declared.id if declared else ", ".join(topics) or called(source),
            why=reach.why,
            source=declared.id if declared else None,
            filtered=properties.get("FilterCriteria").exists,
            batch_size=number(properties.get("BatchSize")),
            has_failure_destination=failure,
            max_retries=retries,
            retries_at=written.span if (written := properties.get("MaximumRetryAttempts")).exists else None,
            options=options,
        ),
    )


def _behind(wiring: Wiring, declared: Declared | None) -> Declared | None:
    if declared is not None and declared.type == "AWS::Kinesis::StreamConsumer":
        return wiring.resource(declared.properties.get("StreamARN")) or declared
    return declared


def _reach(wiring: Wiring, kind: str, declared: Declared | None) -> Reach:
    return wiring.reaches.of(declared.id if declared else None, account(_WHO[kind]))


def _failure(wiring: Wiring, kind: str, declared: Declared | None, properties: Node) -> tuple[bool | None, int | None]:
    if kind != Kind.SQS:
        destination = properties.get("DestinationConfig", "OnFailure").exists
        return destination, number(properties.get("MaximumRetryAttempts"))
    if declared is None:
        return None, None
    redrive = declared.properties.get("RedrivePolicy")
    return redrive.exists, number(redrive.get("maxReceiveCount"))
