"""SAM connectors: statements for the role of a connector's source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import placeholder, sole_placeholder
from goatherd.frontends.aws.sam_roles import generated_role_id
from goatherd.model.role import Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.node import Node
    from goatherd.model.role import Role

# What a function or state machine gets for each kind of destination, as documented in
# https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html
_TABLE_READ = (
    "dynamodb:GetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:PartiQLSelect",
)
_TABLE_WRITE = (
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:DeleteItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:PartiQLDelete",
    "dynamodb:PartiQLInsert",
    "dynamodb:PartiQLUpdate",
)
_BUCKET_READ = (
    "s3:GetObject",
    "s3:GetObjectAcl",
    "s3:GetObjectLegalHold",
    "s3:GetObjectRetention",
    "s3:GetObjectTorrent",
    "s3:GetObjectVersion",
    "s3:GetObjectVersionAcl",
    "s3:GetObjectVersionForReplication",
    "s3:GetObjectVersionTorrent",
    "s3:ListBucket",
    "s3:ListBucketMultipartUploads",
    "s3:ListBucketVersions",
    "s3:ListMultipartUploadParts",
)
_BUCKET_WRITE = (
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutObject",
    "s3:PutObjectLegalHold",
    "s3:PutObjectRetention",
    "s3:RestoreObject",
)
_QUEUE_READ = ("sqs:ReceiveMessage", "sqs:GetQueueAttributes")
_QUEUE_WRITE = ("sqs:DeleteMessage", "sqs:SendMessage", "sqs:ChangeMessageVisibility", "sqs:PurgeQueue")
_MACHINE_READ = ("states:DescribeStateMachine", "states:ListExecutions", "states:DescribeExecution")
_INVOKE = ("lambda:InvokeAsync", "lambda:InvokeFunction")

ACTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "AWS::DynamoDB::Table": {"Read": _TABLE_READ, "Write": _TABLE_WRITE},
    "AWS::Serverless::SimpleTable": {"Read": _TABLE_READ, "Write": _TABLE_WRITE},
    "AWS::S3::Bucket": {"Read": _BUCKET_READ, "Write": _BUCKET_WRITE},
    "AWS::SQS::Queue": {"Read": _QUEUE_READ, "Write": _QUEUE_WRITE},
    "AWS::SNS::Topic": {"Write": ("sns:Publish",)},
    "AWS::Events::EventBus": {"Write": ("events:PutEvents",)},
    "AWS::Lambda::Function": {"Write": _INVOKE},
    "AWS::Serverless::Function": {"Write": _INVOKE},
    "AWS::StepFunctions::StateMachine": {"Read": _MACHINE_READ, "Write": ("states:StartExecution",)},
    "AWS::Serverless::StateMachine": {"Read": _MACHINE_READ, "Write": ("states:StartExecution",)},
}


def connect(stack: Stack, roles: dict[str, Role], role_of_function: dict[str, Role]) -> None:
    """Add what every connector of the stack grants to the role of its source."""
    for source, destination, permissions, span in _connectors(stack):
        role = role_of_function.get(source) or roles.get(generated_role_id(source))
        declared = stack.resources.get(destination)
        if role is None or declared is None:
            continue
        for permission in permissions:
            actions = ACTIONS.get(declared.type, {}).get(permission)
            if actions:
                role.statements.append(_statement(actions, destination, declared.type, span))


def _statement(actions: tuple[str, ...], destination: str, type: str, span: Span) -> Statement:
    arn = placeholder(destination) if "StateMachine" in type or "Topic" in type else placeholder(destination, "Arn")
    resources = (arn, f"{arn}/*") if type.endswith(("Bucket", "Table")) else (arn,)
    return Statement(
        "Allow",
        actions,
        resources,
        span,
        action_spans=(span,) * len(actions),
        resource_spans=(span,) * len(resources),
        origin="connector",
    )


def _connectors(stack: Stack) -> Iterator[tuple[str, str, tuple[str, ...], Span]]:
    for declared in list(stack.resources.values()):
        if declared.enabled is False:
            continue
        prefix = declared.id.rpartition("/")[0]
        if declared.type == "AWS::Serverless::Connector":
            properties = declared.properties
            for source in properties.get("Source").list():
                yield from _pairs(_end(source, prefix), properties, prefix, declared.span)
        for name, connector in declared.attributes.get("Connectors").items():
            span = declared.attributes.get("Connectors").key_span(name)
            yield from _pairs(declared.id, connector.get("Properties"), prefix, span)


def _pairs(source: str, properties: Node, prefix: str, span: Span) -> Iterator[tuple[str, str, tuple[str, ...], Span]]:
    permissions = properties.get("Permissions").texts()
    for destination in properties.get("Destination").list():
        yield source, _end(destination, prefix), permissions, span


def _end(node: Node, prefix: str) -> str:
    """The id that one end of a connector names, by `Id` or by `Arn`."""
    id = node.get("Id").text()
    if id:
        return f"{prefix}/{id}" if prefix else id
    target = sole_placeholder(node.get("Arn").text() or "")
    return target[0] if target else ""
