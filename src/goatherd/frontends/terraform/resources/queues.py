"""Queues, topics and streams, with their policies and subscriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.policy_documents import parse_json_text
from goatherd.frontends.terraform.resources.policies import own_policy
from goatherd.frontends.terraform.resources.translation import Part, Property, ResourceType, each, one

if TYPE_CHECKING:
    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.resources.translation import Draft, Table

_QUEUE = "AWS::SQS::Queue"


def _document(node: Node) -> Node:
    return parse_json_text(node) if node.kind == "scalar" else node


_REDRIVE: Table = {"redrive_policy": Property("RedrivePolicy", _document)}


def _stream(draft: Draft) -> None:
    """Encryption is a block of its own in CloudFormation, there or not."""
    type = draft.entries.pop("EncryptionType", None)
    if type is not None and type.text() != "NONE":
        draft.put("StreamEncryption.EncryptionType", type, draft.key_spans.get("EncryptionType"))


TYPES: dict[str, ResourceType] = {
    "aws_sqs_queue": ResourceType(
        _QUEUE,
        {
            **_REDRIVE,
            "name": "QueueName",
            "name_prefix": None,
            "visibility_timeout_seconds": "VisibilityTimeout",
            "message_retention_seconds": "MessageRetentionPeriod",
            "policy": None,
        },
        {"url": "", "name": "QueueName"},
        beside=own_policy("policy", "AWS::SQS::QueuePolicy", "Queues"),
    ),
    "aws_sqs_queue_policy": ResourceType(
        "AWS::SQS::QueuePolicy", {"queue_url": each("Queues"), "policy": "PolicyDocument"}
    ),
    "aws_sns_topic": ResourceType(
        "AWS::SNS::Topic",
        {"name": "TopicName", "name_prefix": None, "policy": None},
        {"arn": "", "id": "", "name": "TopicName"},
        beside=own_policy("policy", "AWS::SNS::TopicPolicy", "Topics"),
    ),
    "aws_sns_topic_policy": ResourceType("AWS::SNS::TopicPolicy", {"arn": each("Topics"), "policy": "PolicyDocument"}),
    "aws_sns_topic_subscription": ResourceType("AWS::SNS::Subscription", _REDRIVE, {"arn": "", "id": ""}),
    "aws_kinesis_stream": ResourceType("AWS::Kinesis::Stream", attributes={"name": "", "id": "Arn"}, finish=_stream),
    "aws_kinesis_stream_consumer": ResourceType(
        "AWS::Kinesis::StreamConsumer", {"stream_arn": "StreamARN"}, {"arn": "", "id": ""}
    ),
    "aws_kinesis_resource_policy": ResourceType("AWS::Kinesis::ResourcePolicy", {"policy": "ResourcePolicy"}),
    "aws_kinesis_firehose_delivery_stream": ResourceType(
        "AWS::KinesisFirehose::DeliveryStream",
        {
            "name": "DeliveryStreamName",
            "kinesis_source_configuration": one(
                "KinesisStreamSourceConfiguration", {"kinesis_stream_arn": "KinesisStreamARN", "role_arn": "RoleARN"}
            ),
        },
        {"name": "", "id": "Arn"},
    ),
    "aws_msk_cluster": ResourceType("AWS::MSK::Cluster", attributes={"arn": "", "id": ""}),
    "aws_msk_serverless_cluster": ResourceType("AWS::MSK::ServerlessCluster", attributes={"arn": "", "id": ""}),
}

PARTS: dict[str, Part] = {
    "aws_sqs_queue_redrive_policy": Part(("queue_url",), _QUEUE, _REDRIVE),
    "aws_sqs_queue_redrive_allow_policy": Part(("queue_url",), _QUEUE),
}
