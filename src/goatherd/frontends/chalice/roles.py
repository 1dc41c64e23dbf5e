"""Roles of Chalice's functions: given ones, those of a policy file, or what Chalice makes of the code's calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import placeholder
from goatherd.frontends.document import read_document
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.frontends.chalice.builder import Builder

_DEFAULT_ROLE = "DefaultRole"
_POLICY_KEYS = ("iam_policy_file", "autogen_policy")
_LOGS = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": "arn:*:logs:*:*:*",
        }
    ],
}
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ],
}


def add_role(builder: Builder, name: str, id: str) -> Node:
    """What the function's `Role` is; declares the role if Chalice makes it."""
    stage = builder.stage
    given = stage.get("iam_role_arn", name)
    if stage.get("manage_iam_role", name).text() == "false" and given.exists:
        return given
    own = any(layer.get("lambda_functions", name, key).exists for layer in stage.layers for key in _POLICY_KEYS)
    role = f"{id}Role" if own else _DEFAULT_ROLE
    policy = _policy(builder, name)
    if role not in builder.stack.resources:
        properties = {
            "AssumeRolePolicyDocument": _TRUST,
            "Policies": [{"PolicyDocument": _LOGS}, {"PolicyDocument": policy}],
        }
        builder.add(role, "AWS::IAM::Role", policy.span, properties)
    return Node.scalar(placeholder(role, "Arn"), policy.span)


def _policy(builder: Builder, name: str) -> Node:
    stage = builder.stage
    generated = stage.get("autogen_policy", name)
    if generated.text() != "false":
        return Node.opaque("Chalice makes the policy of the calls that it finds in the code", builder.app.span)
    folder = stage.path.rpartition("/")[0]
    file = stage.get("iam_policy_file", name)
    path = f"{folder}/{file.text() or f'policy-{stage.name}.json'}"
    if path not in builder.tree:
        return Node.opaque(f"the policy file {path} is not in the tree", generated.span)
    if path not in builder.stack.templates:
        builder.stack.templates.append(path)
    parsed = read_document(builder.tree, path)
    builder.stack.diagnoses.extend(parsed.diagnoses)
    return parsed.documents[0] if parsed.documents else Node.opaque("the policy file cannot be read", generated.span)
