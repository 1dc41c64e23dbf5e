"""Whether what a call leaves behind contains things that were made inside of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.engine.values import Bound, Class, Cloud, Func, Hole, Obj, Text, Value

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Context, Memo


def escapes(memo: Memo, context: Context) -> bool:
    """Whether the result of a call, or what it wrote outside, holds objects or closures of the call's own."""
    if _holds(memo.result, context) or _holds(memo.raised.value, context):
        return True
    states = (memo.writes, memo.raised.state or {})
    return any(
        _holds(value, context) and not _made_in(key[0], context)
        for state in states
        for key, value in state.items()
        if isinstance(value, Value)
    )


def _holds(value: Value, context: Context) -> bool:
    return any(_reaches(item, context) for item in value.atoms)


def _reaches(item: Any, context: Context) -> bool:
    if isinstance(item, Obj | Func | Class):
        return _made_in(item, context)
    if isinstance(item, Bound):
        return _made_in(item.function, context) or any(_holds(v, context) for v in (item.receiver, *item.given))
    if isinstance(item, Cloud):
        return any(_holds(value, context) for _, value in item.bound)
    if isinstance(item, Text):
        return any(isinstance(p, Hole) and p.data is not None and _holds(p.data, context) for p in item.parts)
    return False


def _made_in(item: Any, context: Context) -> bool:
    frame = item if not isinstance(item, Func | Class) else item.frame
    made: Context | None = getattr(frame, "context", None)
    return made is not None and made.within(context)
