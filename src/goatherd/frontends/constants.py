"""Constant expressions of a program -> Nodes: what registrations in code are given as arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.core.source import Span
from goatherd.core.value import HOLE
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_DEPTH = 40
MAX_NODES = 20_000  # of one module, names followed: a short program can mean a long text


class Constants:
    """The constants of one module; `environment` holds the variables that its functions will have."""

    def __init__(self, module: ir.Module, environment: Mapping[str, Node] | None = None) -> None:
        self.path = module.path
        self._environment = environment or {}
        self._left = MAX_NODES
        self._bound: dict[str, ir.Expr | None] = {}
        for statement in module.body:
            if isinstance(statement, ir.Assign) and isinstance(statement.target, ir.Name):
                name = statement.target.id
                self._bound[name] = None if name in self._bound else statement.value

    def bound(self, expr: ir.Expr) -> ir.Expr:
        """What a name of the module stands for; every other expression is itself."""
        for _ in range(MAX_DEPTH):
            inner = self._bound.get(expr.id) if isinstance(expr, ir.Name) else None
            if inner is None:
                break
            expr = inner
        return expr

    def span(self, pos: int) -> Span:
        return Span(self.path, ir.line_of(pos), ir.column_of(pos) + 1)

    def node(self, expr: ir.Expr, depth: int = MAX_DEPTH) -> Node:
        """The value, at the place where it is used; what is computed while the program runs is opaque."""
        span = self.span(expr.pos)
        expr = self.bound(expr)
        self._left -= 1
        if depth == 0 or self._left < 0:
            return Node.opaque("it is nested too deeply", span)
        if isinstance(expr, ir.Const):
            plain = isinstance(expr.value, (str, int, float, bool, type(None)))
            return Node.scalar(expr.value, span) if plain else Node.scalar(None, span)
        if isinstance(expr, ir.List):
            return Node.sequence(tuple(self.node(item, depth - 1) for item in expr.items), span)
        if isinstance(expr, ir.Dict):
            return self._mapping(expr, span, depth)
        if isinstance(expr, ir.Template):
            return self._text(expr.parts, span, depth)
        if isinstance(expr, ir.Binary) and expr.op == "+":
            return self._text([expr.left, expr.right], span, depth)
        variable = environment_variable(expr)
        if variable is not None:
            return self._variable(*variable, span, depth)
        return Node.opaque("it is computed while the program runs", span)

    def _mapping(self, expr: ir.Dict, span: Span, depth: int) -> Node:
        entries: dict[str, Node] = {}
        spans: dict[str, Span] = {}
        for key, value in expr.entries:
            name = self.node(key, depth - 1).text() if key is not None else None
            if key is not None and name is not None:
                entries[name] = self.node(value, depth - 1)
                spans[name] = self.span(key.pos)
        return Node.mapping(entries, spans, span)

    def _text(self, parts: list[ir.Expr], span: Span, depth: int) -> Node:
        texts = [self.node(part, depth - 1).text() for part in parts]
        if not any(texts):
            return Node.opaque("it is computed while the program runs", span)
        return Node.scalar("".join(HOLE if text is None else text for text in texts), span)

    def _variable(self, name: str, default: ir.Expr | None, span: Span, depth: int) -> Node:
        held = self._environment.get(name)
        if held is not None:
            return held
        if default is not None:
            return self.node(default, depth - 1)
        return Node.opaque(f"the environment variable {name} is set at deployment", span)


def environment_variable(expr: ir.Expr) -> tuple[str, ir.Expr | None] | None:
    """(name, default) of `os.environ["X"]`, `os.getenv("X", …)`, `process.env.X` …"""
    if isinstance(expr, ir.Attr) and dotted(expr.obj) == "process.env":
        return expr.name, None
    if isinstance(expr, ir.Logical) and expr.op in ("or", "??"):
        inner = environment_variable(expr.left)
        return (inner[0], expr.right) if inner else None
    if isinstance(expr, ir.Item) and dotted(expr.obj) in ("os.environ", "environ", "process.env"):
        return (expr.key.value, None) if isinstance(expr.key, ir.Const) and isinstance(expr.key.value, str) else None
    if not isinstance(expr, ir.Call) or not expr.args or not isinstance(expr.args[0], ir.Const):
        return None
    if dotted(expr.func) not in ("os.getenv", "getenv", "os.environ.get", "environ.get"):
        return None
    return str(expr.args[0].value), expr.args[1] if len(expr.args) > 1 else None


def required(expr: ir.Expr) -> str:
    """The module of `require("x")`, "" for every other expression."""
    if isinstance(expr, ir.Call) and isinstance(expr.func, ir.Name) and expr.func.id == "require" and expr.args:
        module = expr.args[0]
        return str(module.value) if isinstance(module, ir.Const) else ""
    return ""


def dotted(expr: ir.Expr) -> str:
    """`a.b.c` of names and attributes; "" for every other expression. What a call in between is given is left out."""
    parts: list[str] = []
    while not isinstance(expr, ir.Name):
        if isinstance(expr, ir.Call):
            expr = expr.func
        elif isinstance(expr, ir.Attr):
            parts.append(expr.name)
            expr = expr.obj
        else:
            return ""
    return ".".join([expr.id, *reversed(parts)])
