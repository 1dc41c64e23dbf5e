"""Frameworks whose applications are classes, for stubs in JavaScript.

`applied(function, receiver, fill)` a call whose arguments are what `fill` gives for (what the decorators of a parameter
                                    left, its type)
`methods(object)`                   the methods of its class
`gathered(roots, links)`            a list of the roots, and of what `links` lists for any of them, each once
`listed(items, give)`               all that `give` lists for each item, as one list
`selected(providers, token)`        those of the providers that are for a token
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.engine.interpreter import classes, definitions, members
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.stubs.injection import field, items, left_by
from goatherd.engine.values import (
    NOTHING,
    UNDEFINED_VALUE,
    UNKNOWN,
    Class,
    Func,
    Obj,
    Value,
    atom,
    const,
    join_all,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native

MAX_GATHERED = 512


def _applied(m: Machine, args: Args, pos: int) -> Value:
    function, receiver, fill = (args.at(i) or UNKNOWN for i in range(3))
    target = function.sole
    if not isinstance(target, Func):
        return m.call(function, Args(rest=UNKNOWN), pos, this=receiver)
    given: list[Value] = []
    for param in target.ir.params:
        marks = join_all([value for value in left_by(m, target, param.decorators) if isinstance(value.sole, Obj)])
        kind = definitions.evaluated(m, target, param.annotation) or UNDEFINED_VALUE
        given.append(m.call(fill, Args((marks if marks.atoms else UNDEFINED_VALUE, kind)), pos))
    return m.call(function, Args(tuple(given)), pos, this=receiver) if all(v.atoms for v in given) else NOTHING


def _methods(m: Machine, args: Args, pos: int) -> Value:
    found: dict[Any, Value] = {}
    for item in (args.at(0) or UNKNOWN).atoms:
        for cls in classes.order(item.cls) if isinstance(item, Obj) else ():
            for name, value in members.entries(m, cls) if isinstance(cls, Class) else ():
                if isinstance(value.sole, Func) and classes.method_kind(value.sole.ir) == "":
                    found.setdefault(name, value)
    return _list(m, found.values(), pos, "methods")


def _gathered(m: Machine, args: Args, pos: int) -> Value:
    links = args.at(1) or UNKNOWN
    found = dict.fromkeys(items(m, args.at(0) or UNKNOWN))
    pending = list(found)
    while pending and len(found) < MAX_GATHERED:
        more = [item for item in items(m, m.call(links, Args((pending.pop(0),)), pos)) if item not in found]
        found.update(dict.fromkeys(more))
        pending += more
    return _list(m, found, pos, "gathered")


def _listed(m: Machine, args: Args, pos: int) -> Value:
    given = [m.call(args.at(1) or UNKNOWN, Args((item,)), pos) for item in items(m, args.at(0) or UNKNOWN)]
    return _list(m, [item for value in given for item in items(m, value)], pos, "listed")


def _selected(m: Machine, args: Args, pos: int) -> Value:
    wanted = (args.at(1) or UNKNOWN).text()
    found = [item for item in items(m, args.at(0) or UNKNOWN) if _names(m, item, wanted)]
    return _list(m, found, pos, ("selected", wanted))


def _names(m: Machine, provider: Value, wanted: str | None) -> bool:
    token = field(m, provider.sole, "provide")
    return token is not None and token.text() == wanted


def _list(m: Machine, items: Iterable[Value], pos: int, what: Any) -> Value:
    made = m.new("list", pos, extra=what)
    m.forget_names(made)
    count = 0
    for count, item in enumerate(items, 1):
        m.set_field(made, count - 1, item)
    m.set_field(made, members.LENGTH, const(count))
    return atom(made)


NATIVES: dict[str, Native] = {
    "goatherd_intrinsics.applied": _applied,
    "goatherd_intrinsics.methods": _methods,
    "goatherd_intrinsics.gathered": _gathered,
    "goatherd_intrinsics.listed": _listed,
    "goatherd_intrinsics.selected": _selected,
}
