"""Buckets, whose settings are resources of their own, and file systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.terraform.resources.policies import own_policy
from goatherd.frontends.terraform.resources.translation import Part, Property, ResourceType, many, one, renamed, words

if TYPE_CHECKING:
    from goatherd.frontends.terraform.resources.translation import Draft, Table

_BUCKET = "AWS::S3::Bucket"
_FILE_SYSTEM = "AWS::EFS::FileSystem"
_ACL = words(
    "AccessControl",
    {
        "private": "Private",
        "public-read": "PublicRead",
        "public-read-write": "PublicReadWrite",
        "authenticated-read": "AuthenticatedRead",
        "aws-exec-read": "AwsExecRead",
        "bucket-owner-read": "BucketOwnerRead",
        "bucket-owner-full-control": "BucketOwnerFullControl",
        "log-delivery-write": "LogDeliveryWrite",
    },
)
_ENCRYPTION: Table = {
    "rule": many(
        "BucketEncryption.ServerSideEncryptionConfiguration",
        {
            "apply_server_side_encryption_by_default": one(
                "ServerSideEncryptionByDefault",
                {"sse_algorithm": "SSEAlgorithm", "kms_master_key_id": "KMSMasterKeyID"},
            )
        },
    ),
    "expected_bucket_owner": None,
}
_CORS: Table = {"cors_rule": many("CorsConfiguration.CorsRules", {}), "expected_bucket_owner": None}
_LOGGING: Table = {"target_bucket": "DestinationBucketName", "target_prefix": "LogFilePrefix"}


def _encryption(value: Node) -> Node:
    """The older block inside of the bucket: the same rules, one level further down."""
    block = value.get(0) if value.kind == "sequence" else value
    return renamed(block, _ENCRYPTION).get("BucketEncryption") if block.is_mapping else block


def _enabled(value: Node) -> Node:
    block = value.get(0) if value.kind == "sequence" else value
    enabled = block.get("enabled")
    if enabled.kind != "scalar":
        return enabled
    return Node.scalar("Enabled" if enabled.text() == "true" else "Suspended", enabled.span)


def _notifications(path: str, target: str, property: str) -> Property:
    """Blocks of a notification: one channel each, with its events and a filter on the object's key."""

    def convert(value: Node) -> Node:
        if value.kind == "opaque":
            return value
        return Node.sequence(tuple(_notification(block, target, property) for block in value.list()), value.span)

    return Property(path, convert)


def _notification(block: Node, target: str, property: str) -> Node:
    if not block.is_mapping:
        return block
    entry = renamed(block, {target: property, "events": "Event", "filter_prefix": None, "filter_suffix": None})
    rules = [
        Node.mapping(
            {"Name": Node.scalar(name, value.span), "Value": value},
            {"Name": value.span, "Value": value.span},
            value.span,
        )
        for name in ("prefix", "suffix")
        if (value := block.get(f"filter_{name}")).text() or value.kind == "opaque"
    ]
    if not rules:
        return entry
    span = rules[0].span
    key = Node.mapping({"Rules": Node.sequence(tuple(rules), span)}, {"Rules": span}, span)
    filter = Node.mapping({"S3Key": key}, {"S3Key": span}, span)
    return Node.mapping({**entry.entries, "Filter": filter}, {**entry.key_spans, "Filter": span}, entry.span)


_NOTIFICATIONS: Table = {
    "lambda_function": _notifications("LambdaConfigurations", "lambda_function_arn", "Function"),
    "queue": _notifications("QueueConfigurations", "queue_arn", "Queue"),
    "topic": _notifications("TopicConfigurations", "topic_arn", "Topic"),
    "eventbridge": "EventBridgeConfiguration.EventBridgeEnabled",
}


def _elsewhere(draft: Draft) -> None:
    draft.put("NotificationConfiguration", renamed(draft.arguments, {"bucket": None, **_NOTIFICATIONS}))


TYPES: dict[str, ResourceType] = {
    "aws_s3_bucket": ResourceType(
        _BUCKET,
        {
            "bucket": "BucketName",
            "bucket_prefix": None,
            "acl": _ACL,
            "versioning": Property("VersioningConfiguration.Status", _enabled),
            "server_side_encryption_configuration": Property("BucketEncryption", _encryption),
            "logging": one("LoggingConfiguration", _LOGGING),
            "website": one("WebsiteConfiguration", {}),
            "cors_rule": _CORS["cors_rule"],
            "policy": None,
        },
        {
            "bucket": "",
            "bucket_domain_name": "DomainName",
            "bucket_regional_domain_name": "RegionalDomainName",
            "website_endpoint": "WebsiteURL",
        },
        beside=own_policy("policy", "AWS::S3::BucketPolicy", "Bucket"),
    ),
    "aws_s3_bucket_policy": ResourceType("AWS::S3::BucketPolicy", {"policy": "PolicyDocument"}),
    "aws_s3_access_point": ResourceType("AWS::S3::AccessPoint", attributes={"name": ""}),
    "aws_s3control_object_lambda_access_point": ResourceType(
        "AWS::S3ObjectLambda::AccessPoint",
        {
            "configuration": one(
                "ObjectLambdaConfiguration", {"transformation_configuration": many("TransformationConfigurations", {})}
            )
        },
    ),
    "aws_efs_file_system": ResourceType(_FILE_SYSTEM),
    "aws_efs_access_point": ResourceType("AWS::EFS::AccessPoint"),
    "aws_efs_mount_target": ResourceType("AWS::EFS::MountTarget"),
}

PARTS: dict[str, Part] = {
    "aws_s3_bucket_notification": Part(
        ("bucket",),
        _BUCKET,
        _NOTIFICATIONS,
        under="NotificationConfiguration",
        # the name that CDK has for the notifications of a bucket of somebody else
        alone=ResourceType("Custom::S3BucketNotifications", {"bucket": "BucketName"}, finish=_elsewhere),
    ),
    "aws_s3_bucket_public_access_block": Part(("bucket",), _BUCKET, under="PublicAccessBlockConfiguration"),
    "aws_s3_bucket_acl": Part(("bucket",), _BUCKET, {"acl": _ACL, "expected_bucket_owner": None}),
    "aws_s3_bucket_versioning": Part(
        ("bucket",),
        _BUCKET,
        {"versioning_configuration": one("VersioningConfiguration", {}), "expected_bucket_owner": None, "mfa": None},
    ),
    "aws_s3_bucket_server_side_encryption_configuration": Part(("bucket",), _BUCKET, _ENCRYPTION),
    "aws_s3_bucket_cors_configuration": Part(("bucket",), _BUCKET, _CORS),
    "aws_s3_bucket_logging": Part(("bucket",), _BUCKET, _LOGGING, under="LoggingConfiguration"),
    "aws_s3_bucket_website_configuration": Part(("bucket",), _BUCKET, under="WebsiteConfiguration"),
    "aws_s3_bucket_ownership_controls": Part(("bucket",), _BUCKET, {"rule": many("OwnershipControls.Rules", {})}),
    "aws_efs_file_system_policy": Part(
        ("file_system_id",), _FILE_SYSTEM, {"policy": "FileSystemPolicy", "bypass_policy_lockout_safety_check": None}
    ),
}
