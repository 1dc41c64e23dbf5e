"""Decorators of a Python module's functions, and what they are given: how frameworks in Python register functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.code import ir
from goatherd.frontends.constants import Constants, dotted
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span


@frozen
class Decoration:
    """`@owner.name(arguments)` above a function; `owner` is "" where the decorator is a plain name."""

    owner: str
    name: str
    call: ir.Call | None
    function: ir.FunctionIR
    constants: Constants
    span: Span

    def argument(self, name: str, position: int | None = None) -> Node:
        """An argument by its keyword or position; absent where it is not given."""
        expr = self.expression(name, position)
        return Node.absent(self.span) if expr is None else self.constants.node(expr)

    def expression(self, name: str, position: int | None = None) -> ir.Expr | None:
        if self.call is None:
            return None
        for keyword, value in self.call.keywords:
            if keyword == name:
                return value
        if position is not None and position < len(self.call.args):
            return self.call.args[position]
        return None


def decorations(module: ir.Module, constants: Constants) -> Iterator[Decoration]:
    """All of them, in the order of functions; those of one function from the outside in."""
    for statement in module.body:
        if not isinstance(statement, ir.FunctionDef):
            continue
        for decorator in statement.function.decorators:
            call = decorator if isinstance(decorator, ir.Call) else None
            owner, _, name = dotted(decorator).rpartition(".")
            if name:
                yield Decoration(owner, name, call, statement.function, constants, constants.span(decorator.pos))


def assigned_calls(module: ir.Module) -> Iterator[tuple[str, ir.Call]]:
    """(name, call) of every `name = call(…)` of the module itself."""
    for statement in module.body:
        value = statement.value if isinstance(statement, ir.Assign) else None
        if isinstance(statement, ir.Assign) and isinstance(statement.target, ir.Name) and isinstance(value, ir.Call):
            yield statement.target.id, value
