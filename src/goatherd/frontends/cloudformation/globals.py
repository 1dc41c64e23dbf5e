"""SAM Globals, merged into the properties of every resource of their kind the way SAM does it.

Maps are merged, lists concatenated (global first), everything else is overridden; an intrinsic function
counts as a single value. Every value keeps the span of the place where it is written.
Source: the SAM specification, "Globals section of the AWS SAM template".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.frontends.budget import Budget

_PREFIX = "AWS::Serverless::"


def with_globals(properties: Node, kind: str, section: Node, budget: Budget) -> Node:
    """The properties of a resource of type `kind` as SAM sees them; nothing is evaluated yet."""
    if not kind.startswith(_PREFIX):
        return properties
    shared = section.get(kind[len(_PREFIX) :])
    if not shared.is_mapping:
        return properties
    if properties.kind == "absent":
        return Node("mapping", properties.span, entries=shared.entries, key_spans=shared.key_spans)
    return _merge(shared, properties, budget)


def _merge(shared: Node, own: Node, budget: Budget) -> Node:
    if _is_map(shared) and _is_map(own):
        budget.spend(len(shared.entries))
        entries = dict(shared.entries)
        for key, value in own.items():
            entries[key] = _merge(shared.entries[key], value, budget) if key in shared.entries else value
        return Node("mapping", own.span, entries=entries, key_spans={**shared.key_spans, **own.key_spans})
    if shared.kind == "sequence" and own.kind == "sequence":
        budget.spend(len(shared.elements))
        return Node.sequence(shared.elements + own.elements, own.span)
    return own


def _is_map(node: Node) -> bool:
    if not node.is_mapping:
        return False
    if len(node.entries) != 1:
        return True
    (key,) = node.entries
    return key not in ("Ref", "Condition") and not key.startswith("Fn::")
