"""Assignment to every kind of target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.core.secrets import promises_secret
from goatherd.engine.interpreter import addresses, members, predictable, prototypes, races
from goatherd.engine.values import SETTING, Const, Obj, Value, const, join

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine

_BY_PLACE = frozenset({"list", "tuple", "set"})


def assign(m: Machine, target: ir.Expr, value: Value, pos: int) -> None:
    put(m, target, note_literal(m, target, value), pos)


def put(m: Machine, target: ir.Expr, value: Value, pos: int) -> None:
    """`assign` of what is noted elsewhere."""
    if isinstance(target, ir.Name):
        # Variables that a reader does not see: those of stubs, and those for parts of a long chain.
        told = value.labels and not m.module.is_stub and not target.id.startswith("#")
        m.bind(target.id, m.stepped(value, pos, f"assigned to {target.id}") if told else value)
    elif isinstance(target, ir.Attr):
        owner = m.evaluate(target.obj)
        races.computed(m, owner, const(target.name), value)
        members.write(m, owner, const(target.name), value, target.pos)
        addresses.written(m, target, owner, value)
    elif isinstance(target, ir.Item):
        _assign_item(m, target, value)
    elif isinstance(target, ir.ListPattern):
        _assign_list(m, target, value, pos)
    elif isinstance(target, ir.DictPattern):
        _assign_dict(m, target, value, pos)
    elif isinstance(target, ir.DefaultPattern):
        _assign_default(m, target, value, pos)
    elif isinstance(target, ir.Slice):
        owner = m.evaluate(target.obj)
        members.write(m, owner, Value((), ()), m.semantics.element(m, value), target.pos)
    elif isinstance(target, ir.Star):
        assign(m, target.target, value, pos)


def note_literal(
    m: Machine, target: ir.Expr, value: Value, beside: Iterable[ir.Expr | None] = (), written: ir.Expr | None = None
) -> Value:
    """Note a constant text, or a predictable one, under a name that promises a secret, for the checks.

    `beside` are the keys of the table that it stands in, where it is `written`.
    """
    if value.labels:
        return predictable.note(m, _name_of(target), value, target.pos, (_name_of(key) for key in beside if key))
    constant = value.constant
    if constant is None or not isinstance(constant.value, str) or not constant.value:
        return value
    name = _name_of(target)
    if name and promises_secret(name):
        place = written.pos if isinstance(written, ir.Const) else target.pos
        m.facts.literals.setdefault((name, m.place(place)), constant.value)
    return value


def note_arguments(m: Machine, params: list[ir.Param], args: Args) -> None:
    """`note_literal` of the constants that a call hands over, where it does: that is the line to change."""
    for index, pos in args.written.items():
        if index < len(params) and params[index].kind != "star":
            note_literal(m, ir.Name(pos, _name_of(params[index].target)), args.positional[index])


def _name_of(target: ir.Expr) -> str:
    if isinstance(target, ir.Name):
        return target.id
    if isinstance(target, ir.Attr):
        return target.name
    if isinstance(target, ir.Item) and isinstance(target.key, ir.Const):
        return str(target.key.value)
    return str(target.value) if isinstance(target, ir.Const) else ""


def _assign_item(m: Machine, target: ir.Item, value: Value) -> None:
    owner = m.evaluate(target.obj)
    key = m.evaluate(target.key)
    if key.labels and owner.labels and m.module.language == "javascript":
        prototypes.assigned(m, owner, key, target.pos)
    races.computed(m, owner, key, value)
    m.semantics.set_item(m, owner, m.semantics.property_key(key), value, target.pos)


def _assign_list(m: Machine, target: ir.ListPattern, value: Value, pos: int) -> None:
    exact = m.semantics.exact_elements(m, value)
    starred = next((i for i, item in enumerate(target.items) if isinstance(item, ir.Star)), None)
    for index, item in enumerate(target.items):
        if isinstance(item, ir.Const):
            continue
        if isinstance(item, ir.Star):
            after = len(target.items) - index - 1
            assign(m, item.target, m.semantics.rest_of(m, value, index, after, item.pos), pos)
            continue
        position = index if starred is None or index < starred else index - len(target.items)
        if exact is not None and -len(exact) <= position < len(exact):
            part = exact[position]
        elif isinstance(value.sole, Obj) and value.sole.kind not in _BY_PLACE:
            part = m.semantics.element(m, value)
        else:
            part = members.read(m, value, const(position), item.pos)
        assign(m, item, part, pos)


def _assign_dict(m: Machine, target: ir.DictPattern, value: Value, pos: int) -> None:
    taken: list[Value] = []
    for key_node, item in target.entries:
        key = m.evaluate(key_node)
        taken.append(key)
        assign(m, item, members.read(m, value, key, key_node.pos), pos)
    if target.rest is not None:
        names = {k.constant.value for k in taken if k.constant is not None}
        assign(m, target.rest, members.copy_without(m, value, names, target.pos), pos)


def _assign_default(m: Machine, target: ir.DefaultPattern, value: Value, pos: int) -> None:
    present = tuple(a for a in value.atoms if not (isinstance(a, Const) and a.value is ir.UNDEFINED))
    if len(present) != len(value.atoms) or not value.atoms or value.is_unknown:
        default = m.evaluate(target.default)
        settings = tuple(each for each in value.guards if each[1] is SETTING)
        value = join(Value(present, value.labels), default).with_guards(settings) if present else default
    assign(m, target.target, value, pos)


def delete(m: Machine, target: ir.Expr) -> None:
    if isinstance(target, ir.Item):
        m.semantics.delete_item(m, m.evaluate(target.obj), m.evaluate(target.key), target.pos)
    elif isinstance(target, ir.Attr):
        members.remove(m, m.evaluate(target.obj), const(target.name))
