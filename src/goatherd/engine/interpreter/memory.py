"""What is left of the things that a call has made once it is over.

Variables, objects and closures of the call that nothing outside of it can reach are forgotten, so that the store
does not grow with every call. When some can be reached, the call may only be remembered for the place that made
it: elsewhere it makes things of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.engine.values import Bound, Class, Cloud, Frame, Func, Hole, Obj, Text, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.running import Context, Memo
    from goatherd.engine.store import Delta


def forget_unreachable(memo: Memo, context: Context) -> bool:
    """Drop from what a call wrote all that only the call could reach; whether anything of its own is left."""
    states = [memo.writes] if memo.raised.state is None else [memo.writes, memo.raised.state]
    own: dict[Any, list[Value]] = {}
    reachable: list[Value] = [memo.result, memo.raised.value]
    for state in states:
        for (owner, _), value in state.items():
            held = own.setdefault(owner, []) if made_in(owner, context) else reachable
            if isinstance(value, Value):
                held.append(value)
    living = _living(reachable, own, context)
    if len(living) < len(own):
        memo.writes = _kept(memo.writes, own, living)
        if memo.raised.state is not None:
            memo.raised.state = _kept(memo.raised.state, own, living)
    return bool(living)


def made_in(item: Any, context: Context) -> bool:
    """Whether an object, frame, function or class was made during the call that `context` stands for."""
    frame = item.frame if isinstance(item, Func | Class) else item
    made: Context | None = getattr(frame, "context", None)
    return made is not None and made.within(context)


def _kept(state: Delta, own: dict[Any, list[Value]], living: dict[Any, None]) -> Delta:
    return {key: value for key, value in state.items() if key[0] not in own or key[0] in living}


def _living(reachable: list[Value], own: dict[Any, list[Value]], context: Context) -> dict[Any, None]:
    """Everything made in the call that can be reached from the values."""
    living: dict[Any, None] = {}
    waiting = [item for value in reachable for item in value.atoms]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Obj | Func | Class | Frame):
            if item in living or not made_in(item, context):
                continue
            living[item] = None
            waiting += (atom for value in own.get(item, ()) for atom in value.atoms)
        waiting += _parts(item)
    return living


def _parts(item: Any) -> Iterator[Any]:
    """What an atom holds besides its fields."""
    if isinstance(item, Func):
        yield from (part for part in (item.frame, item.owner) if part is not None)
    elif isinstance(item, Frame):
        if item.parent is not None:
            yield item.parent
    elif isinstance(item, Class):
        yield item.frame
        yield from (atom for base in item.bases for atom in base.atoms)
    elif isinstance(item, Obj):
        yield from (item.cls,) if isinstance(item.cls, Class | Func) else ()
    elif isinstance(item, Bound):
        yield item.function
        yield from (atom for value in (item.receiver, *item.given, *dict(item.named).values()) for atom in value.atoms)
    elif isinstance(item, Cloud):
        yield from (atom for _, value in item.bound for atom in value.atoms)
    elif isinstance(item, Text):
        holes = (part.data for part in item.parts if isinstance(part, Hole) and part.data is not None)
        yield from (atom for data in holes for atom in data.atoms)
