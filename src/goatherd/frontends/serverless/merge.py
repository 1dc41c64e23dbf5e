"""Sections of a service put together key by key, as the Framework merges them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.core.source import Span

_MAX_PARTS = 5_000  # of a section, in a list


def merged(under: Node, over: Node) -> Node:
    """Mappings merged key by key, as deep as both are mappings; everything else of `over` wins."""
    if not (under.is_mapping and over.is_mapping) or is_function(under) or is_function(over):
        return over if over.exists else under
    entries = dict(under.entries)
    key_spans = dict(under.key_spans)
    for key, value in over.items():
        entries[key] = merged(entries[key], value) if key in entries else value
        key_spans.setdefault(key, over.key_span(key))
    return Node.mapping(entries, key_spans, under.span)


def merged_all(parts: Iterable[Node], span: Span) -> Node:
    """One mapping of all that are mappings."""
    entries: dict[str, Node] = {}
    key_spans: dict[str, Span] = {}
    for part in parts:
        for key, value in part.items():
            entries[key] = merged(entries[key], value) if key in entries else value
            key_spans.setdefault(key, part.key_span(key))
    return Node.mapping(entries, key_spans, span)


def as_mapping(node: Node) -> Node:
    """A mapping, or the mappings of a list merged into one; everything else as it is."""
    if node.kind != "sequence":
        return node
    return merged_all(node.elements[:_MAX_PARTS], node.span)


def is_function(node: Node) -> bool:
    """Whether it is a call of an intrinsic function, which is one value."""
    return len(node.entries) == 1 and ("Ref" in node.entries or next(iter(node.entries)).startswith("Fn::"))


def is_nothing(node: Node) -> bool:
    """Whether it is not written, or null."""
    return node.kind == "absent" or (node.kind == "scalar" and node.value is None)
