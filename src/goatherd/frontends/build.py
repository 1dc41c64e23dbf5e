"""Makes Nodes out of Python values, all of which stand at the place that causes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.core.source import Span


def build(value: object, span: Span) -> Node:
    """dict, list, text, number or Node -> Node. Nodes stay as they are; what is None or absent is left out."""
    if isinstance(value, Node):
        return value
    if isinstance(value, dict):
        entries = {str(key): build(item, span) for key, item in value.items() if _is_given(item)}
        return mapping(entries, span)
    if isinstance(value, (list, tuple)):
        return Node.sequence(tuple(build(item, span) for item in value if _is_given(item)), span)
    return Node.scalar(value, span)


def _is_given(value: object) -> bool:
    return value is not None and not (isinstance(value, Node) and value.kind == "absent")


def mapping(entries: dict[str, Node], span: Span) -> Node:
    """Every key stands where its value does."""
    return Node.mapping(entries, {key: node.span for key, node in entries.items()}, span)


def first(*nodes: Node) -> Node:
    """The first that exists, else the last."""
    return next((node for node in nodes if node.exists), nodes[-1])


def default(node: Node, value: object) -> object:
    """The node, or the value that holds where it is not written."""
    return node if node.exists else value


def ref(id: str) -> dict[str, object]:
    return {"Ref": id}


def get_att(id: str, attribute: str = "Arn") -> dict[str, object]:
    return {"Fn::GetAtt": [id, attribute]}
