"""Requests that are answered, after which the function goes on and answers once more.

Frameworks answer by a method of the response. It ends no function: what it should keep out runs all the same where
nothing returns behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.engine.values import Obj

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.values import Value

_ENDS = ("body", "statusCode")  # a response that has neither is headers for one that is to come
_ASKS = "headersSent"


def is_whole(m: Machine, response: Value) -> bool:
    return any(
        not isinstance(item, Obj) or any(m.get_field(item, name) is not None for name in _ENDS)
        for item in response.atoms
    )


def left_open(m: Machine, statement: ir.Stmt) -> list[ir.Stmt]:
    """The statement that answers at the end of a branch of this one and lets the function go on, if there is one."""
    if not isinstance(statement, ir.If) or m.module.is_stub or m.replied is None:
        return []
    return [m.replied] if any(last is m.replied for last in _last(statement)) else []


def followed(m: Machine, replies: list[ir.Stmt], statement: ir.Stmt, answered: bool) -> list[ir.Stmt]:
    """Note answers behind which this statement answers whatever was asked; those that still are to be looked at.

    Nothing is left of them where the program looks first whether a response is on its way.
    """
    if isinstance(statement, ir.If):
        return [] if _asks(statement.test) else replies
    if not answered:
        return replies
    for reply in replies:
        m.facts.answered_twice.setdefault(m.place(reply.pos))
    return []


def _asks(test: ir.Expr) -> bool:
    """Whether a test is, or negates, the question whether a response is on its way."""
    while isinstance(test, ir.Unary):
        test = test.operand
    return isinstance(test, ir.Attr) and test.name == _ASKS


def _last(statement: ir.Stmt) -> Iterator[ir.Stmt]:
    """Where branches end."""
    if isinstance(statement, ir.If):
        for block in (statement.body, statement.orelse):
            if block:
                yield from _last(block[-1])
    elif isinstance(statement, ir.Block) and statement.body:
        yield from _last(statement.body[-1])
    else:
        yield statement
