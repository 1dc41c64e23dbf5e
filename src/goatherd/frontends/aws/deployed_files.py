"""Buckets that hold nothing but files of the tree, which the CDK copies there (BucketDeployment)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import sole_placeholder
from goatherd.frontends.aws.stack import outside_prefix
from goatherd.frontends.contents import references
from goatherd.model.resource import Bucket

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.frontends.aws.stack import Declared, Stack
    from goatherd.frontends.node import Node
    from goatherd.model.application import Application

_DEPLOYMENT = "Custom::CDKBucketDeployment"
# What may name a bucket without a policy that lets it write there; functions need one.
_ONLY_NAME_IT = ("AWS::S3::BucketPolicy", "AWS::CloudFront::", "AWS::Lambda::Function", _DEPLOYMENT)
_POLICIES = "AWS::IAM::"
_WRITES = re.compile(r"\*|\$\{\?\}|s3:(?!Get|List).*", re.IGNORECASE)
_UPLOADS = frozenset({"PUT", "POST", "*"})


def mark_deployed_files(stacks: list[Stack], applications: list[Application]) -> None:
    for stack, application in zip(stacks, applications, strict=True):
        copied = {id for declared in stack.of(_DEPLOYMENT) if (id := _target(declared))}
        for bucket in application.of(Bucket) if copied else ():
            if bucket.id in copied and not any(_UPLOADS.intersection(rule.methods) for rule in bucket.cors):
                bucket.only_deployed = not any(map(_may_write, _naming(bucket.id, stack, stacks)))


def _target(declared: Declared) -> str:
    whole = sole_placeholder(declared.properties.get("DestinationBucketName").text() or "")
    return whole[0] if whole else ""


def _naming(id: str, own: Stack, stacks: list[Stack]) -> Iterator[Declared]:
    """What refers to a bucket, in its own stack and in others."""
    for stack in stacks:
        called = id if stack is own else outside_prefix(own.path) + id
        yield from (declared for declared in stack.resources.values() if called in references(declared.properties))


def _may_write(declared: Declared) -> bool:
    if declared.type.startswith(_POLICIES):
        return any(_WRITES.fullmatch(action) for action in _actions(declared.properties))
    return not declared.type.startswith(_ONLY_NAME_IT)


def _actions(properties: Node) -> Iterator[str]:
    for policy in (properties, *properties.get("Policies").list()):
        for statement in policy.get("PolicyDocument", "Statement").list():
            yield from statement.get("Action").texts() if statement.get("Action").exists else ("*",)
