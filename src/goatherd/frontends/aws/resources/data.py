"""Databases, caches, brokers and file systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import Known, Unknown, Value
from goatherd.frontends.aws.resources.common import common, optional_text
from goatherd.model.resource import Database, Resource

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Declared


_OTHER_THAN_AURORA = ("mysql", "postgres")


def read_instance(declared: Declared) -> Database:
    properties = declared.properties
    return Database(
        **common(declared, "DBInstanceIdentifier"),
        public=properties.get("PubliclyAccessible").as_bool(False),
        encrypted=_instance_encrypted(declared),
        password=optional_text(properties.get("MasterUserPassword")),
        iam_authentication=properties.get("EnableIAMDatabaseAuthentication").as_bool(False),
        engine=properties.get("Engine").as_text(""),
        version=properties.get("EngineVersion").as_text(""),
    )


def _instance_encrypted(declared: Declared) -> Value[bool]:
    properties = declared.properties
    if properties.get("DBClusterIdentifier").exists or properties.get("DBSnapshotIdentifier").exists:
        return Unknown("the cluster or snapshot decides", declared.span)
    return properties.get("StorageEncrypted").as_bool(False)


def read_cluster(declared: Declared) -> Database:
    properties = declared.properties
    restored = properties.get("SnapshotIdentifier").exists or properties.get("SourceDBClusterIdentifier").exists
    encrypted = _cluster_encrypted(declared)
    password = "MasterUserPassword" if properties.get("MasterUserPassword").exists else "AdminUserPassword"
    return Database(
        **common(declared, "DBClusterIdentifier"),
        public=properties.get("PubliclyAccessible").as_bool(False),
        encrypted=Unknown("the snapshot decides", declared.span) if restored else encrypted,
        password=optional_text(properties.get(password)),
        iam_authentication=properties.get("EnableIAMDatabaseAuthentication").as_bool(False),
        engine=properties.get("Engine").as_text(""),
        version=properties.get("EngineVersion").as_text(""),
    )


def _cluster_encrypted(declared: Declared) -> Value[bool]:
    if declared.type == "AWS::Redshift::Cluster":
        return declared.properties.get("Encrypted").as_bool(False)
    written = declared.properties.get("StorageEncrypted")
    if written.exists or declared.type != "AWS::RDS::DBCluster":
        return written.as_bool(False)
    engine = declared.properties.get("Engine").text() or ""
    if engine.startswith("aurora"):  # since February 2026
        return Known(True, explicit=False)
    return (
        Known(False, explicit=False) if engine in _OTHER_THAN_AURORA else Unknown("the engine decides", declared.span)
    )


def read_search_domain(declared: Declared) -> Database:
    properties = declared.properties
    engine, version = "", properties.get("ElasticsearchVersion").as_text("")
    if declared.type == "AWS::Elasticsearch::Domain":
        engine = "elasticsearch"
    elif isinstance(written := properties.get("EngineVersion").as_text(""), Known):
        engine, _, number = written.value.lower().partition("_")
        version = Known(number, written.span)
    return Database(
        **common(declared, "DomainName"),
        public=Known(False, explicit=False),
        engine=Known(engine, explicit=False),
        version=version,
        encrypted=properties.get("EncryptionAtRestOptions", "Enabled").as_bool(False),
        password=optional_text(properties.get("AdvancedSecurityOptions", "MasterUserOptions", "MasterUserPassword")),
    )


def read_broker(declared: Declared) -> Database:
    properties = declared.properties
    return Database(
        **common(declared, "BrokerName"),
        public=properties.get("PubliclyAccessible").as_bool(False),
        encrypted=Known(True, explicit=False),
        password=optional_text(properties.get("Users", 0, "Password")),
    )


def read_cache(declared: Declared) -> Database:
    properties = declared.properties
    return Database(
        **common(declared, "ReplicationGroupId"),
        engine=properties.get("Engine").as_text("redis"),
        version=properties.get("EngineVersion").as_text(""),
        encrypted=properties.get("AtRestEncryptionEnabled").as_bool(False),
        password=optional_text(properties.get("AuthToken")),
    )


def read_file_system(declared: Declared) -> Database:
    return Database(**common(declared), encrypted=declared.properties.get("Encrypted").as_bool(False))


READERS: dict[str, Callable[[Declared], Resource]] = {
    "AWS::RDS::DBInstance": read_instance,
    "AWS::RDS::DBCluster": read_cluster,
    "AWS::DocDB::DBCluster": read_cluster,
    "AWS::DocDBElastic::Cluster": read_cluster,
    "AWS::Neptune::DBCluster": read_cluster,
    "AWS::Redshift::Cluster": read_cluster,
    "AWS::OpenSearchService::Domain": read_search_domain,
    "AWS::Elasticsearch::Domain": read_search_domain,
    "AWS::AmazonMQ::Broker": read_broker,
    "AWS::ElastiCache::ReplicationGroup": read_cache,
    "AWS::EFS::FileSystem": read_file_system,
}
