"""What a web framework makes of the result of a route function: the response of the function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.engine.interpreter import members
from goatherd.engine.values import UNKNOWN, Bound, Class, Func, Obj, Value, atom, const

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Place, Trace

_COLLECTIONS = frozenset({"dict", "list", "set"})


def respond(m: Machine, result: Value, content_type: str, function: Value, pos: int) -> None:
    """Note the response; one in a (body, status, headers) tuple or a response object says its own type."""
    for item in result.atoms:
        one = Value((item,), result.labels)
        headers: Value | None = None
        if isinstance(item, Obj) and item.kind == "tuple":
            exact = m.semantics.exact_elements(m, one) or []
            headers = next((e for e in exact[1:] if isinstance(e.sole, Obj)), None)
            one = exact[0] if exact else UNKNOWN
            item = one.sole
        if isinstance(item, Obj) and isinstance(item.cls, Class) and m.get_field(item, "body") is not None:
            body = members.read(m, one, const("body"), pos)
            kind = members.read(m, one, const("content_type"), pos)
            headers = members.read(m, one, const("headers"), pos) if headers is None else headers
            note(m, body, kind, headers, function, pos)
        elif isinstance(item, Obj) and item.kind in _COLLECTIONS:
            note(m, one, const("application/json"), headers, function, pos)
        else:
            note(m, one, const(content_type), headers, function, pos)


def note(m: Machine, body: Value, kind: Value, headers: Value | None, function: Value, pos: int) -> None:
    """A response of this body and type, and with these headers too."""
    place = _place(m, body, function)
    serial = m.answers
    holder = m.new("dict", pos, extra=("response headers", serial))
    m.set_field(holder, "Content-Type", kind)
    if headers is not None:
        members.copy_into(m, holder, headers, pos)
    response = Obj("dict", place)
    m.set_field(response, "headers", atom(holder))
    m.set_field(response, "body", body)
    m.written[response, "body"] = place
    m.answered(atom(response))


def _place(m: Machine, body: Value, function: Value) -> Place:
    """Where a reader sees the response leave: the return statement behind the last step of the data."""
    functions = [a.function if isinstance(a, Bound) else a for a in function.atoms]
    target = next((a for a in functions if isinstance(a, Func)), None)
    trace = body.labels[0].trace if body.labels else None
    made = body.sole if isinstance(body.sole, Obj) and trace is None else None
    if target is None:
        return trace.place if trace is not None else m.place(0)
    if trace is not None and trace.place[0] != target.module.path:
        return trace.place
    if made is not None and made.place[0] != target.module.path:
        return made.place
    returns = list(_returns(target.ir.body))
    within = _last_within(trace, target, max(returns, default=0))
    begin = within if within is not None else made.place[1] if made is not None else 0
    behind = [pos for pos in returns if pos >> 20 >= begin >> 20]
    return (target.module.path, min(behind or returns, default=begin or target.ir.pos))


def _last_within(trace: Trace | None, target: Func, end: int) -> int | None:
    """Where the data was last in the function itself: a helper that makes responses may stand above it."""
    step = trace
    while step is not None and (step.place[0] != target.module.path or not target.ir.pos <= step.place[1] <= end):
        step = step.prev
    return step.place[1] if step is not None else trace.place[1] if trace is not None else None


def _returns(statements: list[ir.Stmt]) -> Iterator[int]:
    for statement in statements:
        if isinstance(statement, ir.Return):
            yield statement.pos
        elif isinstance(statement, ir.Try):
            for body in (statement.body, *(h[2] for h in statement.handlers), statement.orelse, statement.finalbody):
                yield from _returns(body)
        elif isinstance(statement, ir.If | ir.For | ir.While):
            yield from _returns(statement.body)
            yield from _returns(statement.orelse)
        elif isinstance(statement, ir.With):
            yield from _returns(statement.body)
