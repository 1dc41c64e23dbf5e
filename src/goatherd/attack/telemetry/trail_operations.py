"""What CloudTrail tells of a call: whether it is a data event, and which of its parameters are logged.

Sources: "Logging data events", "Amazon S3 CloudTrail events", and the pages of DynamoDB, Lambda, SQS, SNS, Kinesis and
the RDS Data API on CloudTrail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.sandbox.cloud.services import service_model

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Service -> the type of resource that a trail selects its data events by, the operations ("*": those with such a
# beginning), and the parameters that are logged.
_OBJECTS = ("AbortMultipartUpload", "CompleteMultipartUpload", "Copy", "CreateMultipartUpload", "DeleteObject")
_DATA: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "s3": (
        "AWS::S3::Object",
        (*_OBJECTS, "GetObject", "Head", "ListObject", "ListParts", "ListMultipart", "PutObject", "Restore", "Upload"),
        ("Bucket", "Key", "Prefix"),
    ),
    "dynamodb": (
        "AWS::DynamoDB::Table",
        ("Batch", "DeleteItem", "Execute", "GetItem", "PutItem", "Query", "Scan", "Transact", "UpdateItem"),
        ("TableName", "Key", "IndexName"),
    ),
    "dynamodbstreams": ("AWS::DynamoDB::Stream", ("GetRecords", "GetShardIterator"), ("StreamArn",)),
    "lambda": ("AWS::Lambda::Function", ("Invoke",), ("FunctionName", "InvocationType")),
    "sqs": (
        "AWS::SQS::Queue",
        ("SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility"),
        ("QueueUrl", "MaxNumberOfMessages", "DelaySeconds"),
    ),
    "sns": ("AWS::SNS::Topic", ("Publish",), ("TopicArn", "TargetArn")),
    "kinesis": (
        "AWS::Kinesis::Stream",
        ("PutRecord", "GetRecords", "GetShardIterator", "SubscribeToShard"),
        ("StreamName", "StreamARN", "PartitionKey"),
    ),
    "rds-data": (
        "AWS::RDS::DBCluster",
        ("Execute", "BatchExecute", "BeginTransaction", "CommitTransaction", "RollbackTransaction"),
        ("resourceArn", "secretArn", "database"),
    ),
    "ses": ("AWS::SES::EmailIdentity", ("Send",), ("Source",)),
    "sesv2": ("AWS::SES::EmailIdentity", ("Send",), ("FromEmailAddress",)),
}
# No trail ever has them.
_NEVER = {
    "events": ("PutEvents", "PutPartnerEvents"),
    "logs": ("PutLogEvents",),
    "cloudwatch": ("PutMetricData",),
    "xray": ("Put",),
    "apigatewaymanagementapi": ("",),
    "iot-data": ("",),
}
_SOURCES = {"email": "ses", "data.iot": "iotdata"}
_NAMES = {"ListObjectsV2": "ListObjects"}
_RENAMED = {"bucket": "bucketName"}


def data_type(service: str, operation: str) -> str:
    """The type that a trail selects such data events by; "" for management events."""
    listed = _DATA.get(service)
    return listed[0] if listed and operation.startswith(listed[1]) else ""


def is_logged(service: str, operation: str) -> bool:
    """Whether any trail can have such a call."""
    return bool(operation) and not operation.startswith(_NEVER.get(service, ("\0",)))


def event_source(service: str) -> str:
    model = service_model(service)
    prefix = str(model.metadata.get("endpointPrefix", service)) if model else service
    return f"{_SOURCES.get(prefix, prefix)}.amazonaws.com"


def event_name(operation: str) -> str:
    return _NAMES.get(operation, operation)


def parameters(service: str, operation: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Of the parameters of a call, by dotted path, what is logged: nested, and named as CloudTrail names it."""
    told: dict[str, Any] = {}
    hidden = _secret(service, operation)
    logged = _DATA[service][2] if data_type(service, operation) else None
    for path, value in given.items():
        first = path.partition(".")[0]
        if first not in hidden and (logged is None or first in logged):
            _put(told, [_called(step) for step in _steps(service, path)], value)
    return told


def _steps(service: str, path: str) -> Iterator[str]:
    steps = path.split(".")
    if service == "dynamodb" and len(steps) > 2 and steps[0] == "Key":
        steps = steps[:2]  # a value's type is left out
    yield from steps


def _secret(service: str, operation: str) -> set[str]:
    """Parameters that no log shows."""
    model = service_model(service)
    if model is None or operation not in model.operation_names:
        return set()
    shape = model.operation_model(operation).input_shape
    members = shape.members if shape is not None else {}
    return {name for name, member in members.items() if member.metadata.get("sensitive")}


def _called(step: str) -> str:
    name = step[:1].lower() + step[1:]
    return _RENAMED.get(name, name)


def _put(told: dict[str, Any], steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        inner = told.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        told = inner
    told[steps[-1]] = value
