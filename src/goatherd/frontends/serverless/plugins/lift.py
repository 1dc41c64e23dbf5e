"""serverless-lift: queues with a worker, buckets, tables and webhooks as `constructs`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.build import build, get_att, ref
from goatherd.frontends.serverless.service import FunctionSection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.frontends.node import Node
    from goatherd.frontends.serverless.service import Service

# what lift lets all functions of the service do
_QUEUE = ("sqs:SendMessage",)
_BUCKET = ("s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:ListBucket")
_TABLE = (
    "dynamodb:GetItem",
    "dynamodb:BatchGetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:BatchWriteItem",
    "dynamodb:PutItem",
    "dynamodb:DeleteItem",
    "dynamodb:UpdateItem",
)
_ATTRIBUTES = {
    "queueUrl": ("Queue", ""),
    "queueArn": ("Queue", "Arn"),
    "dlqUrl": ("Dlq", ""),
    "bucketName": ("Bucket", ""),
    "bucketArn": ("Bucket", "Arn"),
    "tableName": ("Table", ""),
    "tableStreamArn": ("Table", "StreamArn"),
}


def attribute(address: str, span: Span) -> Node | None:
    """What `${construct:jobs.queueUrl}` means."""
    name, _, what = address.partition(".")
    if what not in _ATTRIBUTES:
        return None
    suffix, attribute = _ATTRIBUTES[what]
    return build(get_att(name + suffix, attribute) if attribute else ref(name + suffix), span)


def _constructs(service: Service, *types: str) -> Iterator[tuple[str, Node, Span]]:
    constructs = service.root.get("constructs")
    for name, node in constructs.items():
        if node.get("type").text() in types:
            yield name, node, constructs.key_span(name)


def declare_functions(service: Service) -> None:
    for name, node, _ in _constructs(service, "queue"):
        worker = node.get("worker")
        if worker.is_mapping:
            span = node.key_span("worker")
            service.functions[f"{name}Worker"] = FunctionSection(f"{name}Worker", worker, span)


def compile_constructs(service: Service) -> None:
    for name, node, span in _constructs(service, "queue"):
        _queue(service, name, node, span)
    for name, _, span in _constructs(service, "storage"):
        id = service.template.add(f"{name}Bucket", "AWS::S3::Bucket", {}, span)
        objects = {"Fn::Join": ["", [get_att(id), "/*"]]}
        _let_all(service, _BUCKET, [get_att(id), objects], span)
    for name, _, span in _constructs(service, "database/dynamodb-single-table"):
        properties: dict[str, object] = {
            "KeySchema": [{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
            "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"},
        }
        id = service.template.add(f"{name}Table", "AWS::DynamoDB::Table", properties, span)
        _let_all(service, _TABLE, get_att(id), span)


def _queue(service: Service, name: str, node: Node, span: Span) -> None:
    dead = service.template.add(f"{name}Dlq", "AWS::SQS::Queue", {}, span)
    redrive = {"deadLetterTargetArn": get_att(dead), "maxReceiveCount": node.get("maxRetries")}
    id = service.template.add(f"{name}Queue", "AWS::SQS::Queue", {"RedrivePolicy": redrive}, span)
    _let_all(service, _QUEUE, get_att(id), span)
    worker = service.functions.get(f"{name}Worker")
    if worker is not None:
        properties: dict[str, object] = {
            "EventSourceArn": get_att(id),
            "FunctionName": worker.arn,
            "BatchSize": node.get("batchSize"),
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
        }
        service.template.add(
            f"{worker.prefix}EventSourceMapping", "AWS::Lambda::EventSourceMapping", properties, worker.span
        )


def _let_all(service: Service, actions: tuple[str, ...], resource: object, span: Span) -> None:
    if service.root.get("lift", "automaticPermissions").text() != "false":
        for function in service.functions.values():
            service.grant(function, actions, resource, span)
