"""Tables, databases, caches, search domains and brokers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.terraform.resources.translation import Part, Property, ResourceType, many, one

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.terraform.resources.translation import Draft, Table

_TABLE = "AWS::DynamoDB::Table"
_DOMAIN = "AWS::OpenSearchService::Domain"
_OLD_DOMAIN = "AWS::Elasticsearch::Domain"


def _key_schema(arguments: Node) -> Node:
    """`hash_key` and `range_key` as a list of attributes."""
    keys = [
        _mapping({"AttributeName": key, "KeyType": Node.scalar(kind, key.span)}, key.span)
        for argument, kind in (("hash_key", "HASH"), ("range_key", "RANGE"))
        if (key := arguments.get(argument)).text()
    ]
    return Node.sequence(tuple(keys), arguments.span)


def _mapping(entries: dict[str, Node], span: Span) -> Node:
    return Node.mapping(entries, {name: value.span for name, value in entries.items()}, span)


def _indexes(path: str) -> Property:
    def convert(value: Node) -> Node:
        if value.kind == "opaque":
            return value
        return Node.sequence(tuple(_index(block) for block in value.list()), value.span)

    return Property(path, convert)


def _index(block: Node) -> Node:
    return _mapping({"IndexName": block.get("name"), "KeySchema": _key_schema(block)}, block.span)


def _table(draft: Draft) -> None:
    arguments = draft.arguments
    if not arguments.is_mapping:
        return
    if arguments.get("hash_key").exists:
        draft.put("KeySchema", _key_schema(arguments), arguments.key_span("hash_key"))
    stream = arguments.get("stream_enabled")
    if stream.kind == "opaque":
        draft.put("StreamSpecification", stream)
    elif stream.text() == "true":
        draft.put("StreamSpecification.StreamViewType", arguments.get("stream_view_type"), stream.span)
    if arguments.get("billing_mode").text() in (None, "PROVISIONED"):
        for argument, name in (("read_capacity", "ReadCapacityUnits"), ("write_capacity", "WriteCapacityUnits")):
            if arguments.get(argument).exists:
                draft.put(f"ProvisionedThroughput.{name}", arguments.get(argument), arguments.key_span(argument))


_TABLE_ARGUMENTS: Table = {
    "name": "TableName",
    "hash_key": None,
    "range_key": None,
    "read_capacity": None,
    "write_capacity": None,
    "stream_enabled": None,
    "stream_view_type": None,
    "attribute": many("AttributeDefinitions", {"name": "AttributeName", "type": "AttributeType"}),
    "global_secondary_index": _indexes("GlobalSecondaryIndexes"),
    "local_secondary_index": _indexes("LocalSecondaryIndexes"),
    "point_in_time_recovery": one("PointInTimeRecoverySpecification", {"enabled": "PointInTimeRecoveryEnabled"}),
    "server_side_encryption": one("SSESpecification", {"enabled": "SSEEnabled", "kms_key_arn": "KMSMasterKeyId"}),
    "ttl": one("TimeToLiveSpecification", {"attribute_name": "AttributeName", "enabled": "Enabled"}),
    "replica": many("Replicas", {"region_name": "Region"}),
}
_CLUSTER: Table = {
    "cluster_identifier": "DBClusterIdentifier",
    "cluster_identifier_prefix": None,
    "master_password": "MasterUserPassword",
    "master_password_wo": "MasterUserPassword",
    "iam_database_authentication_enabled": "EnableIAMDatabaseAuthentication",
    "replication_source_identifier": "SourceDBClusterIdentifier",
}
_CLUSTER_ATTRIBUTES = {
    "cluster_identifier": "",
    "arn": "DBClusterArn",
    "endpoint": "Endpoint.Address",
    "reader_endpoint": "ReadEndpoint.Address",
    "cluster_resource_id": "DBClusterResourceId",
}
_INSTANCE: Table = {
    "identifier": "DBInstanceIdentifier",
    "identifier_prefix": None,
    "cluster_identifier": "DBClusterIdentifier",
    "password": "MasterUserPassword",
    "password_wo": "MasterUserPassword",
    "iam_database_authentication_enabled": "EnableIAMDatabaseAuthentication",
    "snapshot_identifier": "DBSnapshotIdentifier",
    "replicate_source_db": "SourceDBInstanceIdentifier",
}
_INSTANCE_ATTRIBUTES = {
    "identifier": "",
    "arn": "DBInstanceArn",
    "address": "Endpoint.Address",
    "endpoint": "Endpoint.Address",
    "port": "Endpoint.Port",
    "resource_id": "DbiResourceId",
}
_SEARCH: Table = {
    "encrypt_at_rest": one("EncryptionAtRestOptions", {}),
    "vpc_options": one("VPCOptions", {}),
}
_SEARCH_ATTRIBUTES = {"domain_name": "", "endpoint": "DomainEndpoint"}

TYPES: dict[str, ResourceType] = {
    "aws_dynamodb_table": ResourceType(
        _TABLE, _TABLE_ARGUMENTS, {"name": "", "stream_arn": "StreamArn"}, finish=_table
    ),
    "aws_db_instance": ResourceType("AWS::RDS::DBInstance", _INSTANCE, _INSTANCE_ATTRIBUTES),
    "aws_rds_cluster": ResourceType("AWS::RDS::DBCluster", _CLUSTER, _CLUSTER_ATTRIBUTES),
    "aws_rds_cluster_instance": ResourceType("AWS::RDS::DBInstance", _INSTANCE, _INSTANCE_ATTRIBUTES),
    "aws_docdb_cluster": ResourceType("AWS::DocDB::DBCluster", _CLUSTER, _CLUSTER_ATTRIBUTES),
    "aws_neptune_cluster": ResourceType("AWS::Neptune::DBCluster", _CLUSTER, _CLUSTER_ATTRIBUTES),
    "aws_redshift_cluster": ResourceType("AWS::Redshift::Cluster", _CLUSTER, _CLUSTER_ATTRIBUTES),
    "aws_db_proxy": ResourceType(
        "AWS::RDS::DBProxy", {"name": "DBProxyName"}, {"arn": "DBProxyArn", "endpoint": "Endpoint"}
    ),
    "aws_elasticache_replication_group": ResourceType(
        "AWS::ElastiCache::ReplicationGroup",
        attributes={"replication_group_id": "", "primary_endpoint_address": "PrimaryEndPoint.Address"},
    ),
    "aws_elasticache_cluster": ResourceType("AWS::ElastiCache::CacheCluster", attributes={"cluster_id": ""}),
    "aws_opensearch_domain": ResourceType(_DOMAIN, _SEARCH, _SEARCH_ATTRIBUTES),
    "aws_elasticsearch_domain": ResourceType(_OLD_DOMAIN, _SEARCH, _SEARCH_ATTRIBUTES),
    "aws_mq_broker": ResourceType("AWS::AmazonMQ::Broker", {"user": many("Users", {})}),
}

PARTS: dict[str, Part] = {
    "aws_dynamodb_resource_policy": Part(
        ("resource_arn",),
        _TABLE,
        {"policy": "ResourcePolicy.PolicyDocument", "confirm_remove_self_resource_access": None},
    ),
    "aws_opensearch_domain_policy": Part(("domain_name",), _DOMAIN),
    "aws_elasticsearch_domain_policy": Part(("domain_name",), _OLD_DOMAIN),
}
