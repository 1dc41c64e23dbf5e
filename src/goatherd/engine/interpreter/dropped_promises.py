"""Functions whose promises a framework drops: what they are rejected with is nobody's, and no answer is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.engine.interpreter import members
from goatherd.engine.values import Bound, Func, Obj

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.interpreter.running import Raised
    from goatherd.engine.values import Value

_SETTLED = frozenset({"catch", "allSettled"})  # what these give is not rejected


def given(m: Machine, handlers: Value) -> None:
    """A framework calls these functions, and waits for none of them."""
    for item in handlers.atoms:
        for _, part in members.entries(m, item) if isinstance(item, Obj) else ():
            for handler in part.atoms:
                func = handler.function if isinstance(handler, Bound) else handler
                watched = handler in m.wrapped or func in m.wrapped  # by a library that was handed it
                waits = _waits(func.ir.body) if isinstance(func, Func) and func.ir.is_async and not watched else ()
                if isinstance(func, Func) and waits:
                    m.unwaited[func] = min(waits)


def ran(m: Machine, func: Func, raised: Raised) -> None:
    """A call is over: what left it by exceptions, its promise was rejected with."""
    if func in m.unwaited and raised.is_likely:
        m.facts.rejected.setdefault((func.module.path, func.ir.pos), m.unwaited[func])


def _waits(body: list[ir.Stmt]) -> list[int]:
    """Where something is awaited outside of a `try` that catches."""
    found: list[int] = []
    parts: list[object] = [body]
    while parts:
        part = parts.pop()
        if isinstance(part, list | tuple):
            parts += part
        elif isinstance(part, ir.Await) and not _is_settled(part.value):
            found.append(part.pos)
        elif isinstance(part, ir.Try) and part.handlers:
            parts.append(part.finalbody)
        elif isinstance(part, ir.Node):
            parts += (getattr(part, name) for name in type(part).__slots__)
    return found


def _is_settled(awaited: ir.Expr) -> bool:
    return isinstance(awaited, ir.Call) and isinstance(awaited.func, ir.Attr) and awaited.func.name in _SETTLED
