"""Expressions: each handler returns the abstract value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.engine.interpreter import (
    assignment,
    calls,
    claims,
    comprehensions,
    definitions,
    grants,
    guards,
    loading,
    members,
    sinks,
    tokens,
    unawaited,
)
from goatherd.engine.labels import PUT_INTO_TEXT
from goatherd.engine.values import (
    NONE,
    UNDEFINED_VALUE,
    UNKNOWN,
    External,
    Value,
    atom,
    concat,
    const,
    join,
    join_all,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.engine.interpreter.machine import Machine


def evaluate(m: Machine, node: ir.Expr) -> Value:
    m.steps += 1
    return _HANDLERS[type(node)](m, node)


def _const(m: Machine, node: ir.Const) -> Value:
    return const(node.value)


def _regex(m: Machine, node: ir.Regex) -> Value:
    pattern = m.new("instance", node.pos, External("RegExp"))
    m.set_field(pattern, "source", const(node.pattern))
    m.set_field(pattern, "flags", const(node.flags))
    return atom(pattern)


def _name(m: Machine, node: ir.Name) -> Value:
    value = m.read(node.id)
    if value is not None:
        return value
    if m.scope_of(node.id) is not None:
        # Bound somewhere in the function, not on this path: JavaScript's undefined, Python's error.
        return m.semantics.unassigned(m, node.id)
    return m.semantics.global_name(m, node.id)


def _attr(m: Machine, node: ir.Attr) -> Value:
    if calls.is_super(m, node.obj):
        return calls.read_super(m, node.name, node.pos)
    owner = evaluate(m, node.obj)
    if owner.guards and not node.optional:
        claims.demanded(m, owner)
    return grants.by_field(members.read(m, owner, const(node.name), node.pos), node.name)


def _item(m: Machine, node: ir.Item) -> Value:
    owner = evaluate(m, node.obj)
    if owner.guards and not node.optional:
        claims.demanded(m, owner)
    key = evaluate(m, node.key)
    return claims.found(m, m.semantics.item(m, owner, key, node.pos))


def _slice(m: Machine, node: ir.Slice) -> Value:
    owner = evaluate(m, node.obj)
    bounds = [evaluate(m, part) if part is not None else None for part in (node.low, node.high, node.step)]
    return m.semantics.slice(m, owner, bounds, node.pos)


def _call(m: Machine, node: ir.Call) -> Value:
    return calls.call_node(m, node)


def _binary(m: Machine, node: ir.Binary) -> Value:
    left = evaluate(m, node.left)
    right = evaluate(m, node.right)
    return m.semantics.binary(m, node.op, left, right, node.pos)


def _unary(m: Machine, node: ir.Unary) -> Value:
    operand = unawaited.tested(m, node.operand) if node.op == "not" else evaluate(m, node.operand)
    if node.op == "not":
        tokens.relied_on(m, operand.labels)
        return guards.negate(m, operand)
    return m.semantics.unary(m, node.op, operand)


def _logical(m: Machine, node: ir.Logical) -> Value:
    left = evaluate(m, node.left)
    if not left.atoms:
        return left
    stops = m.semantics.short_circuits(m, node.op, left)
    if stops is True:
        return left
    held: list[Value] = []
    side = node.op == "and"

    def right_side() -> bool:
        held.append(m.settled(evaluate(m, node.right)))
        return bool(held[0].atoms)

    prepare = (lambda: guards.narrow(m, node.left, left, side)) if node.op != "??" else None
    delta = m.branch(right_side, prepare)
    right = held[0]
    if stops is False:
        m.merge([delta])
        return right
    m.merge([delta, {}])
    if delta is None and node.op != "??":
        # `ok or fail()`: what goes on is what the left side decided.
        guards.narrow(m, node.left, left, not side)
    return guards.combine(m, node.op, left, right)


def _compare(m: Machine, node: ir.Compare) -> Value:
    left = evaluate(m, node.left)
    right = evaluate(m, node.right)
    result = m.semantics.compare(m, node.op, left, right)
    tokens.relied_on(m, (*left.labels, *right.labels) if m.reads_claims else ())
    if (left.labels or right.labels) and node.op in ("==", "===", "!=", "!=="):
        sinks.compared(m, left, right, node.pos)
    if right.labels and node.op in ("in", "not in", "has"):
        members.looked_at(m, right.labels, left.text())
    return result.with_guards(guards.of_comparison(m, node, left, right))


def _conditional(m: Machine, node: ir.Conditional) -> Value:
    test = unawaited.tested(m, node.test)
    truth = m.semantics.truth(m, test)
    results: list[Value] = []

    def side(expression: ir.Expr) -> Callable[[], bool]:
        def run() -> bool:
            value = m.settled(evaluate(m, expression))
            results.append(value)
            return bool(value.atoms)

        return run

    then = other = None
    if truth is not False:
        then = m.branch(side(node.then), lambda: guards.narrow(m, node.test, test, True))
    if truth is not True:
        other = m.branch(side(node.other), lambda: guards.narrow(m, node.test, test, False))
    m.merge([then, other])
    return join_all(results)


def _template(m: Machine, node: ir.Template) -> Value:
    parts = [m.semantics.to_text(m, evaluate(m, part)) for part in node.parts]
    result = concat(parts, m.semantics.spell)
    if not result.labels:
        return result
    return m.stepped(result.map_labels(lambda label: label.add("string")), node.pos, PUT_INTO_TEXT)


def _list(m: Machine, node: ir.List) -> Value:
    items = calls.spread_items(m, node.items)
    return m.semantics.make_list(m, node.kind, items, node.pos)


def _dict(m: Machine, node: ir.Dict) -> Value:
    target = m.new("dict", node.pos)
    entries = [(key, value, evaluate(m, value)) for key, value in node.entries]
    if not any(key is None and target in value.atoms for key, _, value in entries):
        # Unless it is spread into itself, `{...all, more}` in a loop.
        m.forget_names(target)
    for key_node, value_node, value in entries:
        if isinstance(value_node, ir.Lambda) and value_node.function.kind == "set":
            definitions.add_setter(m, target, value_node.function.name, value)
            continue
        if key_node is None:
            members.copy_into(m, target, value, node.pos)
            continue
        key = evaluate(m, key_node)
        value = assignment.note_literal(m, key_node, value, (other for other, _ in node.entries), value_node)
        members.write(m, atom(target), m.semantics.property_key(key), value, value_node.pos)
    return atom(target)


def _lambda(m: Machine, node: ir.Lambda) -> Value:
    return definitions.function_value(m, node.function)


def _class(m: Machine, node: ir.ClassExpr) -> Value:
    return definitions.class_value(m, node.cls)


def _comprehension(m: Machine, node: ir.Comprehension) -> Value:
    return comprehensions.evaluate_comprehension(m, node)


def _await(m: Machine, node: ir.Await) -> Value:
    # Promises and coroutines are transparent: the value is what they resolve to.
    outer, m.leaving = m.leaving, None
    value = evaluate(m, node.value)
    m.leaving = outer
    return value


def _yield(m: Machine, node: ir.Yield) -> Value:
    value = evaluate(m, node.value) if node.value is not None else NONE
    result = UNKNOWN
    if node.delegate:
        result = join_all([m.get_field(item, members.RETURNED) or UNKNOWN for item in value.atoms])
        value = m.semantics.element(m, value)
    if m.activation is not None:
        m.activation.yields = join(m.activation.yields, value)
    return result


def _spread(m: Machine, node: ir.Spread) -> Value:
    return evaluate(m, node.value)


def _assign_expr(m: Machine, node: ir.AssignExpr) -> Value:
    old = evaluate(m, node.target) if node.postfix else UNDEFINED_VALUE
    value = evaluate(m, node.value)
    assignment.assign(m, node.target, value, node.pos)
    return old if node.postfix else value


def _sequence(m: Machine, node: ir.Sequence) -> Value:
    value = UNDEFINED_VALUE
    for item in node.items:
        value = evaluate(m, item)
    return value


def _import_expr(m: Machine, node: ir.ImportExpr) -> Value:
    source = evaluate(m, node.source)
    sinks.report(m, "path", source, node.pos, "import")
    return loading.required(m, source, node.pos)


_HANDLERS: dict[type[ir.Expr], Callable[[Machine, Any], Value]] = {
    ir.Const: _const,
    ir.Regex: _regex,
    ir.Name: _name,
    ir.Attr: _attr,
    ir.Item: _item,
    ir.Slice: _slice,
    ir.Call: _call,
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
    ir.Await: _await,
    ir.Yield: _yield,
    ir.Spread: _spread,
    ir.AssignExpr: _assign_expr,
    ir.Sequence: _sequence,
    ir.ImportExpr: _import_expr,
}
