"""Resources of a stack: the nouns of goatherd.model.resource; a type without one is a plain Resource."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.resources import (
    data,
    identity,
    layers,
    messaging,
    network,
    observability,
    policies,
    secrets,
    storage,
)
from goatherd.frontends.aws.resources.common import common
from goatherd.model.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Declared, Stack

READERS: dict[str, Callable[[Declared], Resource]] = {
    **storage.READERS,
    **messaging.READERS,
    **policies.READERS,
    **identity.READERS,
    **secrets.READERS,
    **observability.READERS,
    **data.READERS,
    **network.READERS,
    **layers.READERS,
}

# read elsewhere: functions, roles, web APIs with their authorizers, state machines
ELSEWHERE = frozenset(
    {
        "AWS::Lambda::Function",
        "AWS::Serverless::Function",
        "AWS::IAM::Role",
        "AWS::IAM::Policy",
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::RolePolicy",
        "AWS::Serverless::Connector",
        "AWS::Serverless::Api",
        "AWS::Serverless::HttpApi",
        "AWS::Serverless::WebSocketApi",
        "AWS::Serverless::GraphQLApi",
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGateway::Authorizer",
        "AWS::ApiGatewayV2::Api",
        "AWS::ApiGatewayV2::Authorizer",
        "AWS::AppSync::GraphQLApi",
        "AWS::Serverless::StateMachine",
        "AWS::StepFunctions::StateMachine",
    }
)

# where types without a reader have their name, if not in `Name`
_NAMES = {
    "AWS::KinesisFirehose::DeliveryStream": "DeliveryStreamName",
    "AWS::ECS::Cluster": "ClusterName",
    "AWS::SES::EmailIdentity": "EmailIdentity",
}


def read_resources(stack: Stack) -> dict[str, Resource]:
    """All resources of the stack by id, in written order, without those whose condition is false by default."""
    resources: dict[str, Resource] = {}
    for declared in stack.resources.values():
        if declared.enabled is False or declared.type in ELSEWHERE:
            continue
        resources[declared.id] = _read(declared, stack)
        policy = policies.read_inline_policy(declared)
        if policy is not None:
            resources[policy.id] = policy
    policies.resolve_targets(resources)
    messaging.mark_dead_letter_queues(stack, resources)
    identity.attach_identity_roles(stack, resources)
    secrets.mark_rotated(stack, resources)
    network.add_ingress(stack, resources)
    layers.mark_public_layers(stack, resources)
    return resources


def _read(declared: Declared, stack: Stack) -> Resource:
    if declared.type == "AWS::Lambda::Permission":
        return policies.read_permission(declared, stack)
    if declared.type.startswith("Custom::"):
        return layers.read_custom_resource(declared)
    reader = READERS.get(declared.type)
    return reader(declared) if reader else Resource(**common(declared, _NAMES.get(declared.type, "Name")))
