"""Pseudo parameters: what CloudFormation knows without being told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import placeholder
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.core.source import Span

_FIXED = {"AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com"}
_ACCOUNT_WIDE = {"AWS::Region", "AWS::AccountId"}
_OF_THE_STACK = {"AWS::StackName", "AWS::StackId"}


def pseudo_parameter(name: str, prefix: str, span: Span) -> Node | None:
    """The value of `AWS::…`, or None where there is no such pseudo parameter.

    Region and account are one per application; each nested stack has a name and an id of its own.
    """
    if name in _FIXED:
        return Node.scalar(_FIXED[name], span)
    if name in _ACCOUNT_WIDE:
        return Node.scalar(placeholder(name.replace("::", "-")), span)
    if name in _OF_THE_STACK:
        return Node.scalar(placeholder(prefix + name.replace("::", "-")), span)
    if name == "AWS::NoValue":
        return Node.absent(span)
    if name == "AWS::NotificationARNs":
        return Node.opaque("the topics for stack events are chosen at deployment", span)
    return None
