"""Statements. A condition that nobody can decide here has both of its branches run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.code import ir
from goatherd.frontends.node import Node
from goatherd.frontends.programs import classes, declined, imports
from goatherd.frontends.programs.assignment import assign
from goatherd.frontends.programs.limits import MAX_ROUNDS, OutOfSteps
from goatherd.frontends.programs.operators import binary, logical, truth, unary
from goatherd.frontends.programs.sequences import items_of, keys_of
from goatherd.frontends.programs.values import Closure, Value, same

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from goatherd.frontends.programs.machine import Machine
    from goatherd.frontends.programs.scope import Scope


@frozen(eq=False)
class Completion:
    """How a list of statements ends before its end: `kind` is return, break, continue or raise."""

    kind: str
    value: Value | None = None


def run(m: Machine, body: Sequence[ir.Stmt], scope: Scope) -> Completion | None:
    """Run statements in order; how they ended, None where they ran to the end. May raise OutOfSteps."""
    if scope.module.language != "python":
        for stmt in body:
            if isinstance(stmt, ir.FunctionDef):
                _function(m, stmt, scope)
    for stmt in body:
        m.tick()
        try:
            outcome = _STATEMENTS[type(stmt)](m, stmt, scope)
        except RecursionError:
            m.skip(scope.span(stmt.pos))
            continue
        except OutOfSteps as stop:
            stop.span = stop.span or scope.span(stmt.pos)
            raise
        if outcome is not None:
            return outcome
    return None


def _expression(m: Machine, stmt: ir.ExprStmt, scope: Scope) -> None:
    m.eval(stmt.value, scope)


def _assign(m: Machine, stmt: ir.Assign, scope: Scope) -> None:
    assign(m, stmt.target, m.eval(stmt.value, scope), scope, declares=stmt.declares)


def _augment(m: Machine, stmt: ir.AugAssign, scope: Scope) -> None:
    span = scope.span(stmt.pos)
    old = m.eval(stmt.target, scope)
    if stmt.op in ("and", "or", "??"):
        value = logical(m, stmt.op, old, lambda: m.eval(stmt.value, scope), span)
    else:
        value = binary(m, stmt.op, old, m.eval(stmt.value, scope), span)
    assign(m, stmt.target, value, scope)


def _delete(m: Machine, stmt: ir.Delete, scope: Scope) -> None:
    """What is deleted is seldom configuration."""


def _if(m: Machine, stmt: ir.If, scope: Scope) -> Completion | None:
    asked, answer = _tested(m, stmt.test, scope)
    verdict = truth(answer, scope.module.language)
    if verdict is not None:
        taken, left = (stmt.body, stmt.orelse) if verdict else (stmt.orelse, stmt.body)
        if left and declined.is_default(asked):
            m.declined += declined.classes_in(left, scope)
        return m.run(taken, scope)
    return _undecided(m, [lambda: m.run(stmt.body, scope), lambda: m.run(stmt.orelse, scope)], stmt, scope)


def _tested(m: Machine, test: ir.Expr, scope: Scope) -> tuple[Value, Value]:
    """What a test asks, and its answer, which is the opposite behind a `not`."""
    if not isinstance(test, ir.Unary) or test.op != "not":
        value = m.eval(test, scope)
        return value, value
    asked, answer = _tested(m, test.operand, scope)
    return asked, unary(test.op, answer, scope.module.language, scope.span(test.pos))


def _undecided(
    m: Machine, branches: Sequence[Callable[[], Completion | None]], stmt: ir.Stmt, scope: Scope
) -> Completion | None:
    outcomes = m.alternatives(branches, scope.span(stmt.pos))
    if all(outcome is not None for outcome in outcomes):
        kept = [o for o in outcomes if o is not None and o.kind != "raise"]
        for earlier in kept[:-1]:
            _may_return(earlier, scope)
        return kept[-1] if kept else outcomes[0]
    for outcome in outcomes:
        _may_return(outcome, scope)
    return None


def _may_return(outcome: Completion | None, scope: Scope) -> None:
    if outcome is not None and outcome.kind == "return" and outcome.value is not None:
        scope.returns.append(outcome.value)


def _while(m: Machine, stmt: ir.While, scope: Scope) -> Completion | None:
    calls = len(m.calls)
    for turn in range(MAX_ROUNDS):
        verdict = True if stmt.do and turn == 0 else truth(m.eval(stmt.test, scope), scope.module.language)
        if verdict is False:
            return None
        outcome = m.run(stmt.body, scope)
        if outcome is not None and outcome.kind != "continue":
            return None if outcome.kind == "break" else outcome
        if verdict is None:
            return None
        m.run(stmt.update, scope)
    m.left(scope.span(stmt.pos), calls)
    return None


def _for(m: Machine, stmt: ir.For, scope: Scope) -> Completion | None:
    iterable = m.eval(stmt.iterable, scope)
    items = keys_of(m, iterable) if stmt.kind == "in" else items_of(m, iterable, scope.span(stmt.pos))
    calls = len(m.calls)
    for item in items[:MAX_ROUNDS]:
        assign(m, stmt.target, item, scope)
        outcome = m.run(stmt.body, scope)
        if outcome is not None and outcome.kind != "continue":
            return None if outcome.kind == "break" else outcome
    if len(items) > MAX_ROUNDS:
        m.left(scope.span(stmt.pos), calls)
    return m.run(stmt.orelse, scope)


def _return(m: Machine, stmt: ir.Return, scope: Scope) -> Completion:
    span = scope.span(stmt.pos)
    return Completion("return", m.eval(stmt.value, scope) if stmt.value is not None else Node.absent(span))


def _raise(m: Machine, stmt: ir.Raise, scope: Scope) -> Completion:
    return Completion("raise")


def _try(m: Machine, stmt: ir.Try, scope: Scope) -> Completion | None:
    outcome = m.run(stmt.body, scope)
    if outcome is not None and outcome.kind == "raise" and stmt.handlers:
        _, target, body = stmt.handlers[0]
        if target is not None:
            assign(m, target, Node.opaque("it is an exception", scope.span(stmt.pos)), scope, declares=True)
        outcome = m.run(body, scope)
    elif outcome is None:
        outcome = m.run(stmt.orelse, scope)
    return m.run(stmt.finalbody, scope) or outcome


def _with(m: Machine, stmt: ir.With, scope: Scope) -> Completion | None:
    for context, target in stmt.items:
        value = m.eval(context, scope)
        if target is not None:
            assign(m, target, value, scope)
    return m.run(stmt.body, scope)


def _switch(m: Machine, stmt: ir.Switch, scope: Scope) -> Completion | None:
    subject = m.eval(stmt.subject, scope)
    verdicts = [None if test is None else same(subject, m.eval(test, scope)) for test, _ in stmt.cases]
    start = next((at for at, verdict in enumerate(verdicts) if verdict), None)
    if start is None:
        tests = [verdict for verdict, (test, _) in zip(verdicts, stmt.cases, strict=True) if test is not None]
        if None in tests:
            branches = [lambda at=at: _fall(m, stmt, at, scope) for at in range(len(stmt.cases))]
            return _undecided(m, [*branches, lambda: None], stmt, scope)
        start = next((at for at, (test, _) in enumerate(stmt.cases) if test is None), len(stmt.cases))
    return _fall(m, stmt, start, scope)


def _fall(m: Machine, stmt: ir.Switch, start: int, scope: Scope) -> Completion | None:
    for _, body in stmt.cases[start:]:
        outcome = m.run(body, scope)
        if outcome is not None:
            return None if outcome.kind == "break" else outcome
    return None


def _function(m: Machine, stmt: ir.FunctionDef, scope: Scope) -> None:
    closure = classes.decorated_by(m, stmt.function.decorators, Closure(stmt.function, scope), scope)
    m.write(scope.owner(stmt.function.name).names, stmt.function.name, closure)


def _class(m: Machine, stmt: ir.ClassDef, scope: Scope) -> None:
    value = classes.define_class(m, stmt.cls, scope)
    m.write(scope.owner(stmt.cls.name).names, stmt.cls.name, value)


def _nothing(m: Machine, stmt: ir.Stmt, scope: Scope) -> None:
    """Exports are known before the module runs."""


_STATEMENTS: dict[type[ir.Stmt], Callable[..., Completion | None]] = {
    ir.ExprStmt: _expression,
    ir.Assign: _assign,
    ir.AugAssign: _augment,
    ir.Delete: _delete,
    ir.If: _if,
    ir.While: _while,
    ir.For: _for,
    ir.Return: _return,
    ir.Raise: _raise,
    ir.Break: lambda m, stmt, scope: Completion("break"),
    ir.Continue: lambda m, stmt, scope: Completion("continue"),
    ir.Labeled: lambda m, stmt, scope: m.run([stmt.body], scope),
    ir.Try: _try,
    ir.With: _with,
    ir.Switch: _switch,
    ir.Block: lambda m, stmt, scope: m.run(stmt.body, scope),
    ir.FunctionDef: _function,
    ir.ClassDef: _class,
    ir.Import: imports.bind,
    ir.Export: _nothing,
}
