"""Secrets, configuration parameters and keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from goatherd.frontends.contents import plain
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.resources.policies import own_policy
from goatherd.frontends.terraform.resources.translation import Part, Property, ResourceType

if TYPE_CHECKING:
    from goatherd.frontends.terraform.resources.translation import Table

_SECRET = "AWS::SecretsManager::Secret"
_KEY = "AWS::KMS::Key"


def _as_text(value: Node) -> Node:
    """What `jsonencode` made, as the text that it is."""
    if value.kind not in ("mapping", "sequence"):
        return value
    text = value.text()
    return Node.scalar(json.dumps(plain(value)) if text is None else text, value.span)


_VALUE: Table = {name: Property("Value", _as_text) for name in ("value", "insecure_value", "value_wo")}
_SECRET_VALUE: Table = {name: Property("SecretString", _as_text) for name in ("secret_string", "secret_string_wo")}

TYPES: dict[str, ResourceType] = {
    "aws_secretsmanager_secret": ResourceType(
        _SECRET,
        {"name_prefix": None, "policy": None},
        {"arn": "", "id": "", "name": "Name"},
        beside=own_policy("policy", "AWS::SecretsManager::ResourcePolicy", "SecretId", "ResourcePolicy"),
    ),
    "aws_secretsmanager_secret_policy": ResourceType(
        "AWS::SecretsManager::ResourcePolicy", {"secret_arn": "SecretId", "policy": "ResourcePolicy"}
    ),
    "aws_secretsmanager_secret_rotation": ResourceType(
        "AWS::SecretsManager::RotationSchedule", {"rotation_lambda_arn": "RotationLambdaARN"}
    ),
    "aws_ssm_parameter": ResourceType("AWS::SSM::Parameter", _VALUE, {"name": ""}),
    "aws_kms_key": ResourceType(_KEY, {"policy": "KeyPolicy"}, {"key_id": ""}),
    "aws_kms_replica_key": ResourceType("AWS::KMS::ReplicaKey", {"policy": "KeyPolicy"}, {"key_id": ""}),
    "aws_kms_alias": ResourceType(
        "AWS::KMS::Alias", {"name": "AliasName"}, {"name": "", "target_key_arn": "TargetKeyArn"}
    ),
}

PARTS: dict[str, Part] = {
    "aws_secretsmanager_secret_version": Part(
        ("secret_id",),
        _SECRET,
        {**_SECRET_VALUE, "version_stages": None, "secret_binary": None},
    ),
    "aws_kms_key_policy": Part(("key_id",), _KEY, {"policy": "KeyPolicy", "bypass_policy_lockout_safety_check": None}),
}
