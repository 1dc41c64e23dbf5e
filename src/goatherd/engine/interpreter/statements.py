"""Statements: each handler returns whether execution goes on behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.engine.interpreter import (
    assignment,
    consumers,
    definitions,
    exceptions,
    guards,
    imports,
    loops,
    rejections,
    replies,
    unawaited,
)
from goatherd.engine.values import NONE, UNDEFINED_VALUE, External, Obj

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.values import Value

_REFUSALS = range(400, 500)


def execute(m: Machine, statements: list[ir.Stmt]) -> bool:
    open_replies: list[ir.Stmt] = []
    for statement in statements:
        m.spend()
        before, m.replied = m.replies, None
        alive = _HANDLERS[type(statement)](m, statement)
        if open_replies:
            open_replies = replies.followed(m, open_replies, statement, m.replies > before)
        if not alive:
            return False
        if m.replies > before:
            open_replies += replies.left_open(m, statement)
    return True


def hoist(m: Machine, statements: list[ir.Stmt]) -> None:
    """Bind the functions that JavaScript declares before it runs a body."""
    for statement in statements:
        if isinstance(statement, ir.FunctionDef):
            m.bind(statement.function.name, definitions.function_value(m, statement.function))
        elif isinstance(statement, ir.Block):
            hoist(m, statement.body)


def _expression(m: Machine, node: ir.ExprStmt) -> bool:
    answers, given = m.answers, m.replies
    value = unawaited.dropped(m, node.value)
    consumers.dropped(m, node.value)
    if m.replies > given and value.atoms:
        m.replied = node
    if m.answers == answers and value.atoms and all(_is_refusal(m, item) for item in value.atoms):
        m.facts.dropped.setdefault(m.place(node.pos))
    # A call that never returns (it always raises, or ends the process) ends the block.
    return bool(value.atoms)


def _is_refusal(m: Machine, item: object) -> bool:
    """Whether it is a response that tells the caller of a mistake of theirs."""
    status = m.get_field(item, "statusCode") if isinstance(item, Obj) and item.cls is None else None
    code = status.constant.value if status is not None and status.constant is not None else None
    return isinstance(code, int) and code in _REFUSALS


def _assign(m: Machine, node: ir.Assign) -> bool:
    value = m.evaluate(node.value)
    if not value.atoms:
        return False
    assignment.assign(m, node.target, value, node.pos)
    return True


def _augmented(m: Machine, node: ir.AugAssign) -> bool:
    read = ir.Logical if node.op in ("and", "or", "??") else ir.Binary
    value = m.evaluate(read(node.pos, node.op, node.target, node.value))
    assignment.assign(m, node.target, value, node.pos)
    return True


def _delete(m: Machine, node: ir.Delete) -> bool:
    assignment.delete(m, node.target)
    return True


def _if(m: Machine, node: ir.If) -> bool:
    test = unawaited.tested(m, node.test)
    if not test.atoms:
        return False
    truth = m.semantics.truth(m, test)
    then = other = None
    if truth is not False:
        then = m.branch(lambda: execute(m, node.body), lambda: guards.narrow(m, node.test, test, True))
    reply = m.replied
    if truth is not True:
        other = m.branch(lambda: execute(m, node.orelse), lambda: guards.narrow(m, node.test, test, False))
    m.replied = m.replied or reply
    return m.merge([then, other])


def _switch(m: Machine, node: ir.Switch) -> bool:
    subject = m.evaluate(node.subject)
    return loops.switch(m, node, subject)


def _return(m: Machine, node: ir.Return) -> bool:
    value = UNDEFINED_VALUE if m.module.language == "javascript" else NONE
    if node.value is not None:
        value = rejections.returned(m, node.value)
        if not value.atoms:
            return False
    activation = m.activation
    if activation is not None:
        truth = m.semantics.truth(m, value)
        value = m.settled(value)
        if len(m.running) == 1 and m.running[0] in m.answering:
            m.check_response(m, value)  # as things are here, not where all the returns have come together
        activation.returns.append((m.store.capture(activation.base), value, truth))
    return False


def _raise(m: Machine, node: ir.Raise) -> bool:
    return exceptions.raise_error(m, node)


def _try(m: Machine, node: ir.Try) -> bool:
    return exceptions.run_try(m, node)


_SUPPRESS = External("contextlib.suppress()")


def _with(m: Machine, node: ir.With) -> bool:
    managers: list[tuple[Value, int]] = []
    suppresses = False
    for context, target in node.items:
        value = m.evaluate(context)
        entered = m.semantics.enter(m, value, context)
        if target is not None:
            assignment.assign(m, target, entered, context.pos)
        if m.semantics.has_exit(m, value):
            managers.append((value, context.pos))
        suppresses = suppresses or _SUPPRESS in value.atoms

    def leave() -> bool:
        for value, pos in reversed(managers):
            m.semantics.leave(m, value, pos)
        return True

    watched = suppresses or bool(managers)  # what leaves a body may end there
    m.watched += watched
    alive = exceptions.run_with(m, node.body, leave) if managers else execute(m, node.body)
    m.watched -= watched
    return alive


def _function(m: Machine, node: ir.FunctionDef) -> bool:
    function = node.function
    value = definitions.function_value(m, function)
    for decorator in reversed(function.decorators):
        value = definitions.decorate(m, decorator, value)
    m.bind(function.name, value)
    return True


def _class(m: Machine, node: ir.ClassDef) -> bool:
    m.bind(node.cls.name, definitions.class_value(m, node.cls))
    return True


def _block(m: Machine, node: ir.Block) -> bool:
    return execute(m, node.body)


def _labeled(m: Machine, node: ir.Labeled) -> bool:
    return loops.labeled(m, node)


def _break(m: Machine, node: ir.Break) -> bool:
    loops.leave(m, node.label)
    return False


def _continue(m: Machine, node: ir.Continue) -> bool:
    loops.next_round(m, node.label)
    return False


def _for(m: Machine, node: ir.For) -> bool:
    return loops.for_each(m, node)


def _while(m: Machine, node: ir.While) -> bool:
    return loops.while_true(m, node)


def _import(m: Machine, node: ir.Import) -> bool:
    imports.bind_import(m, node)
    return True


def _export(m: Machine, node: ir.Export) -> bool:
    imports.record_export(m, node)
    return True


_HANDLERS: dict[type[ir.Stmt], Callable[[Machine, Any], bool]] = {
    ir.ExprStmt: _expression,
    ir.Assign: _assign,
    ir.AugAssign: _augmented,
    ir.Delete: _delete,
    ir.If: _if,
    ir.Switch: _switch,
    ir.Return: _return,
    ir.Raise: _raise,
    ir.Try: _try,
    ir.With: _with,
    ir.FunctionDef: _function,
    ir.ClassDef: _class,
    ir.Block: _block,
    ir.Labeled: _labeled,
    ir.Break: _break,
    ir.Continue: _continue,
    ir.For: _for,
    ir.While: _while,
    ir.Import: _import,
    ir.Export: _export,
}
