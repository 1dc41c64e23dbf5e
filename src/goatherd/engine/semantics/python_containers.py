"""Python's mappings and what its library makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.interpreter import members
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.members import FACTORY, KEYS, MANY
from goatherd.engine.semantics.python_iteration import collection
from goatherd.engine.values import NONE, NOTHING, UNKNOWN, External, Obj, Value, atom, const

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native

_MAPPINGS = frozenset({"builtins.dict", "collections.OrderedDict", "collections.UserDict"})


def _new(m: Machine, pos: int, extra: str) -> Obj:
    made = m.new("dict", pos, extra=extra)
    m.forget_names(made)
    return made


def _dict(m: Machine, args: Args, pos: int) -> Value:
    return atom(filled(m, _new(m, pos, "dict()"), args, pos))


def is_mapping(base: External | None) -> bool:
    """Whether this is a class of mappings, from which those of the program are derived."""
    return base is not None and base.name in _MAPPINGS


def filled(m: Machine, made: Obj, args: Args, pos: int) -> Obj:
    """With what pairs or mappings, and keywords, say."""
    for source in args.positional[:1]:
        exact = m.semantics.exact_elements(m, source)
        if exact is not None or any(isinstance(a, Obj) and a.kind in ("list", "tuple") for a in source.atoms):
            for pair in exact if exact is not None else [m.semantics.element(m, source)]:
                key, value = (members.read(m, pair, const(i), pos) for i in (0, 1))
                members.write(m, atom(made), key, value, pos)
        else:
            members.copy_into(m, made, source, pos)
    for name, value in args.keywords.items():
        m.set_field(made, name, value, pos)
    if args.others is not None:
        members.copy_into(m, made, args.others, pos)
    return made


def _from_keys(m: Machine, args: Args, pos: int) -> Value:
    """`dict.fromkeys(keys, value)`."""
    made, value = _new(m, pos, "fromkeys"), args.at(1) or NONE
    exact = m.semantics.exact_elements(m, args.at(0) or UNKNOWN)
    for key in exact if exact is not None else [m.semantics.element(m, args.at(0) or UNKNOWN)]:
        members.write(m, atom(made), key, value, pos)
    return atom(made)


def _default_dict(m: Machine, args: Args, pos: int) -> Value:
    made = filled(m, _new(m, pos, "defaultdict"), args.shifted(), pos)
    factory = args.at(0, "default_factory")
    if factory is not None and factory.constant is None:
        m.store.set((made, FACTORY), factory)
    return atom(made)


def supplied(m: Machine, owner: Value, key: Value, pos: int) -> None:
    """Give a dictionary what it makes itself for a key that it lacks."""
    item = owner.sole
    factory = m.get_field(item, FACTORY) if isinstance(item, Obj) and item.kind == "dict" else None
    if factory is None:
        return
    names = members.key_constants(key)
    for name in (MANY,) if names is None else names:
        if m.get_field(item, name) is None:
            members.write(m, owner, key, m.call(factory, Args(), pos), pos)


def _chain_map(m: Machine, args: Args, pos: int) -> Value:
    """What the first of the mappings says that says anything."""
    made = _new(m, pos, "ChainMap")
    for source in reversed(args.positional):
        members.copy_into(m, made, source, pos)
    return atom(made)


def _counter(m: Machine, args: Args, pos: int) -> Value:
    """A number for each element: the elements are its keys."""
    made = _new(m, pos, "Counter")
    m.set_field(made, MANY, UNKNOWN)
    m.store.set((made, KEYS), m.semantics.element(m, args.at(0) or NOTHING))
    return atom(made)


NATIVES: dict[str, Native] = {
    "builtins.dict": _dict,
    "builtins.dict.fromkeys": _from_keys,
    "collections.OrderedDict": _dict,
    "collections.OrderedDict.fromkeys": _from_keys,
    "collections.defaultdict": _default_dict,
    "collections.ChainMap": _chain_map,
    "collections.Counter": _counter,
    "collections.deque": collection("list"),
}
