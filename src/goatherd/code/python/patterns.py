"""`match` statements to chains of If.

The subject is bound to `match#N`. Structural tests are calls of `__match__`, which no program can define:
`__match__(subject, "sequence", length, open_ended)`, `__match__(subject, "mapping", *keys)` and
`__match__(subject, "class", cls)`. Sub-patterns look at items and attributes of the subject.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.code import ir
from goatherd.code.python.expressions import call, expression, position

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.code.python.scope import Context

    Block = Callable[[Context, list[ast.stmt]], list[ir.Stmt]]

# Classes whose only positional sub-pattern is the subject itself.
WHOLE_SUBJECT = frozenset(
    {"bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"}
)


@define
class Plan:
    """What a pattern asks (all tests must hold) and what it binds once they do."""

    tests: list[ir.Expr] = field(factory=list)
    captures: list[tuple[ir.Expr, ir.Expr]] = field(factory=list)

    def test(self, pos: int) -> ir.Expr | None:
        return _chain(pos, "and", self.tests)


def match(cx: Context, node: ast.Match, out: list[ir.Stmt], block: Block) -> None:
    cx.matches += 1
    name = f"match#{cx.matches}"
    cx.scope.bound.add(name)
    pos = position(node.subject)
    out.append(ir.Assign(pos, ir.Name(pos, name), expression(cx, node.subject), False))
    for case in node.cases:
        pos = position(case.pattern)
        plan = Plan()
        _pattern(cx, case.pattern, ir.Name(pos, name), plan)
        test = _guarded(cx, pos, plan, case.guard)
        body: list[ir.Stmt] = [] if case.guard else [ir.Assign(pos, *pair, False) for pair in plan.captures]
        body += block(cx, case.body)
        if test is None:  # nothing gets past an irrefutable case
            out.extend(body)
            return
        statement = ir.If(pos, test, body, [])
        out.append(statement)
        out = statement.orelse


def _guarded(cx: Context, pos: int, plan: Plan, guard: ast.expr | None) -> ir.Expr | None:
    test = plan.test(pos)
    if guard is None:
        return test
    last: ir.Expr = expression(cx, guard)
    if plan.captures:  # the guard sees what the pattern bound
        last = ir.Sequence(pos, [*_assignments(pos, plan), last])
    return last if test is None else ir.Logical(pos, "and", test, last)


def _assignments(pos: int, plan: Plan) -> list[ir.Expr]:
    return [ir.AssignExpr(pos, name, value, False) for name, value in plan.captures]


def _chain(pos: int, op: str, parts: list[ir.Expr]) -> ir.Expr | None:
    result: ir.Expr | None = None
    for part in parts:
        result = part if result is None else ir.Logical(pos, op, result, part)
    return result


def _pattern(cx: Context, node: ast.pattern, subject: ir.Expr, plan: Plan) -> None:
    pos = position(node)
    match node:
        case ast.MatchValue():
            plan.tests.append(ir.Compare(pos, "==", subject, expression(cx, node.value)))
        case ast.MatchSingleton():
            plan.tests.append(ir.Compare(pos, "is", subject, ir.Const(pos, node.value)))
        case ast.MatchSequence():
            _sequence(cx, node, subject, plan)
        case ast.MatchMapping():
            _mapping(cx, node, subject, plan)
        case ast.MatchClass():
            _class(cx, node, subject, plan)
        case ast.MatchOr():
            _alternatives(cx, node, subject, plan)
        case ast.MatchAs():
            if node.pattern:
                _pattern(cx, node.pattern, subject, plan)
            _capture(cx, node, node.name, subject, plan)


def _capture(cx: Context, node: ast.pattern, name: str | None, value: ir.Expr, plan: Plan) -> None:
    if name:
        cx.scope.bound.add(name)
        plan.captures.append((ir.Name(position(node), name), value))


def _sequence(cx: Context, node: ast.MatchSequence, subject: ir.Expr, plan: Plan) -> None:
    pos = position(node)
    count = len(node.patterns)
    star = next((i for i, p in enumerate(node.patterns) if isinstance(p, ast.MatchStar)), None)
    length = count if star is None else count - 1
    shape = [ir.Const(pos, "sequence"), ir.Const(pos, length), ir.Const(pos, star is not None)]
    plan.tests.append(call(pos, "__match__", subject, *shape))
    for index, part in enumerate(node.patterns):
        if isinstance(part, ast.MatchStar):
            after = count - 1 - index
            high = ir.Const(pos, -after) if after else None
            _capture(cx, part, part.name, ir.Slice(pos, subject, ir.Const(pos, index), high, None), plan)
        else:
            place = index if star is None or index < star else index - count
            _pattern(cx, part, ir.Item(pos, subject, ir.Const(pos, place), False), plan)


def _mapping(cx: Context, node: ast.MatchMapping, subject: ir.Expr, plan: Plan) -> None:
    pos = position(node)
    keys = [expression(cx, key) for key in node.keys]
    plan.tests.append(call(pos, "__match__", subject, ir.Const(pos, "mapping"), *keys))
    for key, part in zip(keys, node.patterns, strict=True):
        _pattern(cx, part, ir.Item(pos, subject, key, False), plan)
    _capture(cx, node, node.rest, subject, plan)


def _class(cx: Context, node: ast.MatchClass, subject: ir.Expr, plan: Plan) -> None:
    pos = position(node)
    cls = expression(cx, node.cls)
    plan.tests.append(call(pos, "__match__", subject, ir.Const(pos, "class"), cls))
    for index, part in enumerate(node.patterns):
        if isinstance(cls, ir.Name) and cls.id in WHOLE_SUBJECT:
            _pattern(cx, part, subject, plan)
            continue
        attribute = ir.Item(pos, ir.Attr(pos, cls, "__match_args__", False), ir.Const(pos, index), False)
        _pattern(cx, part, call(pos, "getattr", subject, attribute), plan)
    for name, part in zip(node.kwd_attrs, node.kwd_patterns, strict=True):
        _pattern(cx, part, ir.Attr(pos, subject, name, False), plan)


def _alternatives(cx: Context, node: ast.MatchOr, subject: ir.Expr, plan: Plan) -> None:
    """Each alternative binds the same names from elsewhere, so that they are bound inside the test."""
    pos = position(node)
    tests: list[ir.Expr] = []
    for part in node.patterns:
        inner = Plan()
        _pattern(cx, part, subject, inner)
        if inner.captures:
            inner.tests.append(ir.Sequence(pos, [*_assignments(pos, inner), ir.Const(pos, True)]))
        tests.append(inner.test(pos) or ir.Const(pos, True))
    test = _chain(pos, "or", tests)
    if test is not None:
        plan.tests.append(test)
