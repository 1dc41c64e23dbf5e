"""Event sources that Lambda polls: `sqs`, `stream` (DynamoDB and Kinesis), `msk`, `kafka`, `activemq`, `rabbitmq`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.build import build, first
from goatherd.frontends.node import Node
from goatherd.frontends.serverless.naming import alphanumeric

if TYPE_CHECKING:
    from goatherd.frontends.serverless.service import Event, Service

_QUEUE = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
_TABLE = ("dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream", "dynamodb:ListStreams")
_KINESIS = (
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:DescribeStreamSummary",
    "kinesis:ListShards",
)
_CLUSTER = ("kafka:DescribeCluster", "kafka:DescribeClusterV2", "kafka:GetBootstrapBrokers")
_BROKER = ("mq:DescribeBroker",)


def compile_queue(service: Service, event: Event) -> None:
    source = _arn(event)
    _map(service, event, "SQS", source, {})
    service.grant(event.function, _QUEUE, source, event.span)


def compile_stream(service: Service, event: Event) -> None:
    source = _arn(event)
    table = _is_table(service, event, source)
    start = event.value.get("startingPosition") if event.value.is_mapping else Node.absent(event.span)
    destination = event.value.get("destinations", "onFailure") if event.value.is_mapping else Node.absent(event.span)
    extra = {
        "StartingPosition": start if start.exists else "TRIM_HORIZON",
        "MaximumRetryAttempts": event.value.get("maximumRetryAttempts") if event.value.is_mapping else None,
        "DestinationConfig": _failures(destination),
    }
    _map(service, event, "Dynamodb" if table else "Kinesis", source, extra)
    service.grant(event.function, _TABLE if table else _KINESIS, source, event.span)


def _failures(destination: Node) -> object:
    if not destination.exists:
        return None
    arn = destination.get("arn") if destination.get("arn").exists else destination
    return {"OnFailure": {"Destination": arn}}


def compile_kafka(service: Service, event: Event) -> None:
    value = event.value
    extra: dict[str, object] = {
        "Topics": list(value.get("topic").list()),
        "StartingPosition": value.get("startingPosition") if value.get("startingPosition").exists else "TRIM_HORIZON",
    }
    servers = value.get("bootstrapServers")
    if servers.exists:
        extra["SelfManagedEventSource"] = {"Endpoints": {"KafkaBootstrapServers": servers}}
        _map(service, event, "Kafka", Node.absent(event.span), extra)
        return
    _map(service, event, "Msk", value.get("arn"), extra)
    service.grant(event.function, _CLUSTER, value.get("arn"), event.span)


def compile_broker(service: Service, event: Event) -> None:
    value = event.value
    kind = "ActiveMQ" if event.kind == "activemq" else "RabbitMQ"
    _map(service, event, kind, value.get("arn"), {"Queues": list(value.get("queue").list())})
    service.grant(event.function, _BROKER, value.get("arn"), event.span)


def _arn(event: Event) -> Node:
    arn = event.value.get("arn")
    return arn if event.value.is_mapping and arn.exists else event.value


def _is_table(service: Service, event: Event, source: Node) -> bool:
    kind = event.value.get("type").text() if event.value.is_mapping else None
    if kind:
        return kind == "dynamodb"
    text = source.text() or " ".join(word for node in source.entries.values() for word in node.texts())
    return ":dynamodb:" in text or "StreamArn" in text


def _name(source: Node) -> str:
    """What the Framework calls an event source in ids: `extensions` of the service call it so too."""
    joined = source.get("Fn::Join", 1, -1)
    if joined.exists:
        return (joined.text() or "").rpartition("/")[2]
    text = source.text()
    if text is None:  # the resource that a function of CloudFormation gets the ARN of
        word = next((word for node in source.entries.values() for word in node.texts()), "")
        return word.partition(".")[0] if "Fn::GetAtt" in source.entries else word
    return text.split("/")[1] if "/" in text else text.rpartition(":")[2]


def _map(service: Service, event: Event, kind: str, source: Node, extra: dict[str, object]) -> None:
    value = event.value if event.value.is_mapping else build({}, event.span)
    filters = value.get("filterPatterns")
    properties: dict[str, object] = {
        "EventSourceArn": source,
        "FunctionName": event.function.arn,
        "BatchSize": value.get("batchSize"),
        "Enabled": first(value.get("enabled"), build(True, event.span)),
        "FunctionResponseTypes": first(value.get("functionResponseType"), value.get("functionResponseTypes")),
        "FilterCriteria": {"Filters": [{"Pattern": f} for f in filters.list()]} if filters.exists else None,
        **extra,
    }
    id = f"{event.function.prefix}EventSourceMapping{kind}{alphanumeric(_name(source)) or event.index}"
    service.template.add(id, "AWS::Lambda::EventSourceMapping", properties, event.span)
