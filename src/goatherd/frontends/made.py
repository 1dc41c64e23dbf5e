"""Nodes for what a framework declares by itself: plain data, at the place that makes the framework declare it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.core.source import Span


def made(data: Any, span: Span) -> Node:
    """Dicts, lists and scalars as a tree of Nodes; Nodes in them stay, those that are absent are left out."""
    if isinstance(data, Node):
        return data
    if isinstance(data, dict):
        entries = {str(key): made(value, span) for key, value in data.items()}
        present = {key: node for key, node in entries.items() if node.exists}
        return Node.mapping(present, {key: node.span for key, node in present.items()}, span)
    if isinstance(data, (list, tuple)):
        return Node.sequence(tuple(made(value, span) for value in data), span)
    return Node.scalar(data, span)
