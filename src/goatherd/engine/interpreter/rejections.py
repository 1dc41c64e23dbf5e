"""Promises that are rejected: what is thrown on the way to one arrives at the callback of its `catch`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.interpreter.errors import caught
from goatherd.engine.interpreter.running import Handler
from goatherd.engine.values import NOTHING, Value, join

if TYPE_CHECKING:
    from goatherd.code import ir
    from goatherd.engine.interpreter.machine import Machine


def handles(node: ir.Call, name: str) -> bool:
    """Whether a call of a method by this name says what happens when the promise is rejected."""
    return name == "catch" or (name == "then" and len(node.args) > 1)


def settle(m: Machine, promise: ir.Expr, pos: int) -> tuple[Value, Value]:
    """The value of a promise that somebody watches over, and what it may be rejected with."""
    handler = Handler(m.store.top)
    values: list[Value] = []

    def run() -> bool:
        handler.anchor = m.store.top
        m.handlers.append(handler)
        m.watched += 1
        values.append(m.evaluate(promise))
        m.watched -= 1
        m.handlers.pop()
        return bool(values[0].atoms)

    done = m.branch(run)
    m.merge([done, *handler.raises])
    error = handler.value
    if handler.calls or not error.atoms:
        error = join(error, caught(m, pos, handler.calls, handler.shown))
    return values[0] if done is not None else NOTHING, error
