"""Policies that are attached to resources, and permissions to invoke functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import known, placeholders
from goatherd.frontends.aws.policy_documents import read_document, read_statements
from goatherd.frontends.aws.resources.common import common, optional_text, reference
from goatherd.model.resource import InvokePermission, Resource, ResourcePolicy
from goatherd.model.role import Statement

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Declared, Stack
    from goatherd.frontends.node import Node

# where each type says what it is attached to, and where the document stands
ATTACHED: dict[str, tuple[str, str]] = {
    "AWS::S3::BucketPolicy": ("Bucket", "PolicyDocument"),
    "AWS::S3::AccessPointPolicy": ("Bucket", "PolicyDocument"),
    "AWS::SQS::QueuePolicy": ("Queues", "PolicyDocument"),
    "AWS::SQS::QueueInlinePolicy": ("Queue", "PolicyDocument"),
    "AWS::SNS::TopicPolicy": ("Topics", "PolicyDocument"),
    "AWS::SNS::TopicInlinePolicy": ("TopicArn", "PolicyDocument"),
    "AWS::SecretsManager::ResourcePolicy": ("SecretId", "ResourcePolicy"),
    "AWS::Kinesis::ResourcePolicy": ("ResourceArn", "ResourcePolicy"),
}
# types whose own properties hold a policy
INLINE: dict[str, str] = {
    "AWS::Events::EventBus": "Policy",
    "AWS::ECR::Repository": "RepositoryPolicyText",
    "AWS::KMS::Key": "KeyPolicy",
    "AWS::KMS::ReplicaKey": "KeyPolicy",
    "AWS::EFS::FileSystem": "FileSystemPolicy",
    "AWS::OpenSearchService::Domain": "AccessPolicies",
    "AWS::Elasticsearch::Domain": "AccessPolicies",
}


def read_attached_policy(declared: Declared) -> ResourcePolicy:
    target, document = ATTACHED[declared.type]
    statements, _ = read_document(declared.properties.get(document))
    targets = tuple(reference(node) for node in declared.properties.get(target).list())
    return ResourcePolicy(**common(declared), targets=targets, statements=statements)


def read_inline_policy(declared: Declared) -> ResourcePolicy | None:
    """The policy inside a resource's own properties, as a resource "<id>:Policy"."""
    if declared.properties.get("VPCOptions").exists:
        return None  # a search domain inside a network: whoever the policy names has to get there first
    document = _inline_document(declared)
    statements, _ = read_document(document)
    if not statements:
        return None
    fields = common(declared)
    fields["id"] = f"{declared.id}:Policy"
    fields["span"] = document.span
    return ResourcePolicy(**fields, targets=(declared.id,), statements=statements)


def _inline_document(declared: Declared) -> Node:
    if declared.type == "AWS::DynamoDB::Table":
        return declared.properties.get("ResourcePolicy", "PolicyDocument")
    return declared.properties.get(INLINE.get(declared.type, ""))


def read_bus_policy(declared: Declared) -> ResourcePolicy:
    """`AWS::Events::EventBusPolicy`, in its present form (`Statement`) and its older one."""
    properties = declared.properties
    statement = properties.get("Statement")
    statements = read_statements(statement)[0] if statement.exists else _old_bus_statement(properties)
    bus = properties.get("EventBusName")
    return ResourcePolicy(
        **common(declared), targets=(reference(bus) if bus.exists else "default",), statements=statements
    )


def _old_bus_statement(properties: Node) -> list[Statement]:
    principal = properties.get("Principal")
    action = properties.get("Action")
    condition = properties.get("Condition")
    if not principal.exists:
        return []
    conditions = {}
    if condition.exists:
        key = condition.get("Key").text() or "aws:PrincipalOrgID"
        conditions = {condition.get("Type").text() or "StringEquals": {key: condition.get("Value").texts()}}
    written = Statement(
        effect="Allow",
        actions=action.texts() or ("events:PutEvents",),
        resources=("*",),
        span=principal.span,
        principals=tuple(("AWS", name) for name in principal.texts()),
        conditions=conditions,
        action_spans=(action.span,),
        resource_spans=(principal.span,),
    )
    return [written]


def read_permission(declared: Declared, stack: Stack) -> InvokePermission:
    properties = declared.properties
    return InvokePermission(
        **common(declared),
        function=_function_behind(reference(properties.get("FunctionName")), stack),
        principal=properties.get("Principal").as_text(),
        action=properties.get("Action").as_text("lambda:InvokeFunction"),
        source_arn=optional_text(properties.get("SourceArn")),
        source_account=optional_text(properties.get("SourceAccount")),
        organization=optional_text(properties.get("PrincipalOrgID")),
        auth_type=optional_text(properties.get("FunctionUrlAuthType")),
    )


def _function_behind(target: str, stack: Stack) -> str:
    """The function that an alias, a version or an ARN with a qualifier stands for."""
    named = next((id for id, _ in placeholders(target)), target)
    declared = stack.resources.get(named)
    if declared is not None and declared.type in ("AWS::Lambda::Alias", "AWS::Lambda::Version"):
        return reference(declared.properties.get("FunctionName"))
    return named


def resolve_targets(resources: dict[str, Resource]) -> None:
    """Turn targets that are named by their physical name or ARN into ids."""
    names: dict[str, str] = {}
    for resource in resources.values():
        name = known(resource.physical_name)
        if name and not isinstance(resource, (ResourcePolicy, InvokePermission)):
            names.setdefault(name, resource.id)
    for resource in resources.values():
        if isinstance(resource, ResourcePolicy):
            resource.targets = tuple(names.get(target.rpartition(":")[2], target) for target in resource.targets)


READERS: dict[str, Callable[[Declared], Resource]] = {
    **dict.fromkeys(ATTACHED, read_attached_policy),
    "AWS::Events::EventBusPolicy": read_bus_policy,
}
