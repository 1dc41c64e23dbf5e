"""The role of Zappa's function: a given one, or what Zappa attaches to the one that it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.core.value import placeholder
from goatherd.frontends.document import read_document
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.zappa.api import Resources
    from goatherd.frontends.zappa.settings import Stage
    from goatherd.tree import Tree

ROLE = "ExecutionRole"
_INTERFACES = ("Attach", "Create", "Delete", "Detach")
_NETWORK = (
    *(f"ec2:{verb}NetworkInterface" for verb in _INTERFACES),
    "ec2:DescribeInstances",
    "ec2:DescribeNetworkInterfaces",
    "ec2:ModifyNetworkInterfaceAttribute",
    "ec2:ResetNetworkInterfaceAttribute",
)
# ATTACH_POLICY in https://github.com/zappa/Zappa/blob/master/zappa/core.py
_ATTACHED = (
    (("logs:*",), "arn:aws:logs:*:*:*"),
    (("lambda:InvokeFunction",), "*"),
    (("xray:PutTraceSegments", "xray:PutTelemetryRecords"), "*"),
    (_NETWORK, "*"),
    (("s3:*",), "arn:aws:s3:::*"),
    (("kinesis:*",), "arn:aws:kinesis:*:*:*"),
    (("sns:*",), "arn:aws:sns:*:*:*"),
    (("sqs:*",), "arn:aws:sqs:*:*:*"),
    (("dynamodb:*",), "arn:aws:dynamodb:*:*:*"),
    (("route53:*",), "*"),
)
_TRUST = {
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": ["apigateway.amazonaws.com", "lambda.amazonaws.com", "events.amazonaws.com"]},
            "Action": "sts:AssumeRole",
        }
    ]
}


def role_of(stage: Stage, stack: Stack, tree: Tree) -> tuple[Node, Resources]:
    """(what the function's `Role` is, the role's resource if Zappa makes it)."""
    given = stage.get("role_arn")
    if given.text():
        return given, {}
    if stage.get("manage_roles").text() == "false":
        named = stage.get("role_name")
        return named if named.text() else Node.opaque("its role is made outside of Zappa", stage.span), {}
    attached = _attached(stage, stack, tree)
    extra = stage.get("extra_permissions")
    policies: list[dict[str, Any]] = [{"PolicyDocument": attached}]
    if extra.exists:
        policies.append({"PolicyDocument": {"Statement": extra}})
    properties = {"AssumeRolePolicyDocument": _trust(stage, tree), "Policies": policies}
    return Node.scalar(placeholder(ROLE, "Arn"), stage.span), {ROLE: ("AWS::IAM::Role", stage.span, properties)}


def _trust(stage: Stage, tree: Tree) -> Node | dict[str, Any]:
    written = stage.get("assume_policy")
    return _file(written, stage, tree) if written.text() else _TRUST


def _attached(stage: Stage, stack: Stack, tree: Tree) -> Node | dict[str, Any]:
    written = stage.get("attach_policy")
    if not written.text():
        statements = [{"Effect": "Allow", "Action": list(actions), "Resource": on} for actions, on in _ATTACHED]
        return {"Version": "2012-10-17", "Statement": statements}
    document = _file(written, stage, tree)
    if document.span.path != stage.span.path:
        stack.templates.append(document.span.path)
    return document


def _file(written: Node, stage: Stage, tree: Tree) -> Node:
    """A policy in a file beside the settings."""
    text = (written.text() or "").removeprefix("./")
    folder = stage.span.path.rpartition("/")[0]
    path = f"{folder}/{text}" if folder else text
    if path not in tree:
        return Node.opaque(f"the policy file {text} is not in the tree", written.span)
    documents = read_document(tree, path).documents
    return documents[0] if documents else Node.opaque(f"the policy file {text} cannot be read", written.span)
