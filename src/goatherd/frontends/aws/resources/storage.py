"""Buckets, tables, file systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import Known, Value
from goatherd.frontends.aws.resources.common import common, presence
from goatherd.model.resource import Bucket, CorsRule, Resource, Table, TableIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.node import Node


_LETTERS = {"String": "S", "Number": "N", "Binary": "B"}


def read_bucket(declared: Declared) -> Bucket:
    properties = declared.properties
    encryption = properties.get("BucketEncryption", "ServerSideEncryptionConfiguration", 0)
    ownership = properties.get("OwnershipControls", "Rules", 0, "ObjectOwnership")
    bucket = Bucket(
        **common(declared, "BucketName"),
        acl=properties.get("AccessControl").as_text("Private"),
        versioning=_versioning(properties.get("VersioningConfiguration", "Status")),
        versioning_suspended=_suspended(properties.get("VersioningConfiguration", "Status")),
        encryption=encryption.get("ServerSideEncryptionByDefault", "SSEAlgorithm").as_text("AES256"),
        access_logging=presence(properties.get("LoggingConfiguration")),
        website=presence(properties.get("WebsiteConfiguration")),
        object_ownership=ownership.as_text("BucketOwnerEnforced"),
        cors=[_cors_rule(rule) for rule in properties.get("CorsConfiguration", "CorsRules").list()],
    )
    block = properties.get("PublicAccessBlockConfiguration")
    if block.exists:
        # what a written block leaves out is off
        bucket.block_public_acls = block.get("BlockPublicAcls").as_bool(False)
        bucket.ignore_public_acls = block.get("IgnorePublicAcls").as_bool(False)
        bucket.block_public_policy = block.get("BlockPublicPolicy").as_bool(False)
        bucket.restrict_public_buckets = block.get("RestrictPublicBuckets").as_bool(False)
        bucket.public_access_span = properties.key_span("PublicAccessBlockConfiguration")
    return bucket


def _versioning(status: Node) -> Value[bool]:
    text = status.as_text("")
    return Known(text.value == "Enabled", text.span, text.explicit) if isinstance(text, Known) else text


def _cors_rule(rule: Node) -> CorsRule:
    return CorsRule(
        origins=rule.get("AllowedOrigins").texts(),
        methods=rule.get("AllowedMethods").texts(),
        headers=rule.get("AllowedHeaders").texts(),
        credentials=False,
        span=rule.key_spans.get("AllowedOrigins", rule.span),
    )


def read_table(declared: Declared) -> Table:
    properties = declared.properties
    replica = properties.get("Replicas", 0)
    recovery = properties.get("PointInTimeRecoverySpecification")
    if not recovery.exists:
        recovery = replica.get("PointInTimeRecoverySpecification")
    throughput = properties.get("ProvisionedThroughput")
    expiry = properties.get("TimeToLiveSpecification")
    return Table(
        **common(declared, "TableName"),
        customer_key=properties.get("SSESpecification", "SSEEnabled").as_bool(False),
        point_in_time_recovery=recovery.get("PointInTimeRecoveryEnabled").as_bool(False),
        expires=expiry.get("Enabled").as_bool(expiry.exists),
        stream=presence(properties.get("StreamSpecification")),
        keys=_keys(properties),
        key_types=_key_types(properties),
        indexes=tuple(_indexes(properties)),
        provisioned=presence(throughput),
    )


def _keys(properties: Node) -> tuple[str, ...]:
    names = (key.get("AttributeName").text() for key in properties.get("KeySchema").list())
    return tuple(name for name in names if name)


def _key_types(properties: Node) -> dict[str, str]:
    defined = properties.get("AttributeDefinitions").list()
    return {
        name: definition.get("AttributeType").text() or "S"
        for definition in defined
        if (name := definition.get("AttributeName").text())
    }


def _indexes(properties: Node) -> Iterator[TableIndex]:
    for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        for index in properties.get(kind).list():
            name, keys = index.get("IndexName").text(), _keys(index)
            if name and keys:
                yield TableIndex(name, keys)


def read_simple_table(declared: Declared) -> Table:
    """SAM's table: one key, named `id` unless written."""
    properties = declared.properties
    key = properties.get("PrimaryKey", "Name").text() or "id"
    return Table(
        **common(declared, "TableName"),
        customer_key=properties.get("SSESpecification", "SSEEnabled").as_bool(False),
        point_in_time_recovery=properties.get("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled").as_bool(
            False
        ),
        keys=(key,),
        key_types={key: _LETTERS.get(properties.get("PrimaryKey", "Type").text() or "String", "S")},
        provisioned=presence(properties.get("ProvisionedThroughput")),
    )


READERS: dict[str, Callable[[Declared], Resource]] = {
    "AWS::S3::Bucket": read_bucket,
    "AWS::DynamoDB::Table": read_table,
    "AWS::DynamoDB::GlobalTable": read_table,
    "AWS::Serverless::SimpleTable": read_simple_table,
}


def _suspended(status: Node) -> Value[bool]:
    """Whether versioning was switched on once and is off now, at the place that says so."""
    text = status.text()
    return Known(text == "Suspended", status.span, explicit=text is not None)
