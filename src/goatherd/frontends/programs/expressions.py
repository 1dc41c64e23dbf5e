"""Expressions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.core.value import HOLE
from goatherd.frontends.node import Node
from goatherd.frontends.programs import calls, classes, imports, library, local_runs
from goatherd.frontends.programs.assignment import assign
from goatherd.frontends.programs.members import item, sliced
from goatherd.frontends.programs.operators import EQUAL, binary, compare, conditional, logical, truth, unary
from goatherd.frontends.programs.scope import Scope, missing
from goatherd.frontends.programs.sequences import items_of
from goatherd.frontends.programs.values import (
    Array,
    Closure,
    FixedPattern,
    Namespace,
    Record,
    Value,
    as_default,
    is_nothing,
    is_opaque,
    known_text,
    moved,
    node_of,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.programs.machine import Machine

_MAX_ITEMS = 5_000
_FIXED = re.compile(r"(?:[^\\^$.|?*+()\[\]{}]|\\[^A-Za-z0-9])+")
_ESCAPED = re.compile(r"\\(.)")
_USES = (ir.Name, ir.Attr, ir.Item)


def evaluate(m: Machine, expr: ir.Expr, scope: Scope) -> Value:
    return _EXPRESSIONS[type(expr)](m, expr, scope)


def _const(m: Machine, expr: ir.Const, scope: Scope) -> Value:
    span = scope.span(expr.pos)
    if expr.value is ir.UNDEFINED:
        return Node.absent(span)
    if isinstance(expr.value, str | int | float | bool) or expr.value is None:
        return Node.scalar(expr.value, span)
    return Node.opaque("it is no configuration", span)


def _regex(m: Machine, expr: ir.Regex, scope: Scope) -> Value:
    fixed = _ESCAPED.sub(r"\1", expr.pattern) if _FIXED.fullmatch(expr.pattern) else None
    if fixed is None or set(expr.flags) - {"g"}:
        return Node.opaque("it is a regular expression", scope.span(expr.pos))
    return FixedPattern(fixed, "g" in expr.flags, scope.span(expr.pos))


def _name(m: Machine, expr: ir.Name, scope: Scope) -> Value:
    span = scope.span(expr.pos)
    if expr.id == "this":
        holder = scope.receiver()
        return holder.this if holder is not None and holder.this is not None else missing("this", span)
    value = scope.find(expr.id)
    if value is None:
        value = library.global_value(m, expr.id, scope, span)
    if value is None:
        value = m.hooks.name(m, expr.id, span)
    return missing(expr.id, span) if value is None else value


def _attribute(m: Machine, expr: ir.Attr, scope: Scope) -> Value:
    span = scope.span(expr.pos)
    if isinstance(expr.obj, ir.Name) and expr.obj.id == "super":
        return classes.super_member(m, expr.name, scope, span)
    holder = m.eval(expr.obj, scope)
    if expr.optional and is_nothing(holder):
        return Node.absent(span)
    return m.member(holder, expr.name, span)


def _item(m: Machine, expr: ir.Item, scope: Scope) -> Value:
    holder = m.eval(expr.obj, scope)
    if expr.optional and is_nothing(holder):
        return Node.absent(scope.span(expr.pos))
    return item(m, holder, m.eval(expr.key, scope), scope.span(expr.pos))


def _slice(m: Machine, expr: ir.Slice, scope: Scope) -> Value:
    bounds = [m.eval(bound, scope) if bound is not None else None for bound in (expr.low, expr.high)]
    return sliced(m.eval(expr.obj, scope), bounds[0], bounds[1], scope.span(expr.pos))


def _template(m: Machine, expr: ir.Template, scope: Scope) -> Value:
    span = scope.span(expr.pos)
    texts = [text_of(m.eval(part, scope)) for part in expr.parts]
    text = "".join(texts)
    m.tick(1 + len(text) // 100)
    if text == HOLE and len(texts) == 1:
        return node_of(m.eval(expr.parts[0], scope), span)
    return Node.scalar(text, span)


def _list(m: Machine, expr: ir.List, scope: Scope) -> Value:
    span = scope.span(expr.pos)
    items: list[Value] = []
    for part in expr.items:
        if isinstance(part, ir.Spread):
            items.extend(items_of(m, m.eval(part.value, scope), scope.span(part.pos))[:_MAX_ITEMS])
        else:
            value = m.eval(part, scope)
            items.append(moved(value, scope.span(part.pos)) if isinstance(part, _USES) else value)
    return Array(items, span)


def _dict(m: Machine, expr: ir.Dict, scope: Scope) -> Value:
    record = Record({}, {}, scope.span(expr.pos))
    for key, part in expr.entries:
        value = m.eval(part, scope)
        if key is None:
            m.tick(len(value.entries) if isinstance(value, Record) else 1)
            _spread(record, value)
            continue
        name_node = m.eval(key, scope)
        if is_opaque(name_node):
            record.open = "a key of it is decided at deployment"
            continue
        name = text_of(name_node)
        record.key_spans[name] = scope.span(key.pos)
        record.entries[name] = moved(value, scope.span(part.pos)) if isinstance(part, _USES) else value
    return record


def _spread(record: Record, value: Value) -> None:
    if isinstance(value, Record):
        record.entries.update(value.entries)
        record.key_spans.update(value.key_spans)
        record.open = record.open or value.open
    elif isinstance(value, Namespace):
        record.entries.update(value.members())
    elif not is_nothing(value) and not isinstance(value, Array):
        record.open = record.open or "it takes over the members of something unknown"


def _lambda(m: Machine, expr: ir.Lambda, scope: Scope) -> Value:
    return Closure(expr.function, scope)


def _class(m: Machine, expr: ir.ClassExpr, scope: Scope) -> Value:
    return classes.define_class(m, expr.cls, scope)


def _comprehension(m: Machine, expr: ir.Comprehension, scope: Scope) -> Value:
    span = scope.span(expr.pos)
    record, array = Record({}, {}, span), Array([], span)

    def collect() -> None:
        value = m.eval(expr.value, scope)
        if expr.key is None:
            array.items.append(value)
            return
        key = m.eval(expr.key, scope)
        name = known_text(key) or (str(key.value) if isinstance(key, Node) and isinstance(key.value, int) else None)
        if name is None:
            record.open = "a key of it is decided at deployment"
        else:
            record.entries[name] = value

    _clauses(m, expr.clauses, scope, collect)
    return record if expr.key is not None else array


def _clauses(
    m: Machine,
    clauses: list[tuple[ir.Expr, ir.Expr, list[ir.Expr]]],
    scope: Scope,
    collect: Callable[[], None],
) -> None:
    if not clauses:
        collect()
        return
    target, iterable, conditions = clauses[0]
    for element in items_of(m, m.eval(iterable, scope), scope.span(target.pos))[:_MAX_ITEMS]:
        assign(m, target, element, scope)
        if all(truth(m.eval(test, scope), scope.module.language) is not False for test in conditions):
            _clauses(m, clauses[1:], scope, collect)


def _binary(m: Machine, expr: ir.Binary, scope: Scope) -> Value:
    return binary(m, expr.op, m.eval(expr.left, scope), m.eval(expr.right, scope), scope.span(expr.pos))


def _unary(m: Machine, expr: ir.Unary, scope: Scope) -> Value:
    return unary(expr.op, m.eval(expr.operand, scope), scope.module.language, scope.span(expr.pos))


def _logical(m: Machine, expr: ir.Logical, scope: Scope) -> Value:
    left = m.eval(expr.left, scope)
    if scope.module.language == "python" and isinstance(left, Array | Record) and not is_opaque(left):
        verdict = truth(left, "python")
        if verdict is not None:
            return left if verdict == (expr.op == "or") else m.eval(expr.right, scope)
    return logical(m, expr.op, left, lambda: m.eval(expr.right, scope), scope.span(expr.pos))


def _compare(m: Machine, expr: ir.Compare, scope: Scope) -> Value:
    left, right, span = m.eval(expr.left, scope), m.eval(expr.right, scope), scope.span(expr.pos)
    if expr.op in EQUAL and local_runs.is_asked(expr, left, right):
        return Node.scalar(not EQUAL[expr.op], span)
    if EQUAL.get(expr.op) is False and local_runs.is_on_by_default(expr, left, right):
        return as_default(Node.scalar(True, span))
    return compare(expr.op, left, right, span)


def _conditional(m: Machine, expr: ir.Conditional, scope: Scope) -> Value:
    verdict = truth(m.eval(expr.test, scope), scope.module.language)
    return conditional(
        verdict, lambda: m.eval(expr.then, scope), lambda: m.eval(expr.other, scope), scope.span(expr.pos)
    )


def _assign(m: Machine, expr: ir.AssignExpr, scope: Scope) -> Value:
    old = m.eval(expr.target, scope) if expr.postfix else None
    value = m.eval(expr.value, scope)
    assign(m, expr.target, value, scope)
    return value if old is None else old


def _sequence(m: Machine, expr: ir.Sequence, scope: Scope) -> Value:
    value: Value = Node.absent(scope.span(expr.pos))
    for part in expr.items:
        value = m.eval(part, scope)
    return value


def _import(m: Machine, expr: ir.ImportExpr, scope: Scope) -> Value:
    return imports.required(m, known_text(m.eval(expr.source, scope)), scope, scope.span(expr.pos))


def _value(m: Machine, expr: ir.Await | ir.Spread | ir.Yield, scope: Scope) -> Value:
    return m.eval(expr.value, scope) if expr.value is not None else Node.absent(scope.span(expr.pos))


_EXPRESSIONS: dict[type[ir.Expr], Callable[..., Value]] = {
    ir.Const: _const,
    ir.Regex: _regex,
    ir.Name: _name,
    ir.Attr: _attribute,
    ir.Item: _item,
    ir.Slice: _slice,
    ir.Call: calls.evaluate_call,
    ir.Binary: _binary,
    ir.Unary: _unary,
    ir.Logical: _logical,
    ir.Compare: _compare,
    ir.Conditional: _conditional,
    ir.Template: _template,
    ir.List: _list,
    ir.Dict: _dict,
    ir.Lambda: _lambda,
    ir.ClassExpr: _class,
    ir.Comprehension: _comprehension,
    ir.Await: _value,
    ir.Yield: _value,
    ir.Spread: _value,
    ir.AssignExpr: _assign,
    ir.Sequence: _sequence,
    ir.ImportExpr: _import,
}
