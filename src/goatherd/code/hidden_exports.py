"""JavaScript exports that do not begin a line: behind another statement, or inside a function that runs at once.

A look at the text says whether there may be one; a comment or a string looks the same, so the lowered module decides.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_BUNDLE = regex(r"exports\s*=\s*[(!]")
_MAX_DEPTH = 20


def may_export(text: str, symbol: str) -> bool:
    """Whether a closer look can find the symbol."""
    first = symbol.partition(".")[0]
    return (first in text and _pattern(first).search(text) is not None) or _BUNDLE.search(text) is not None


@lru_cache(maxsize=500)
def _pattern(symbol: str) -> re.Pattern[str]:
    name = re.escape(symbol) + r"(?![\w$])"
    return re.compile(
        rf"""\bexports\s*(?:\.\s*{name}|\[\s*["']{name}["']\s*\])\s*=(?!=)"""
        rf"|[;)}}][ \t]*export\s(?=[^;]{{0,300}}?(?<![\w$]){name})"
        rf"|/[ \t]*export\s(?=[^;]{{0,300}}?(?<![\w$]){name})"
    )


def hidden_export(module: ir.Module, symbol: str) -> int:
    """The line that exports the symbol, 0 if none does. What a function returns as the whole module counts last."""
    first = symbol.partition(".")[0]
    whole = 0
    for statement in _statements(module.body, _MAX_DEPTH):
        if isinstance(statement, ir.Export) and any(exported == first for exported, _ in statement.names):
            return ir.line_of(statement.pos)
        for target, value in _assigned(statement):
            if _is_exports(_owner(target)) and _key(target) == first:
                return ir.line_of(statement.pos)
            if _is_exports(target) and (body := _run_at_once(value)) is not None and _may_return(body, first):
                whole = whole or ir.line_of(statement.pos)
    return whole


def _statements(body: list[ir.Stmt], depth: int) -> Iterator[ir.Stmt]:
    """The statements that run when the module is loaded, those of branches and of functions called at once included."""
    for statement in body if depth else ():
        yield statement
        yield from _statements(_within(statement), depth - 1)


def _within(statement: ir.Stmt) -> list[ir.Stmt]:
    if isinstance(statement, ir.If):
        return [*statement.body, *statement.orelse]
    if isinstance(statement, ir.Block):
        return statement.body
    if isinstance(statement, ir.Try):
        return statement.body
    if isinstance(statement, (ir.ExprStmt, ir.Assign)):
        return _run_at_once(statement.value) or []
    return []


def _run_at_once(node: ir.Expr | None) -> list[ir.Stmt] | None:
    """The body of the function in `(() => {…})()`, `!function () {…}()` and `await (async () => {…})()`."""
    while isinstance(node, (ir.Unary, ir.Await)):
        node = node.operand if isinstance(node, ir.Unary) else node.value
    if not isinstance(node, ir.Call):
        return None
    func = node.func
    if isinstance(func, ir.Attr) and func.name in ("call", "apply"):
        func = func.obj
    return func.function.body if isinstance(func, ir.Lambda) else None


def _may_return(body: list[ir.Stmt], symbol: str) -> bool:
    """Whether an object with the symbol, or one that is made elsewhere, may be what the function gives."""
    returned = [s.value for s in _statements(body, _MAX_DEPTH) if isinstance(s, ir.Return)]
    return any(
        any(key is None or (isinstance(key, ir.Const) and key.value == symbol) for key, _ in value.entries)
        if isinstance(value, ir.Dict)
        else isinstance(value, (ir.Name, ir.Call, ir.Attr, ir.Item))
        for value in returned
    )


def _assigned(statement: ir.Stmt) -> Iterator[tuple[ir.Expr, ir.Expr]]:
    """(target, value) of every assignment of a statement, those of `a = b = value` and `x && (a = value)` included."""
    pending: list[ir.Expr] = []
    if isinstance(statement, ir.Assign):
        yield statement.target, statement.value
        pending.append(statement.value)
    elif isinstance(statement, ir.ExprStmt):
        pending.append(statement.value)
    while pending:
        node = pending.pop()
        if isinstance(node, ir.AssignExpr):
            yield node.target, node.value
            pending.append(node.value)
        elif isinstance(node, ir.Logical):
            pending.extend((node.right, node.left))
        elif isinstance(node, ir.Sequence):
            pending.extend(reversed(node.items))


def _owner(target: ir.Expr) -> ir.Expr | None:
    return target.obj if isinstance(target, (ir.Attr, ir.Item)) else None


def _key(target: ir.Expr) -> object:
    if isinstance(target, ir.Attr):
        return target.name
    key = target.key if isinstance(target, ir.Item) else None
    return key.value if isinstance(key, ir.Const) else None


def _is_exports(node: ir.Expr | None) -> bool:
    if isinstance(node, ir.Attr):
        return node.name == "exports" and isinstance(node.obj, ir.Name) and node.obj.id == "module"
    return isinstance(node, ir.Name) and node.id == "exports"
