"""Frameworks whose applications are classes, for stubs in JavaScript.

`note(target, key, value)`          what a decorator says of a class or a function
`noted(target, key)`                that, also of a class above; undefined where nobody has said it
`applied(function, receiver, fill)` a call whose arguments are what `fill` gives for (what the decorators of a parameter
                                    left, its type)
`redirected(url, function)`         the function sends the caller to another address
`textual(value)`                    whether it is text, or may be as it is a parameter of the request
`admitted()`                        the user that a library has made sure of, where there is one
`methods(object)`                   the methods of its class
`gathered(roots, links)`            a list of the roots, and of what `links` lists for any of them, each once
`listed(items, give)`               all that `give` lists for each item, as one list
`selected(providers, token)`        those of the providers that are for a token
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.engine.interpreter import callers, classes, definitions, members
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.stubs import respond
from goatherd.engine.stubs.injection import field, items, left_by
from goatherd.engine.values import (
    ANY,
    NOTHING,
    UNDEFINED_VALUE,
    UNKNOWN,
    Class,
    Const,
    Func,
    Obj,
    Text,
    Value,
    atom,
    const,
    join_all,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.code import ir
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Label
    from goatherd.engine.semantics.base import Native

MAX_GATHERED = 512


def _note(m: Machine, args: Args, pos: int) -> Value:
    target, key = args.at(0) or UNKNOWN, (args.at(1) or UNKNOWN).text()
    for item in target.atoms:
        m.store.set((item, ("noted", key)), args.at(2) or UNDEFINED_VALUE)
    return UNDEFINED_VALUE


def _noted(m: Machine, args: Args, pos: int) -> Value:
    key = ("noted", (args.at(1) or UNKNOWN).text())
    said = [_of_line(m, item, key) for item in (args.at(0) or UNKNOWN).atoms]
    return join_all(said) if said else UNDEFINED_VALUE


def _of_line(m: Machine, item: Any, key: Any) -> Value:
    found = (m.store.get((above, key)) for above in classes.order(item))
    return next((value for value in found if value is not None), UNDEFINED_VALUE)


def _applied(m: Machine, args: Args, pos: int) -> Value:
    function, receiver, fill = (args.at(i) or UNKNOWN for i in range(3))
    target = function.sole
    if not isinstance(target, Func):
        return m.call(function, Args(rest=UNKNOWN), pos, this=receiver)
    # The framework calls, of whose code a reader sees nothing: what it does is told where the function stands.
    outer, m.module = m.module, target.module
    given = [_argument(m, target, param, fill) for param in target.ir.params]
    alive = all(value.atoms for value in given)
    result = m.call(function, Args(tuple(given)), target.ir.pos, this=receiver) if alive else NOTHING
    m.module = outer
    return result


def _argument(m: Machine, target: Func, param: ir.Param, fill: Value) -> Value:
    marks = join_all([value for value in left_by(m, target, param.decorators) if isinstance(value.sole, Obj)])
    kind = definitions.evaluated(m, target, param.annotation) or UNDEFINED_VALUE
    return m.call(fill, Args((marks if marks.atoms else UNDEFINED_VALUE, kind)), param.target.pos)


def _redirected(m: Machine, args: Args, pos: int) -> Value:
    address, function = args.at(0) or UNKNOWN, args.at(1) or UNKNOWN
    headers = m.new("dict", pos, extra=("location", m.answers))
    m.set_field(headers, "location", address)
    respond.note(m, address, const("text/plain"), atom(headers), function, pos)
    return UNDEFINED_VALUE


_PARAMETERS = frozenset({"queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "headers"})


def _textual(m: Machine, args: Args, pos: int) -> Value:
    value = args.at(0) or UNKNOWN
    given = any(_is_parameter(label) for label in value.labels)
    return const(all(isinstance(item, Const | Text) or (item is ANY and given) for item in value.atoms))


def _is_parameter(label: Label) -> bool:
    return (
        label.origin.kind == "event" and len(label.access) == 2 and label.access[0] in _PARAMETERS and not label.doubt
    )


def _admitted(m: Machine, args: Args, pos: int) -> Value:
    return UNKNOWN.with_guards(callers.guard(True))


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
    found = dict.fromkeys(_things(m, args.at(0) or UNKNOWN))
    pending = list(found)
    while pending and len(found) < MAX_GATHERED:
        more = [item for item in _things(m, m.call(links, Args((pending.pop(0),)), pos)) if item not in found]
        found.update(dict.fromkeys(more))
        pending += more
    return _list(m, found, pos, "gathered")


def _listed(m: Machine, args: Args, pos: int) -> Value:
    found: list[Value] = []
    for item in _things(m, args.at(0) or UNKNOWN):
        # At once: the next call makes its list at the same place.
        found += _things(m, m.call(args.at(1) or UNKNOWN, Args((item,)), pos))
    return _list(m, found, pos, "listed")


def _things(m: Machine, value: Value) -> Iterator[Value]:
    """What lists hold of the program's own: of what libraries put there nobody knows the parts."""
    return (item for item in items(m, value) if isinstance(item.sole, Class | Obj | Func))


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
    "goatherd_intrinsics.note": _note,
    "goatherd_intrinsics.noted": _noted,
    "goatherd_intrinsics.applied": _applied,
    "goatherd_intrinsics.redirected": _redirected,
    "goatherd_intrinsics.textual": _textual,
    "goatherd_intrinsics.admitted": _admitted,
    "goatherd_intrinsics.methods": _methods,
    "goatherd_intrinsics.gathered": _gathered,
    "goatherd_intrinsics.listed": _listed,
    "goatherd_intrinsics.selected": _selected,
}
