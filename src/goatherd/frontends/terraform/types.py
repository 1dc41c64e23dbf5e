"""Type constraints of variables: what `optional(…)` fills in, and the defaults it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.terraform.syntax import Call, Object
from goatherd.frontends.terraform.values import Reference, is_null, text_of

if TYPE_CHECKING:
    from goatherd.frontends.terraform.evaluate import Evaluator
    from goatherd.frontends.terraform.syntax import Expression

_MAX_DEPTH = 15


def conformed(e: Evaluator, value: Node, constraint: Expression | None, depth: int = 0) -> Node:
    """The value with the attributes that its type makes optional, null or with their default."""
    if not isinstance(constraint, Call) or isinstance(value, Reference) or depth > _MAX_DEPTH or is_null(value):
        return value
    inner = constraint.arguments[0] if constraint.arguments else None
    if constraint.name == "optional":
        return conformed(e, value, inner, depth + 1)
    if constraint.name in ("map", "list", "set"):
        return _elements(e, value, inner, depth)
    if constraint.name == "object" and isinstance(inner, Object) and value.is_mapping:
        return _object(e, value, inner, depth)
    return value


def _elements(e: Evaluator, value: Node, inner: Expression | None, depth: int) -> Node:
    if not isinstance(inner, Call) or value.kind not in ("mapping", "sequence"):
        return value
    entries = {key: conformed(e, item, inner, depth + 1) for key, item in value.items()}
    elements = tuple(conformed(e, item, inner, depth + 1) for item in value.elements)
    return Node(value.kind, value.span, entries=entries, key_spans=value.key_spans, elements=elements)


def _object(e: Evaluator, value: Node, written: Object, depth: int) -> Node:
    entries = dict(value.entries)
    for key, constraint in written.entries:
        name = text_of(e.evaluate(key))
        e.budget.spend(1)
        optional = isinstance(constraint, Call) and constraint.name == "optional"
        if name in entries and not (optional and is_null(entries[name])):
            entries[name] = conformed(e, entries[name], constraint, depth + 1)
        elif optional and isinstance(constraint, Call):
            arguments = constraint.arguments
            default = e.evaluate(arguments[1]) if len(arguments) > 1 else Node.scalar(None, key.span)
            entries[name] = conformed(e, default, constraint, depth + 1)
    return Node("mapping", value.span, entries=entries, key_spans=value.key_spans)
