"""Objects of JavaScript: prototypes, symbols, proxies, and what iterating over them calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.engine.interpreter import classes, members
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.classes import PROTOTYPE
from goatherd.engine.values import (
    BOOLEAN,
    UNDEFINED_VALUE,
    UNKNOWN,
    Bound,
    External,
    Func,
    Obj,
    Value,
    atom,
    const,
)

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native

SYMBOL = "Symbol."
PROXY = External("Proxy")
_ITERATORS = ("Symbol.iterator", "Symbol.asyncIterator")
_TARGET, _TRAPS = "#target", "#traps"


def _first(args: Args) -> Value:
    return args.at(0) or UNDEFINED_VALUE


# --- iteration -----------------------------------------------------------------------------------


def iterated(m: Machine, item: Obj) -> Value | None:
    """Any one of what an object gives that says itself how it is iterated over; None for every other."""
    for name in _ITERATORS:
        method = m.get_field(item, name)
        method = classes.lookup(m, item.cls, name) if method is None and item.cls is not None else method
        if method is not None:
            return _given_by(m, item, m.call(method, Args(), item.place[1], this=atom(item)))
    return None


def _given_by(m: Machine, item: Obj, iterator: Value) -> Value:
    """Any one value of an iterator: a generator, or an object with a method `next`."""
    source = iterator.sole
    following = members.read(m, iterator, const("next"), item.place[1]) if isinstance(source, Obj) else UNKNOWN
    if any(isinstance(a, Func | Bound) for a in following.atoms):
        step = m.call(following, Args(), item.place[1], this=iterator)
        return members.read(m, step, const("value"), item.place[1])
    return m.semantics.element(m, iterator) if source is not item else UNKNOWN


def _symbol(m: Machine, args: Args, pos: int) -> Value:
    """A key that is like no other; here, none that is made elsewhere."""
    line = f"{m.place(pos)[0]}:{pos}"
    return atom(External(f"{SYMBOL}{_first(args).text() or ''}#{line}"))


def _shared_symbol(m: Machine, args: Args, pos: int) -> Value:
    name = _first(args).text()
    return atom(External(f"{SYMBOL}for#{name}")) if name is not None else UNKNOWN


# --- prototypes ----------------------------------------------------------------------------------


def _inheriting(m: Machine, args: Args, pos: int) -> Value:
    """`Object.create(prototype, properties)`."""
    made = m.new("dict", pos, extra="create")
    m.forget_names(made)
    if any(isinstance(a, Obj | Func) for a in _first(args).atoms):
        m.store.set((made, PROTOTYPE), _first(args))
    for item in (args.at(1) or UNDEFINED_VALUE).atoms:
        for key, described in members.entries(m, item) if isinstance(item, Obj) else ():
            _define(m, atom(made), const(key), described, pos)
    return atom(made)


def _set_prototype(m: Machine, args: Args, pos: int) -> Value:
    for item in _first(args).atoms:
        if isinstance(item, Obj | Func):
            m.store.set((item, PROTOTYPE), args.at(1) or UNDEFINED_VALUE)
    return _first(args)


def _inherits(m: Machine, args: Args, pos: int) -> Value:
    _set_prototype(m, args, pos)
    return UNDEFINED_VALUE


def _define_property(m: Machine, args: Args, pos: int) -> Value:
    _define(m, _first(args), args.at(1) or UNKNOWN, args.at(2) or UNKNOWN, pos)
    return _first(args)


def _define(m: Machine, owner: Value, key: Value, described: Value, pos: int) -> None:
    """Set a property as a descriptor says: to its value, or to what its getter gives."""
    getter = members.read(m, described, const("get"), pos)
    if any(isinstance(a, Func | Bound) for a in getter.atoms):
        value = m.call(getter, Args(), pos, this=owner)
    else:
        value = members.read(m, described, const("value"), pos)
    members.write(m, owner, m.semantics.property_key(key), value, pos)


# --- proxies and reflection ----------------------------------------------------------------------


def _proxy(m: Machine, args: Args, pos: int) -> Value:
    made = m.new("instance", pos, PROXY)
    m.store.set((made, _TARGET), _first(args))
    m.store.set((made, _TRAPS), args.at(1) or UNDEFINED_VALUE)
    return atom(made)


def of_proxy(m: Machine, item: Obj, key: Any, pos: int) -> Value:
    """A member of a proxy: what its trap gives, or what its target has."""
    target, traps = m.store.get((item, _TARGET)) or UNKNOWN, m.store.get((item, _TRAPS)) or UNKNOWN
    trap = members.read(m, traps, const("get"), pos)
    if any(isinstance(a, Func | Bound) for a in trap.atoms):
        return m.call(trap, Args((target, const(key), atom(item))), pos, this=traps)
    return members.read(m, target, const(key), pos)


def _reflected(m: Machine, args: Args, pos: int) -> Value:
    return m.semantics.item(m, _first(args), args.at(1) or UNKNOWN, pos)


def _reflected_set(m: Machine, args: Args, pos: int) -> Value:
    m.semantics.set_item(m, _first(args), args.at(1) or UNKNOWN, args.at(2) or UNDEFINED_VALUE, pos)
    return BOOLEAN


def _applied(m: Machine, args: Args, pos: int) -> Value:
    """`Reflect.apply(function, this, list)`."""
    return m.call(_first(args), _spread(m, args.at(2)), pos, this=args.at(1))


def _constructed(m: Machine, args: Args, pos: int) -> Value:
    """`Reflect.construct(cls, list)`."""
    return m.call(_first(args), _spread(m, args.at(1)), pos, new=True)


def _spread(m: Machine, given: Value | None) -> Args:
    exact = m.semantics.exact_elements(m, given) if given is not None else []
    return Args(tuple(exact)) if exact is not None else Args(rest=m.semantics.element(m, given or UNKNOWN))


NATIVES: dict[str, Native] = {
    "Symbol": _symbol,
    "Symbol.for": _shared_symbol,
    "Object.create": _inheriting,
    "Object.setPrototypeOf": _set_prototype,
    "Reflect.setPrototypeOf": _set_prototype,
    "util.inherits": _inherits,
    "Object.defineProperty": _define_property,
    "Reflect.defineProperty": _define_property,
    "Proxy": _proxy,
    "Reflect.get": _reflected,
    "Reflect.set": _reflected_set,
    "Reflect.apply": _applied,
    "Reflect.construct": _constructed,
}
