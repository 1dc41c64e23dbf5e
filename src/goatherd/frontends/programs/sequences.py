"""What a loop over a value goes through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import Array, Class, Instance, Record, Value, is_nothing

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.programs.machine import Machine


def items_of(m: Machine, value: Value, span: Span) -> list[Value]:
    """The elements; a dictionary's keys; one unknown element for what is not known."""
    if isinstance(value, Array):
        m.tick(len(value.items))
        return list(value.items)
    if isinstance(value, Record):
        return keys_of(m, value)
    if isinstance(value, Class):
        return [member for member in value.members.values() if isinstance(member, Instance)]
    if is_nothing(value):
        return []
    if isinstance(value, Node) and isinstance(value.value, str) and "${" not in value.value:
        return [Node.scalar(character, span) for character in value.value[:1000]]
    return [Node.opaque("it is an element of something unknown", span)]


def keys_of(m: Machine, value: Value) -> list[Value]:
    """The keys of a mapping or list; one opaque key where it is not known."""
    if isinstance(value, Record):
        m.tick(len(value.entries))
        return [Node.scalar(key, value.key_spans.get(key, value.span)) for key in value.entries]
    if isinstance(value, Array):
        return [Node.scalar(str(at), value.span) for at in range(len(value.items))]
    if is_nothing(value):
        return []
    return [Node.opaque("it is a key of something unknown", value.span)]
