"""Python statements to IR."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.code.python.expressions import (
    BINARY,
    call,
    expression,
    expressions,
    optional,
    parameter_names,
    parameters,
    position,
    target,
)
from goatherd.code.python.patterns import match

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.code.python.scope import Context

METHOD_KINDS = {"staticmethod": "static", "classmethod": "class", "property": "get", "cached_property": "get"}


def block(cx: Context, nodes: list[ast.stmt]) -> list[ir.Stmt]:
    body: list[ir.Stmt] = []
    for node in nodes:
        LOWER[node.__class__](cx, node, body)
    return body


# --- assignments ---


def _assign(cx: Context, node: ast.Assign, out: list[ir.Stmt]) -> None:
    pos = position(node)
    value = expression(cx, node.value)
    for inner in node.targets[:-1]:
        value = ir.AssignExpr(pos, target(cx, inner), value, False)
    out.append(ir.Assign(pos, target(cx, node.targets[-1]), value, False))


def _annotated(cx: Context, node: ast.AnnAssign, out: list[ir.Stmt]) -> None:
    if node.value is None:
        if isinstance(node.target, ast.Name):
            cx.scope.bound.add(node.target.id)
        return
    value = expression(cx, node.value)
    out.append(ir.Assign(position(node), target(cx, node.target), value, False))


def _augmented(cx: Context, node: ast.AugAssign, out: list[ir.Stmt]) -> None:
    place = target(cx, node.target)
    out.append(ir.AugAssign(position(node), BINARY[node.op.__class__], place, expression(cx, node.value)))


def _delete(cx: Context, node: ast.Delete, out: list[ir.Stmt]) -> None:
    for item in node.targets:
        parts = item.elts if isinstance(item, (ast.Tuple, ast.List)) else [item]
        out.extend(ir.Delete(position(part), target(cx, part)) for part in parts)


def _type_alias(cx: Context, node: Any, out: list[ir.Stmt]) -> None:
    value = expression(cx, node.value)
    out.append(ir.Assign(position(node), target(cx, node.name), value, False))


# --- control flow ---


def _if(cx: Context, node: ast.If, out: list[ir.Stmt]) -> None:
    # An elif ladder is a chain of else branches: a loop, so that it costs no stack.
    while True:
        statement = ir.If(position(node), expression(cx, node.test), block(cx, node.body), [])
        out.append(statement)
        rest = node.orelse
        if len(rest) == 1 and isinstance(rest[0], ast.If):
            node, out = rest[0], statement.orelse
            continue
        statement.orelse = block(cx, rest)
        return


def _while(cx: Context, node: ast.While, out: list[ir.Stmt]) -> None:
    test, body, orelse = expression(cx, node.test), block(cx, node.body), block(cx, node.orelse)
    out.append(ir.While(position(node), test, body, orelse, [], False))


def _for(cx: Context, node: ast.For | ast.AsyncFor, out: list[ir.Stmt]) -> None:
    iterable = expression(cx, node.iter)
    variable = target(cx, node.target)
    out.append(ir.For(position(node), variable, iterable, block(cx, node.body), block(cx, node.orelse), "of"))


def _with(cx: Context, node: ast.With | ast.AsyncWith, out: list[ir.Stmt]) -> None:
    items: list[tuple[ir.Expr, ir.Expr | None]] = []
    for item in node.items:
        context = expression(cx, item.context_expr)
        items.append((context, target(cx, item.optional_vars) if item.optional_vars else None))
    out.append(ir.With(position(node), items, block(cx, node.body)))


def _try(cx: Context, node: ast.Try | ast.TryStar, out: list[ir.Stmt]) -> None:
    body = block(cx, node.body)
    handlers: list[tuple[ir.Expr | None, ir.Expr | None, list[ir.Stmt]]] = []
    for handler in node.handlers:
        name: ir.Expr | None = None
        if handler.name:
            cx.scope.bound.add(handler.name)
            name = ir.Name(position(handler), handler.name)
        handlers.append((optional(cx, handler.type), name, block(cx, handler.body)))
    places = [position(handler) for handler in node.handlers]
    out.append(ir.Try(position(node), body, handlers, block(cx, node.orelse), block(cx, node.finalbody), places))


def _raise(cx: Context, node: ast.Raise, out: list[ir.Stmt]) -> None:
    out.append(ir.Raise(position(node), optional(cx, node.exc)))


def _assert(cx: Context, node: ast.Assert, out: list[ir.Stmt]) -> None:
    pos = position(node)
    message = [expression(cx, node.msg)] if node.msg else []
    failure = ir.Raise(pos, call(pos, "AssertionError", *message))
    out.append(ir.If(pos, ir.Unary(pos, "not", expression(cx, node.test)), [failure], []))


def _return(cx: Context, node: ast.Return, out: list[ir.Stmt]) -> None:
    out.append(ir.Return(position(node), optional(cx, node.value)))


def _break(cx: Context, node: ast.Break, out: list[ir.Stmt]) -> None:
    out.append(ir.Break(position(node), ""))


def _continue(cx: Context, node: ast.Continue, out: list[ir.Stmt]) -> None:
    out.append(ir.Continue(position(node), ""))


def _match(cx: Context, node: ast.Match, out: list[ir.Stmt]) -> None:
    match(cx, node, out, block)


def _expression(cx: Context, node: ast.Expr, out: list[ir.Stmt]) -> None:
    if not isinstance(node.value, ast.Constant):  # docstrings do nothing
        out.append(ir.ExprStmt(position(node), expression(cx, node.value)))


def _pass(cx: Context, node: ast.Pass, out: list[ir.Stmt]) -> None:
    pass


# --- names from elsewhere ---


def _import(cx: Context, node: ast.Import, out: list[ir.Stmt]) -> None:
    for item in node.names:
        cx.scope.bound.add(item.asname or item.name.partition(".")[0])
        out.append(ir.Import(position(node), item.name, [], item.asname or "", 0))


def _import_from(cx: Context, node: ast.ImportFrom, out: list[ir.Stmt]) -> None:
    names = [(item.name, item.asname or item.name) for item in node.names]
    cx.scope.bound.update(local for _, local in names if local != "*")
    out.append(ir.Import(position(node), node.module or "", names, "", node.level or 0))


def _global(cx: Context, node: ast.Global, out: list[ir.Stmt]) -> None:
    if cx.outer:
        cx.scope.globals.update(node.names)


def _nonlocal(cx: Context, node: ast.Nonlocal, out: list[ir.Stmt]) -> None:
    cx.scope.nonlocals.update(node.names)


# --- functions and classes ---


def _function(cx: Context, node: ast.FunctionDef | ast.AsyncFunctionDef, out: list[ir.Stmt]) -> None:
    kind, decorators = _kind(node.decorator_list)
    lowered = expressions(cx, decorators)
    params = parameters(cx, node.args)
    cx.scope.bound.add(node.name)
    scope = cx.enter()
    scope.bound.update(parameter_names(node.args))
    body = block(cx, node.body)
    cx.leave()
    function = ir.FunctionIR(
        position(node),
        node.name,
        params,
        body,
        decorators=lowered,
        is_async=isinstance(node, ast.AsyncFunctionDef),
        is_generator=scope.is_generator,
        kind=kind,
        locals=scope.locals,
        globals=frozenset(scope.globals),
        nonlocals=frozenset(scope.nonlocals),
    )
    out.append(ir.FunctionDef(position(node), function))


def _kind(decorators: list[ast.expr]) -> tuple[str, list[ast.expr]]:
    """The kind that decorators give a method, and the decorators that remain."""
    kind = ""
    remaining = []
    for decorator in decorators:
        name = decorator.attr if isinstance(decorator, ast.Attribute) else getattr(decorator, "id", "")
        if isinstance(decorator, ast.Attribute) and name in ("setter", "deleter"):
            kind = "set"
        elif name in METHOD_KINDS:
            kind = METHOD_KINDS[name]
        else:
            remaining.append(decorator)
    return kind, remaining


def _class(cx: Context, node: ast.ClassDef, out: list[ir.Stmt]) -> None:
    pos = position(node)
    decorators = expressions(cx, node.decorator_list)
    bases = expressions(cx, node.bases)
    keywords = [(keyword.arg, expression(cx, keyword.value)) for keyword in node.keywords]
    cx.scope.bound.add(node.name)
    cx.enter()
    body = block(cx, node.body)
    fields = [_field(cx, item) for item in node.body if isinstance(item, ast.AnnAssign)]
    annotations = {
        item.target.id: expression(cx, item.annotation)
        for item in node.body
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    }
    cx.leave()
    cls = ir.ClassIR(pos, node.name, bases, body, fields, decorators, annotations, keywords)
    out.append(ir.ClassDef(pos, cls))


def _field(cx: Context, node: ast.AnnAssign) -> tuple[ir.Expr, ir.Expr | None]:
    name = node.target.id if isinstance(node.target, ast.Name) else ""
    return ir.Const(position(node), name), optional(cx, node.value)


LOWER: dict[type[ast.stmt], Callable[[Context, Any, list[ir.Stmt]], None]] = {
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Delete: _delete,
    ast.If: _if,
    ast.While: _while,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.Return: _return,
    ast.Break: _break,
    ast.Continue: _continue,
    ast.Match: _match,
    ast.Expr: _expression,
    ast.Pass: _pass,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
}

# `type X = …` exists from Python 3.12 on.
if hasattr(ast, "TypeAlias"):
    LOWER[ast.TypeAlias] = _type_alias
