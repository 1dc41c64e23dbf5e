"""What the platform does with a function's role, without any call in the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, is_false, known
from goatherd.iam.actions import describe
from goatherd.iam.resources import ANY_RESOURCE, Need
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.iam.arn import Names
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger

# Reading the source of an event, by the kind of the trigger:
# https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
SOURCE_ACTIONS = {
    Kind.SQS: (
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
    ),
    Kind.DYNAMODB: (
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        "dynamodb:ListStreams",
    ),
    Kind.KINESIS: (
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
        "kinesis:ListStreams",
        "kinesis:SubscribeToShard",
    ),
    Kind.KAFKA: (
        "kafka:DescribeCluster",
        "kafka:DescribeClusterV2",
        "kafka:GetBootstrapBrokers",
    ),
    Kind.MQ: ("mq:DescribeBroker",),
}
# What the platform may also ask for, and what every function or event source may carry customarily.
CUSTOMARY = (
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "logs:DescribeLogStreams",
    "logs:DescribeLogGroups",
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:GetSamplingStatisticSummaries",
    "lambda:GetLayerVersion",
    "lambda:CheckpointDurableExecution",
    "lambda:GetDurableExecutionState",
    # services ask for it where the role that they work under is not there yet
    "iam:CreateServiceLinkedRole",
    # a mounted file system asks for these when files are opened
    "elasticfilesystem:ClientMount",
    "elasticfilesystem:ClientWrite",
    "elasticfilesystem:ClientRootAccess",
    "elasticfilesystem:DescribeMountTargets",
)
INTERFACES = (
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
    "ec2:DescribeSubnets",
)
NETWORK = (
    *INTERFACES,
    "ec2:DetachNetworkInterface",
    "ec2:DescribeVpcs",
    "ec2:DescribeSecurityGroups",
)
LOGS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")
TRACES = ("xray:PutTraceSegments", "xray:PutTelemetryRecords")
DEAD_LETTER = ("sqs:SendMessage", "sns:Publish", "lambda:InvokeFunction", "events:PutEvents", "s3:PutObject")
# Resources that are encrypted with a customer's key ask for these on behalf of the caller.
ENCRYPTION = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:GenerateDataKeyPair",  # AWS writes kms:GenerateDataKey*
    "kms:GenerateDataKeyPairWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)
_SOURCE_SPECIAL = {
    Kind.SQS: ("sqs:ChangeMessageVisibility", "sqs:GetQueueUrl"),
    Kind.KAFKA: ("kafka:*", "kafka-cluster:*", "secretsmanager:GetSecretValue"),
    Kind.MQ: ("secretsmanager:GetSecretValue",),
    Kind.DOCUMENTDB: ("rds:*", "secretsmanager:GetSecretValue"),
}


def platform_needs(function: Function, names: Names) -> list[Need]:
    """What the event sources of the function must be read with."""
    found: list[Need] = []
    for trigger in function.triggers:
        actions = SOURCE_ACTIONS.get(trigger.kind, ())
        found += [Need(action, (_source(action, trigger, names),)) for action in actions]
    return found


def exempt_actions(function: Function) -> frozenset[str]:
    """Actions (and "service:*") that the platform may use: no call in the code can show them."""
    exempt = {*CUSTOMARY, *NETWORK, *ENCRYPTION}
    if wired_elsewhere(function):
        exempt.update(action for actions in SOURCE_ACTIONS.values() for action in actions)
    if not is_false(function.dead_letter) or not is_false(function.success_destination):
        exempt.update(DEAD_LETTER)
    for trigger in function.triggers:
        exempt.update(_SOURCE_SPECIAL.get(trigger.kind, ()))
        if trigger.has_failure_destination or trigger.kind in (Kind.KAFKA, Kind.MQ, Kind.DOCUMENTDB):
            exempt.update(DEAD_LETTER)
    return frozenset(exempt)


def serves_platform_only(actions: Iterable[str], functions: Iterable[Function]) -> bool:
    """Whether actions are for what Lambda does with a role by itself: logs, traces, networks, reading event sources."""
    own = {*CUSTOMARY, *NETWORK}
    for function in functions:
        own |= asked_for(function)
        sources = SOURCE_ACTIONS if wired_elsewhere(function) else {trigger.kind for trigger in function.triggers}
        own.update(action for kind in sources for action in SOURCE_ACTIONS.get(kind, ()))
    return all(action in own or action.startswith(("logs:", "xray:")) for action in actions)


def wired_elsewhere(function: Function) -> bool:
    """Whether what sets off a function is not known: it may be an event source that the role must read."""
    kinds = {trigger.kind for trigger in function.triggers if trigger.kind != Kind.DIRECT or trigger.source}
    return not kinds or Kind.UNKNOWN in kinds


def asked_for(function: Function) -> frozenset[str]:
    """What the platform asks of the role because of how a function is set up, beside reading its event sources."""
    asked = set(LOGS)
    if not is_false(function.in_vpc):
        asked.update(INTERFACES)
    if known(function.tracing) != "PassThrough":
        asked.update(TRACES)
    failures = any(trigger.has_failure_destination for trigger in function.triggers)
    if failures or not is_false(function.dead_letter) or not is_false(function.success_destination):
        asked.update(DEAD_LETTER)
    return frozenset(asked)


def _source(action: str, trigger: Trigger, names: Names) -> str:
    described = describe(action)
    if described is None or not described.resource_level:
        return ANY_RESOURCE
    arn = names.arn(trigger.source or "")
    if arn is None:
        return HOLE
    return f"{arn}/stream/*" if trigger.kind == Kind.DYNAMODB else arn
