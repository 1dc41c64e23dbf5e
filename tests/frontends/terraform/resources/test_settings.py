"""Settings of resources, many of which Terraform writes as resources of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.value import Known, Unknown, is_false, is_true
from goatherd.frontends.terraform import read_terraform
from goatherd.model.resource import (
    Bucket,
    ConfigParameter,
    Database,
    EncryptionKey,
    EventBus,
    IdentityPool,
    LogGroup,
    ResourcePolicy,
    Secret,
    SecurityGroup,
    Stream,
    Table,
    Topic,
    UserPool,
    UserPoolClient,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application
    from goatherd.model.resource import Resource
    from goatherd.tree import Tree

    Build = Callable[..., Application]


@pytest.fixture
def resources_of(application_of: Build) -> Callable[[str], dict[str, Resource]]:
    return lambda configuration: application_of(configuration).resources


def test_a_bucket_alone_has_the_defaults_of_the_platform(resources_of: Callable[[str], dict[str, Resource]]) -> None:
    bucket = resources_of("aws_s3_bucket.b: {bucket: data}")["aws_s3_bucket.b"]
    assert isinstance(bucket, Bucket)
    assert is_true(bucket.block_public_acls)
    assert is_false(bucket.versioning)
    assert not isinstance(bucket.encryption, Unknown)
    assert not bucket.encryption.explicit


def test_settings_of_a_bucket_stand_beside_it(resources_of: Callable[[str], dict[str, Resource]]) -> None:
    resources = resources_of("""
        aws_s3_bucket.b: {bucket: data, tags: {Team: a}}
        aws_s3_bucket_public_access_block.b: {bucket: "${aws_s3_bucket.b}", block_public_acls: true}
        aws_s3_bucket_acl.b: {bucket: "${aws_s3_bucket.b}", acl: public-read}
        aws_s3_bucket_versioning.b: {bucket: data, versioning_configuration: [{status: Enabled}]}
        aws_s3_bucket_server_side_encryption_configuration.b:
          bucket: ${aws_s3_bucket.b}
          rule: [{apply_server_side_encryption_by_default: [{sse_algorithm: "aws:kms"}]}]
        aws_s3_bucket_cors_configuration.b:
          bucket: ${aws_s3_bucket.b}
          cors_rule: [{allowed_origins: ["*"], allowed_methods: [GET]}]
        aws_s3_bucket_logging.b: {bucket: "${aws_s3_bucket.b}", target_bucket: logs}
        aws_s3_bucket_ownership_controls.b: {bucket: "${aws_s3_bucket.b}", rule: [{object_ownership: ObjectWriter}]}
        aws_s3_bucket_website_configuration.b: {bucket: "${aws_s3_bucket.b}", index_document: [{suffix: index.html}]}
        aws_s3_bucket_policy.b:
          bucket: ${aws_s3_bucket.b}
          policy: {Statement: [{Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: "*"}]}
    """)
    assert sorted(resources) == ["aws_s3_bucket.b", "aws_s3_bucket_policy.b"]
    bucket = resources["aws_s3_bucket.b"]
    assert isinstance(bucket, Bucket)
    assert (bucket.block_public_acls, bucket.block_public_policy) == (Known(True), Known(False))
    assert (bucket.acl, bucket.versioning, bucket.encryption) == (Known("PublicRead"), Known(True), Known("aws:kms"))
    assert (bucket.access_logging, bucket.website) == (Known(True), Known(True))
    assert (bucket.object_ownership, bucket.tags) == (Known("ObjectWriter"), {"Team": "a"})
    assert [rule.origins for rule in bucket.cors] == [("*",)]
    # told where it is written
    assert bucket.public_access_span is not None
    assert bucket.public_access_span.line == 3
    policy = resources["aws_s3_bucket_policy.b"]
    assert isinstance(policy, ResourcePolicy)
    assert policy.targets == ("aws_s3_bucket.b",)


def test_settings_of_a_bucket_stood_inside_of_it_once(resources_of: Callable[[str], dict[str, Resource]]) -> None:
    resources = resources_of("""
        aws_s3_bucket.b:
          acl: public-read-write
          versioning: [{enabled: true}]
          logging: [{target_bucket: logs}]
          server_side_encryption_configuration:
            - rule: [{apply_server_side_encryption_by_default: [{sse_algorithm: "aws:kms"}]}]
          policy: '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}'
    """)
    bucket = resources["aws_s3_bucket.b"]
    assert isinstance(bucket, Bucket)
    assert (bucket.acl, bucket.versioning) == (Known("PublicReadWrite"), Known(True))
    assert (bucket.access_logging, bucket.encryption) == (Known(True), Known("aws:kms"))
    policy = resources["aws_s3_bucket.b:Policy"]
    assert isinstance(policy, ResourcePolicy)
    assert policy.targets == ("aws_s3_bucket.b",)


def test_what_is_not_known_stays_unknown(resources_of: Callable[[str], dict[str, Resource]]) -> None:
    resources = resources_of("""
        aws_s3_bucket.b: {bucket: data}
        aws_s3_bucket_versioning.b: {bucket: "${aws_s3_bucket.b}", versioning_configuration: [{status: [a, b]}]}
    """)
    bucket = resources["aws_s3_bucket.b"]
    assert isinstance(bucket, Bucket)
    assert isinstance(bucket.versioning, Unknown)


def test_a_table(resources_of: Callable[[str], dict[str, Resource]]) -> None:
    table = resources_of("""
        aws_dynamodb_table.t:
          name: orders
          hash_key: id
          range_key: at
          read_capacity: 5
          write_capacity: 5
          attribute: [{name: id, type: S}, {name: at, type: N}]
          global_secondary_index: [{name: by-time, hash_key: at, projection_type: ALL}]
          point_in_time_recovery: [{enabled: true}]
          server_side_encryption: [{enabled: true}]
          stream_enabled: false
    """)["aws_dynamodb_table.t"]
    assert isinstance(table, Table)
    assert (table.keys, table.key_types) == (("id", "at"), {"id": "S", "at": "N"})
    assert [(index.name, index.keys) for index in table.indexes] == [("by-time", ("at",))]
    assert (table.point_in_time_recovery, table.customer_key) == (Known(True), Known(True))
    assert (table.stream, table.provisioned) == (Known(False), Known(True))


def test_queues_topics_and_streams(resources_of: Callable[[str], dict[str, Resource]]) -> None:
    resources = resources_of("""
        aws_sns_topic.t:
          kms_master_key_id: k
          policy: '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": "*"}]}'
        aws_kinesis_stream.open: {name: a, encryption_type: NONE}
        aws_kinesis_stream.closed: {name: b, encryption_type: KMS}
    """)
    topic, policy = resources["aws_sns_topic.t"], resources["aws_sns_topic.t:Policy"]
    assert isinstance(topic, Topic)
    assert topic.customer_key == Known(True)
    assert isinstance(policy, ResourcePolicy)
    streams = resources["aws_kinesis_stream.open"], resources["aws_kinesis_stream.closed"]
    assert [stream.encrypted for stream in streams if isinstance(stream, Stream)] == [Known(False), Known(True)]


def test_a_bus_with_its_policy(resources_of: Callable[[str], dict[str, Resource]]) -> None:
    resources = resources_of("""
        aws_cloudwatch_event_bus.b: {name: orders}
        aws_cloudwatch_event_bus_policy.p:
          event_bus_name: ${aws_cloudwatch_event_bus.b}
          policy: '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "events:PutEvents"}]}'
    """)
    policy = resources["aws_cloudwatch_event_bus_policy.p"]
    assert isinstance(resources["aws_cloudwatch_event_bus.b"], EventBus)
    assert isinstance(policy, ResourcePolicy)
    assert policy.targets == ("aws_cloudwatch_event_bus.b",)
    assert [s.actions for s in policy.statements] == [("events:PutEvents",)]


def test_secrets_and_keys(resources_of: Callable[[str], dict[str, Resource]]) -> None:
    resources = resources_of("""
        aws_secretsmanager_secret.s: {name: database, kms_key_id: k}
        aws_secretsmanager_secret_version.v:
          secret_id: ${aws_secretsmanager_secret.s}
          secret_string: {user: admin, password: hunter2hunter2}
        aws_secretsmanager_secret_rotation.r: {secret_id: "${aws_secretsmanager_secret.s}", rotation_lambda_arn: x}
        aws_ssm_parameter.p: {name: /a/b, type: SecureString, value: text}
        aws_kms_key.k: {enable_key_rotation: true}
        aws_kms_key_policy.k:
          key_id: ${aws_kms_key.k}
          policy: '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}]}'
    """)
    secret = resources["aws_secretsmanager_secret.s"]
    assert isinstance(secret, Secret)
    assert secret.literal == Known('{"user": "admin", "password": "hunter2hunter2"}')
    assert (secret.customer_key, secret.rotates) == (Known(True), Known(True))
    parameter, key = resources["aws_ssm_parameter.p"], resources["aws_kms_key.k"]
    assert isinstance(parameter, ConfigParameter)
    assert (parameter.secure, parameter.value) == (Known(True), Known("text"))
    assert isinstance(key, EncryptionKey)
    assert key.rotates == Known(True)
    assert isinstance(resources["aws_kms_key.k:Policy"], ResourcePolicy)


def test_write_only_values_are_written_too(resources_of: Callable[[str], dict[str, Resource]]) -> None:
    resources = resources_of("""
        aws_secretsmanager_secret.s: {name: database}
        aws_secretsmanager_secret_version.v:
          secret_id: ${aws_secretsmanager_secret.s}
          secret_string_wo: hunter2hunter2
          secret_string_wo_version: 1
        aws_ssm_parameter.p: {name: /a/b, type: SecureString, value_wo: text, value_wo_version: 1}
    """)
    secret, parameter = resources["aws_secretsmanager_secret.s"], resources["aws_ssm_parameter.p"]
    assert isinstance(secret, Secret)
    assert isinstance(parameter, ConfigParameter)
    assert (secret.literal, parameter.value) == (Known("hunter2hunter2"), Known("text"))


def test_a_pool_asks_for_what_its_block_says_and_no_more(resources_of: Callable[[str], dict[str, Resource]]) -> None:
    resources = resources_of("""
        aws_cognito_user_pool.p:
          name: users
          mfa_configuration: OPTIONAL
          password_policy: [{minimum_length: 12, require_numbers: true}]
          admin_create_user_config: [{allow_admin_create_user_only: true}]
          schema: [{name: role, attribute_data_type: String}, {name: plan, attribute_data_type: String, mutable: true}]
        aws_cognito_user_pool.plain: {name: others}
        aws_cognito_user_pool_client.c:
          name: web
          user_pool_id: ${aws_cognito_user_pool.p}
          callback_urls: ["http://localhost"]
          allowed_oauth_flows: [implicit]
          explicit_auth_flows: [ALLOW_USER_PASSWORD_AUTH]
        aws_cognito_identity_pool.i: {identity_pool_name: i, allow_unauthenticated_identities: true}
        aws_cognito_identity_pool_roles_attachment.a:
          identity_pool_id: ${aws_cognito_identity_pool.i}
          roles: {unauthenticated: "${aws_iam_role.guest.Arn}"}
    """)
    pool, plain = resources["aws_cognito_user_pool.p"], resources["aws_cognito_user_pool.plain"]
    assert isinstance(pool, UserPool)
    assert isinstance(plain, UserPool)
    assert (pool.minimum_length, pool.require_numbers, pool.require_symbols) == (Known(12), Known(True), Known(False))
    assert plain.require_symbols == Known(True)
    assert (pool.mfa, pool.self_sign_up) == (Known("OPTIONAL"), Known(False))
    assert [(a.name, a.mutable) for a in pool.attributes] == [("role", False), ("plan", True)]
    client, identities = resources["aws_cognito_user_pool_client.c"], resources["aws_cognito_identity_pool.i"]
    assert isinstance(client, UserPoolClient)
    assert (client.callback_urls, client.oauth_flows) == (("http://localhost",), ("implicit",))
    assert client.user_pool == "aws_cognito_user_pool.p"
    assert isinstance(identities, IdentityPool)
    assert identities.unauthenticated_role == "aws_iam_role.guest"


def test_log_groups(application_of: Build) -> None:
    application = application_of("""
        aws_lambda_function.f: {function_name: orders, filename: f.zip}
        aws_lambda_function.g: {function_name: other, filename: f.zip}
        aws_lambda_function.h: {function_name: third, filename: f.zip, logging_config: {log_group: /shared}}
        aws_cloudwatch_log_group.f: {name: "/aws/lambda/${aws_lambda_function.f}", retention_in_days: 0}
        aws_cloudwatch_log_group.g: {name: /aws/lambda/other, retention_in_days: 30}
    """)
    declared = ["aws_cloudwatch_log_group.f", "aws_cloudwatch_log_group.g"]
    assert [f.log_group for f in application.functions] == [*declared, "/shared"]
    groups = [r for r in application.resources.values() if isinstance(r, LogGroup)]
    assert [group.retention_days for group in groups] == [None, Known(30)]


def test_rules_of_security_groups(resources_of: Callable[[str], dict[str, Resource]]) -> None:
    group = resources_of("""
        aws_security_group.g:
          name: g
          ingress: [{from_port: 22, to_port: 22, protocol: tcp, cidr_blocks: [10.0.0.0/8, 0.0.0.0/0]}]
          egress: [{from_port: 0, to_port: 0, protocol: "-1", cidr_blocks: [0.0.0.0/0]}]
        aws_security_group_rule.out:
          {type: egress, security_group_id: "${aws_security_group.g.GroupId}", protocol: all, cidr_blocks: [0.0.0.0/0]}
        aws_vpc_security_group_ingress_rule.in:
          security_group_id: ${aws_security_group.g.GroupId}
          cidr_ipv6: "::/0"
          from_port: 443
          to_port: 443
          ip_protocol: tcp
    """)["aws_security_group.g"]
    assert isinstance(group, SecurityGroup)
    assert [(r.cidr, r.first_port) for r in group.ingress] == [("10.0.0.0/8", 22), ("0.0.0.0/0", 22), ("::/0", 443)]


@pytest.mark.parametrize(
    ("configuration", "encrypted"),
    [
        ("aws_db_instance.d: {storage_encrypted: true, password: abc}", True),
        ("aws_db_instance.d: {storage_encrypted: true, password_wo: abc}", True),
        ("aws_rds_cluster.d: {engine: postgres, master_password: abc}", False),
        ("aws_rds_cluster.d: {engine: aurora-mysql, master_password_wo: abc}", True),
        ("aws_elasticache_replication_group.d: {at_rest_encryption_enabled: true, auth_token: abc}", True),
        (
            "aws_opensearch_domain.d: {encrypt_at_rest: [{enabled: true}],"
            " advanced_security_options: [{master_user_options: [{master_user_password: abc}]}]}",
            True,
        ),
        ("aws_mq_broker.d: {user: [{username: a, password: abc}]}", True),
    ],
)
def test_databases(resources_of: Callable[[str], dict[str, Resource]], configuration: str, encrypted: bool) -> None:
    (database,) = resources_of(configuration).values()
    assert isinstance(database, Database)
    assert (database.encrypted, database.password) == (Known(encrypted), Known("abc"))


def test_a_document_keeps_its_words(tree_of: Callable[..., Tree]) -> None:
    """A list that `jsonencode` makes is text, not blocks of the resource."""
    text = """
        resource "aws_ssm_parameter" "p" {
          name  = "p"
          type  = "String"
          value = jsonencode([{ some_name = "a" }])
        }
        """
    (stack,) = read_terraform(tree_of({"main.tf": text}))
    assert stack.resources["aws_ssm_parameter.p"].properties.get("Value").text() == '[{"some_name":"a"}]'


def test_the_id_of_a_part_is_that_of_its_owner(tree_of: Callable[..., Tree]) -> None:
    text = """
        resource "aws_s3_bucket" "b" {}
        resource "aws_s3_bucket_public_access_block" "b" {
          bucket            = aws_s3_bucket.b.id
          block_public_acls = true
        }
        resource "aws_s3_bucket_versioning" "b" {
          bucket = aws_s3_bucket_public_access_block.b.id
          versioning_configuration {
            status = "Enabled"
          }
        }
        """
    (stack,) = read_terraform(tree_of({"main.tf": text}))
    (bucket,) = stack.resources.values()
    assert bucket.properties.get("VersioningConfiguration", "Status").text() == "Enabled"
