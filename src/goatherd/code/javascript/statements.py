"""Statements: declarations of variables and control flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.code.javascript.expressions import expression_statement
from goatherd.code.javascript.functions import give_name
from goatherd.code.javascript.lowering import MAX_LADDER, WITHOUT_MEANING, TooDeep, has, inner, position

if TYPE_CHECKING:
    from tree_sitter import Node

    from goatherd.code.javascript.lowering import Lowering, Statements


def variables(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    declare_variables(lw, node, out)


def declare_variables(lw: Lowering, node: Node, out: list[ir.Stmt]) -> list[ir.Expr]:
    """Adds the assignments of `var`, `let` or `const` and returns the targets."""
    declare = "var" if node.type == "variable_declaration" else "let"
    targets = []
    for child in node.named_children:
        if child.type != "variable_declarator":
            lw.unknown(child)
            continue
        pos = position(child)
        initial = child.child_by_field_name("value") if child.child_count > 1 else None
        value = lw.expr(initial) if initial else ir.Const(pos, ir.UNDEFINED)
        target = lw.target(child.child_by_field_name("name"), declare)
        give_name(value, target)
        targets.append(target)
        # `var x` without a value leaves what x holds as it is
        if initial is not None or declare != "var":
            out.append(ir.Assign(pos, target, value, True))
    return targets


def expression(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    for child in node.named_children:
        expression_statement(lw, child, out)


def block(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    out.append(ir.Block(position(node), lw.body(node)))


def if_(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    # A ladder of `else if` is a chain of else branches: a loop, so that it costs no stack.
    for _ in range(MAX_LADDER):
        test = lw.field(node, "condition")
        statement = ir.If(position(node), test, lw.body(node.child_by_field_name("consequence")), [])
        out.append(statement)
        alternative = node.child_by_field_name("alternative")
        rest = inner(alternative) if alternative is not None else None
        if rest is None or rest.type != "if_statement":
            statement.orelse = lw.body(rest)
            return
        node, out = rest, statement.orelse
    raise TooDeep


def while_(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    test = lw.field(node, "condition")
    body = lw.body(node.child_by_field_name("body"))
    out.append(ir.While(position(node), test, body, [], [], node.type == "do_statement"))


def for_(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    pos = position(node)
    scope = lw.scopes.enter_block()
    initializer = node.child_by_field_name("initializer")
    if initializer is not None:
        _part(lw, initializer, out)
    condition = node.child_by_field_name("condition")
    if condition is None or condition.type == "empty_statement":
        test: ir.Expr = ir.Const(pos, True)
    else:
        test = lw.expr(condition)
    update: list[ir.Stmt] = []
    increment = node.child_by_field_name("increment")
    if increment is not None:
        _part(lw, increment, update)
    body = lw.body(node.child_by_field_name("body"))
    lw.scopes.leave_block(scope)
    out.append(ir.While(pos, test, body, [], update, False))


def _part(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    if node.type in lw.handlers:
        lw.statement(node, out)
    else:
        expression_statement(lw, node, out)


def for_in(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    pos = position(node)
    iterable = lw.field(node, "right")
    if has(node, "await"):
        iterable = ir.Await(iterable.pos, iterable)
    scope = lw.scopes.enter_block()
    kind = node.child_by_field_name("kind")
    declare = "" if kind is None else "var" if kind.type == "var" else "let"
    target = lw.target(node.child_by_field_name("left"), declare)
    body = lw.body(node.child_by_field_name("body"))
    lw.scopes.leave_block(scope)
    operator = node.child_by_field_name("operator")
    out.append(ir.For(pos, target, iterable, body, [], operator.type if operator else "of"))


def return_(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    value = inner(node)
    out.append(ir.Return(position(node), lw.expr(value) if value else None))


def throw(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    out.append(ir.Raise(position(node), lw.inner(node)))


def break_(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    out.append(ir.Break(position(node), _label(lw, node)))


def continue_(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    out.append(ir.Continue(position(node), _label(lw, node)))


def labeled(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    body = node.child_by_field_name("body")
    lowered: list[ir.Stmt] = []
    if body is not None:
        lw.statement(body, lowered)
    if lowered:
        # what a for loop starts with comes before the loop that the label names
        out.extend(lowered[:-1])
        out.append(ir.Labeled(position(node), _label(lw, node), lowered[-1]))


def _label(lw: Lowering, node: Node) -> str:
    label = node.child_by_field_name("label")
    return lw.text(label) if label else ""


def switch(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    subject = lw.field(node, "value")
    cases: list[tuple[ir.Expr | None, list[ir.Stmt]]] = []
    body = node.child_by_field_name("body")
    scope = lw.scopes.enter_block()
    for case in body.named_children if body else ():
        if case.type == "switch_case":
            test: ir.Expr | None = lw.field(case, "value")
        elif case.type == "switch_default":
            test = None
        else:
            lw.unknown(case)
            continue
        cases.append((test, lw.statements(case.children_by_field_name("body"))))
    lw.scopes.leave_block(scope)
    out.append(ir.Switch(position(node), subject, cases))


def try_(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    body = lw.body(node.child_by_field_name("body"))
    handlers: list[tuple[ir.Expr | None, ir.Expr | None, list[ir.Stmt]]] = []
    handler = node.child_by_field_name("handler")
    if handler is not None:
        scope = lw.scopes.enter_block()
        parameter = handler.child_by_field_name("parameter")
        target = lw.target(parameter, "let") if parameter else None
        handlers.append((None, target, lw.body(handler.child_by_field_name("body"))))
        lw.scopes.leave_block(scope)
    finalizer = node.child_by_field_name("finalizer")
    finalbody = lw.body(finalizer.child_by_field_name("body")) if finalizer else []
    out.append(ir.Try(position(node), body, handlers, [], finalbody, [position(handler)] if handler else []))


def with_(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    lw.problem(node, "uses `with`, whose names are read as ordinary variables")
    out.append(ir.ExprStmt(position(node), lw.field(node, "object")))
    out.extend(lw.body(node.child_by_field_name("body")))


def nothing(_lw: Lowering, _node: Node, _out: list[ir.Stmt]) -> None:
    """Comments, and what only the type checker or the debugger reads."""


def recovered(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    """What the parser could make out of a piece that is not valid."""
    for child in node.named_children:
        kind = child.type
        if kind in lw.handlers:
            lw.statement(child, out)
        elif kind in lw.expressions:
            expression_statement(lw, child, out)


STATEMENTS: Statements = {
    "variable_declaration": variables,
    "lexical_declaration": variables,
    "expression_statement": expression,
    "statement_block": block,
    "if_statement": if_,
    "while_statement": while_,
    "do_statement": while_,
    "for_statement": for_,
    "for_in_statement": for_in,
    "return_statement": return_,
    "throw_statement": throw,
    "break_statement": break_,
    "continue_statement": continue_,
    "labeled_statement": labeled,
    "switch_statement": switch,
    "try_statement": try_,
    "with_statement": with_,
    "ERROR": recovered,
    **dict.fromkeys(("empty_statement", "debugger_statement", *WITHOUT_MEANING - {"ERROR"}), nothing),
}
