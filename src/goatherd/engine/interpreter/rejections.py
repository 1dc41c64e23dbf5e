"""Promises that are rejected: what is thrown on the way to one arrives at the callback of its `catch`.

It arrives at a `try` only where something inside of that waits for the promise: one that is returned is rejected later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.engine.interpreter import consumers
from goatherd.engine.interpreter.errors import Raises, caught
from goatherd.engine.interpreter.running import Handler, Leaving
from goatherd.engine.values import NOTHING, Value, join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.interpreter.running import Raised
    from goatherd.engine.values import Func


def handles(node: ir.Call, name: str) -> bool:
    """Whether a call of a method by this name says what happens when the promise is rejected."""
    return name == "catch" or (name == "then" and len(node.args) > 1)


def settle(m: Machine, promise: ir.Expr, call: ir.Call, name: str) -> tuple[Value, Value]:
    """The value of a promise that a `call` by this name watches over, and what it may be rejected with."""
    handler = Handler(m.store.top)
    values: list[Value] = []

    def run() -> bool:
        handler.anchor = m.store.top
        m.handlers.append(handler)
        m.watched += 1
        outer, m.leaving = m.leaving, None
        values.append(m.evaluate(promise))
        m.leaving = outer
        m.watched -= 1
        m.handlers.pop()
        return bool(values[0].atoms)

    done = m.branch(run)
    m.merge([done, *handler.raises, *([{}] if handler.stumbles else [])])
    error = handler.value
    if handler.calls or not error.atoms:
        error = join(error, caught(m, call.pos, handler.calls, handler.shown))
    if handler.changes and not consumers.rejected(m, call, name) and m.handlers:
        m.handlers[-1].changes = True
    return values[0] if done is not None else NOTHING, error


# --- those that are returned ---


def returned(m: Machine, node: ir.Expr) -> Value:
    """The value of what is returned, perhaps from within a `try`."""
    activation = m.activation
    if m.module.language != "javascript" or activation is None or m.handlers[-1].anchor is activation.base:
        return m.evaluate(node)
    outer, m.leaving = m.leaving, Leaving(activation, node.pos, frozenset(_given_on(node)))
    value = m.evaluate(node)
    m.leaving = outer
    return value


def rejects(m: Machine, func: Func, raised: Raised) -> bool:
    """Whether what leaves a call of a function is what the promise that it gives is rejected with."""
    if func.ir.is_async or m.following is m.activation:
        return True
    only = func.ir.body[0] if len(func.ir.body) == 1 else None
    hands_on = isinstance(only, ir.Return) and isinstance(only.value, ir.Call)
    return hands_on and raised.calls is Raises.ANYTHING and raised.state is None


def hears(m: Machine, call: int | None = None, *, likely: bool = False) -> Handler:
    """Who hears that a promise is rejected: of one that is returned, whoever called the function.

    `likely`: it is one for sure, and to be expected to be rejected now and then. `call` is where a library is called:
    what it gives is a promise for sure only where it is itself what is returned.
    """
    leaving = m.leaving
    if leaving is None or leaving.activation is not m.activation or (call is not None and call not in leaving.calls):
        return m.handlers[-1]
    at = next(at for at in reversed(range(len(m.handlers))) if m.handlers[at].anchor is leaving.activation.base)
    passed = m.handlers[at + 1 :]
    for handler in passed:
        handler.passed = True
    if likely and _is_last(m, passed):
        m.facts.escaped.setdefault(m.place(leaving.pos))
    return m.handlers[at]


def _is_last(m: Machine, passed: list[Handler]) -> bool:
    """Whether the handlers that a rejection passes by are all that there are, and any was to answer it."""
    answering = sum(handler.answers for handler in passed)
    return answering > 0 and m.watched == answering and not any(item in m.wrapped for item in m.running)


def _given_on(node: ir.Expr) -> Iterator[int]:
    """Where the calls are whose promise an expression is, or follows."""
    if isinstance(node, ir.Conditional):
        yield from _given_on(node.then)
        yield from _given_on(node.other)
    while isinstance(node, ir.Call) and not node.new:
        yield node.pos
        if not isinstance(node.func, ir.Attr):
            break
        node = node.func.obj
