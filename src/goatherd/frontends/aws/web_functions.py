"""Web functions (`AWS::Lambda::WebFunction`), said in the words of other functions: their code is in a revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.core.value import placeholders
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.frontends.aws.stack import Declared, Stack

_WEB = "AWS::Lambda::WebFunction"
_REVISION = "AWS::Lambda::WebFunctionRevision"
# property of a function: where a revision has it
_OF_REVISION = {
    "Runtime": ("BuildConfig", "RuntimeConfig", "Runtime"),
    "Role": ("ServiceConfig", "ExecutionRoleArn"),
    "Timeout": ("ServiceConfig", "TimeoutSeconds"),
    "KmsKeyArn": ("KmsKeyArn",),
    "Code": ("BuildConfig", "CodeConfig", "S3Object"),
}


def with_web_functions(stack: Stack) -> Stack:
    """The stack with its web functions as functions that have what their last revision says."""
    web = stack.of(_WEB)
    if not web:
        return stack
    revisions = {_function_of(revision, web): revision for revision in stack.of(_REVISION)}
    resources = dict(stack.resources)
    for declared in web:
        properties = _properties(declared, revisions.get(declared.id))
        resources[declared.id] = evolve(declared, type="AWS::Lambda::Function", properties=properties)
    return evolve(stack, resources=resources)


def _function_of(revision: Declared, web: list[Declared]) -> str:
    written = revision.properties.get("FunctionName").text() or ""
    ids = [id for id, _ in placeholders(written)]
    named = (each.id for each in web if each.id in ids or each.properties.get("FunctionName").text() == written)
    return next(named, "")


def _properties(declared: Declared, revision: Declared | None) -> Node:
    entries = dict(declared.properties.entries)
    if revision is not None:
        found = {key: revision.properties.get(*path) for key, path in _OF_REVISION.items()}
        variables = revision.properties.get("ServiceConfig", "EnvironmentVariables")
        if variables.exists:
            found["Environment"] = Node("mapping", variables.span, entries={"Variables": variables})
        entries |= {key: node for key, node in found.items() if node.exists}
    return Node("mapping", declared.properties.span, entries=entries, key_spans=dict(declared.properties.key_spans))
