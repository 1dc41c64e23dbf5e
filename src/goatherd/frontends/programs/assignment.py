"""Assignment to names, members and patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.frontends.node import Node
from goatherd.frontends.programs.sequences import items_of
from goatherd.frontends.programs.values import Array, Class, External, Instance, Record, Symbol, Value, known_text

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.programs.machine import Machine
    from goatherd.frontends.programs.scope import Scope


def assign(m: Machine, target: ir.Expr, value: Value, scope: Scope, *, declares: bool = False) -> None:
    """Give a name, member, element or pattern its value. `declares`: in this scope, not where the name is known."""
    if isinstance(target, ir.Name):
        owner = scope if declares else scope.owner(target.id)
        m.write(owner.names, target.id, value)
    elif isinstance(target, ir.Attr):
        set_member(m, m.eval(target.obj, scope), target.name, value, scope.span(target.pos))
    elif isinstance(target, ir.Item):
        key = m.eval(target.key, scope)
        set_item(m, m.eval(target.obj, scope), key, value, scope.span(target.pos))
    elif isinstance(target, ir.ListPattern):
        _by_position(m, target, value, scope, declares)
    elif isinstance(target, ir.DictPattern):
        _by_key(m, target, value, scope, declares)
    elif isinstance(target, ir.DefaultPattern):
        missing = isinstance(value, Node) and value.kind == "absent"
        assign(m, target.target, m.eval(target.default, scope) if missing else value, scope, declares=declares)


def set_member(m: Machine, holder: Value, name: str, value: Value, span: Span) -> None:
    if isinstance(holder, Instance):
        m.write(holder.fields, name, value)
        if isinstance(holder.native, Symbol):
            holder.native.assign(m, name, value)
    elif isinstance(holder, Class):
        m.write(holder.members, name, value)
    elif isinstance(holder, Record):
        holder.key_spans.setdefault(name, span)
        m.write(holder.entries, name, value)
    elif isinstance(holder, Symbol):
        holder.assign(m, name, value)


def set_item(m: Machine, holder: Value, key: Value, value: Value, span: Span) -> None:
    """Set an element or entry; with a key that is not known, the whole mapping is open from then on."""
    if isinstance(holder, Array):
        if isinstance(key, Node) and isinstance(key.value, int) and -len(holder.items) <= key.value < len(holder.items):
            holder.items[key.value] = value
        return
    text = known_text(key) if not (isinstance(key, Node) and isinstance(key.value, int)) else str(key.value)
    if text is not None:
        set_member(m, holder, text, value, span)
    elif isinstance(holder, Record):
        holder.open = "a key of it is decided at deployment"


def _by_position(m: Machine, target: ir.ListPattern, value: Value, scope: Scope, declares: bool) -> None:
    span = scope.span(target.pos)
    opaque = isinstance(value, Node | External)
    items = [] if opaque else items_of(m, value, span)
    for position, item in enumerate(target.items):
        if isinstance(item, ir.Star):
            after = len(target.items) - position - 1
            rest: Value = Array(items[position : len(items) - after], span)
            assign(m, item.target, value if opaque else rest, scope, declares=declares)
        elif not isinstance(item, ir.Const):
            part = items[position] if position < len(items) else _absent(value, opaque, span)
            assign(m, item, part, scope, declares=declares)


def _absent(value: Value, opaque: bool, span: Span) -> Node:
    return Node.opaque("it is a part of an unknown value", span) if opaque else Node.absent(span)


def _by_key(m: Machine, target: ir.DictPattern, value: Value, scope: Scope, declares: bool) -> None:
    taken = set()
    for key, inner in target.entries:
        name = known_text(m.eval(key, scope)) or ""
        taken.add(name)
        assign(m, inner, m.member(value, name, scope.span(inner.pos)), scope, declares=declares)
    if target.rest is not None:
        rest: Value = value
        if isinstance(value, Record):
            entries = {key: item for key, item in value.entries.items() if key not in taken}
            rest = Record(entries, value.key_spans, value.span, value.open)
        assign(m, target.rest, rest, scope, declares=declares)
