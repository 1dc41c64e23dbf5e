"""Secrets, configuration parameters and the keys that encrypt them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import Known
from goatherd.frontends.aws.resources.common import common, equals, optional_text, presence, reference
from goatherd.model.resource import ConfigParameter, EncryptionKey, Resource, Secret, UsagePlan

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Declared, Stack
    from goatherd.frontends.node import Node


def read_secret(declared: Declared) -> Secret:
    properties = declared.properties
    return Secret(
        **common(declared),
        literal=optional_text(properties.get("SecretString")),
        customer_key=presence(properties.get("KmsKeyId")),
    )


def read_api_key(declared: Declared) -> Secret:
    """An API key whose value may stand in the template."""
    return Secret(**common(declared), literal=optional_text(declared.properties.get("Value")))


def read_usage_plan(declared: Declared) -> UsagePlan:
    limits = [declared.properties.get("Throttle"), declared.properties.get("Quota")]
    stages = declared.properties.get("ApiStages").list()
    limits += [stage.get("Throttle") for stage in stages]
    return UsagePlan(
        **common(declared, "UsagePlanName"),
        limited=next((presence(limit) for limit in limits if limit.exists), presence(limits[0])),
    )


def read_connection(declared: Declared) -> Secret:
    """The credentials of an EventBridge connection, which it keeps in a secret store."""
    return Secret(**common(declared), literal=optional_text(_connection_value(declared.properties)))


def _connection_value(properties: Node) -> Node:
    parameters = properties.get("AuthParameters")
    for path in (
        ("ApiKeyAuthParameters", "ApiKeyValue"),
        ("BasicAuthParameters", "Password"),
        ("OAuthParameters", "ClientParameters", "ClientSecret"),
    ):
        value = parameters.get(*path)
        if value.exists:
            break
    return value


def read_parameter(declared: Declared) -> ConfigParameter:
    properties = declared.properties
    return ConfigParameter(
        **common(declared),
        value=properties.get("Value").as_text(),
        secure=equals(properties.get("Type"), "SecureString"),
    )


def read_key(declared: Declared) -> EncryptionKey:
    properties = declared.properties
    return EncryptionKey(
        **common(declared),
        rotates=properties.get("EnableKeyRotation").as_bool(False),
    )


def mark_rotated(stack: Stack, resources: dict[str, Resource]) -> None:
    for schedule in stack.of("AWS::SecretsManager::RotationSchedule"):
        secret = resources.get(reference(schedule.properties.get("SecretId")))
        if isinstance(secret, Secret):
            secret.rotates = Known(True, schedule.span)


READERS: dict[str, Callable[[Declared], Resource]] = {
    "AWS::SecretsManager::Secret": read_secret,
    "AWS::ApiGateway::ApiKey": read_api_key,
    "AWS::ApiGateway::UsagePlan": read_usage_plan,
    "AWS::Events::Connection": read_connection,
    "AWS::SSM::Parameter": read_parameter,
    "AWS::KMS::Key": read_key,
}
