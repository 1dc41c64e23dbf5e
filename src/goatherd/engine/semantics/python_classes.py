"""What classes of Python do by themselves: hooks that run when one is made, instantiated, or its attributes are set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.engine.interpreter import classes, definitions, invoke, members
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.semantics import python_specials
from goatherd.engine.values import (
    NONE,
    NOTHING,
    UNKNOWN,
    Class,
    External,
    Frame,
    Func,
    Obj,
    Value,
    atom,
    const,
    join,
    unknown,
)

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

_SUBCLASSES = "#subclasses"


# --- making classes ------------------------------------------------------------------------------


def made(m: Machine, cls: Class, names: list[str]) -> None:
    """Run what hears of a class: its attributes, its bases, its metaclass."""
    for name in names:
        _owned(m, cls, name)
    for base in classes.order(cls)[1:]:
        if isinstance(base, Class):
            known = m.store.get((base, _SUBCLASSES))
            m.store.set((base, _SUBCLASSES), atom(cls) if known is None else join(known, atom(cls)))
            cls.meta = cls.meta or base.meta
    keywords = {name: m.evaluate(value) for name, value in cls.ir.keywords if name is not None}
    metaclass = keywords.pop("metaclass", NOTHING).sole
    if isinstance(metaclass, Class):
        cls.meta = metaclass
    if cls.meta is not None:
        _made_by(m, cls, cls.meta, names, keywords)
    hook = classes.above(m, cls, cls, "__init_subclass__")
    if hook is not None:
        m.call(hook, Args((), keywords), cls.ir.pos, this=atom(cls))


def _owned(m: Machine, cls: Class, name: str) -> None:
    """Attributes that say themselves what reading and assigning them does."""
    value = m.get_field(cls, name)
    if name == "__setattr__" and value is not None:
        definitions.add_setter(m, cls, classes.EVERY, value)
        return
    for item in value.atoms if value is not None else ():
        told = python_specials.special(m, item, "__set_name__")
        if told is not None:
            python_specials.call_special(m, item, told, cls.ir.pos, atom(cls), const(name))
        if python_specials.special(m, item, "__set__") is not None:
            definitions.add_setter(m, cls, name, atom(item))


def _made_by(m: Machine, cls: Class, metaclass: Class, names: list[str], keywords: dict[str, Value]) -> None:
    namespace = m.new("dict", cls.ir.pos, extra="namespace")
    for name in names:
        m.set_field(namespace, name, m.get_field(cls, name) or UNKNOWN)
    bases = m.semantics.make_list(m, "tuple", (list(cls.bases), None), cls.ir.pos, "bases")
    args = (const(cls.ir.name), bases, atom(namespace))
    m.making.append(cls)
    maker = classes.lookup(m, metaclass, "__new__")
    if maker is not None:
        m.call(maker, Args((atom(metaclass), *args), keywords), cls.ir.pos)
    m.making.pop()
    initialiser = classes.lookup(m, metaclass, "__init__")
    if initialiser is not None:
        m.call(initialiser, Args(args, keywords), cls.ir.pos, this=atom(cls))


def of_type(m: Machine, args: Args, pos: int) -> Value:
    """`type(name, bases, namespace)`: a class."""
    name = (args.at(0) or UNKNOWN).text() or ""
    bases = tuple(m.semantics.exact_elements(m, args.at(1) or UNKNOWN) or ())
    cls = new_class(m, name, bases, ir.ClassIR(pos, name, [], [], [], []), pos)
    for item in (args.at(2) or NOTHING).atoms:
        for key, value in members.entries(m, item) if isinstance(item, Obj) else ():
            m.set_field(cls, key, value)
    return atom(cls)


def new_class(m: Machine, name: str, bases: tuple[Value, ...], described: ir.ClassIR, pos: int) -> Class:
    """The class that a call at `pos` makes."""
    key = ("class", m.context, m.module.path, pos, name)
    found = m.functions.get(key)
    if found is None:
        frame = Frame(frozenset(), m.frame, m.module, hidden=True, context=m.context)
        found = m.functions[key] = Class(described, bases, m.module, frame)  # type: ignore[assignment]
    assert isinstance(found, Class)
    return found


def method(m: Machine, cls: Class, name: str, args: Args, pos: int) -> Value | None:
    """What every class can be asked, and what its metaclass adds."""
    if name == "__subclasses__":
        return m.semantics.make_list(m, "list", ([], m.store.get((cls, _SUBCLASSES)) or NOTHING), pos)
    if name in ("mro", "__mro__"):
        return m.semantics.make_list(m, "list", ([atom(item) for item in classes.order(cls)], None), pos)
    found = classes.lookup(m, cls.meta, name) if cls.meta is not None else None
    return m.call(found, args, pos, this=atom(cls)) if found is not None else None


# --- making instances ----------------------------------------------------------------------------


def instance(m: Machine, cls: Class, args: Args, pos: int) -> Value | None:
    """What calling the class gives where its metaclass or its `__new__` says so."""
    called = classes.lookup(m, cls.meta, "__call__") if cls.meta is not None else None
    if called is not None:
        return m.call(called, args, pos, this=atom(cls))
    return _made_new(m, cls, args, pos)


def _made_new(m: Machine, cls: Class, args: Args, pos: int) -> Value | None:
    maker = classes.lookup(m, cls, "__new__")
    if maker is None:
        return None
    given = m.call(maker, Args((atom(cls), *args.positional), args.keywords, args.rest, args.others), pos)
    for item in given.atoms:
        if isinstance(item, Obj) and isinstance(item.cls, Class) and classes.is_subclass(item.cls, cls):
            constructor = classes.lookup(m, item.cls, "__init__")
            if constructor is not None:
                m.call(constructor, args, pos, this=atom(item))
    return given


def above(m: Machine, cls: Class, receiver: Value, name: str, args: Args, pos: int) -> Value:
    """`super().name(…)`, where it is what `object`, `type` or a class of a library does."""
    item = receiver.sole
    if name == "__new__":
        return _allocated(m, args, pos)
    if name == "__call__" and isinstance(item, Class):
        made = _made_new(m, item, args, pos)
        return made if made is not None else invoke.initialised(m, item, invoke.allocated(m, item, pos), args, pos)
    if not isinstance(item, Obj):
        return NONE if name.startswith("__init") else unknown(args.labels(m))
    if name == "__init__":
        m.semantics.fill_instance(m, item, args)
        return NONE
    if name == "__setattr__":
        return plainly_set(m, item, args, pos)
    if name in ("__getattribute__", "__getitem__"):
        return members.read(m, receiver, args.at(0) or UNKNOWN, pos)
    if name == "__setitem__":
        members.write(m, receiver, args.at(0) or UNKNOWN, args.at(1) or UNKNOWN, pos)
        return NONE
    return unknown(args.labels(m))


def of_base(m: Machine, base: External, args: Args, pos: int) -> Value | None:
    """`Base.__init__(self, …)` of a class of a library; None where `self` is no instance of one below it."""
    item = (args.at(0) or NOTHING).sole
    if not isinstance(item, Obj) or not isinstance(item.cls, Class) or classes.external_base(item.cls) != base:
        return None
    return above(m, item.cls, atom(item), "__init__", args.shifted(), pos)


def _allocated(m: Machine, args: Args, pos: int) -> Value:
    """`super().__new__(cls)`; of a metaclass, the class that is being made."""
    result = NOTHING
    for item in (args.at(0) or NOTHING).atoms:
        if not isinstance(item, Class):
            continue
        base = classes.external_base(item)
        if m.making and base is not None and base.name == "builtins.type":
            result = join(result, atom(m.making[-1]))
        else:
            result = join(result, invoke.allocated(m, item, pos))
    return result if result.atoms else UNKNOWN


# --- attributes ----------------------------------------------------------------------------------


def plainly_set(m: Machine, item: Obj, args: Args, pos: int) -> Value:
    """`object.__setattr__`: an assignment that no hook of the class hears of."""
    key = args.at(0) or UNKNOWN
    names = members.key_constants(key)
    if names is not None and len(names) == 1:
        m.set_field(item, names[0], args.at(1) or UNKNOWN, pos)
    else:
        m.weak_set_field(item, members.MANY, args.at(1) or UNKNOWN, pos)
    return NONE


def set_by_code(m: Machine, item: Any, key: Any, setter: Value, value: Value, pos: int) -> bool:
    """An assignment to an attribute calls a property's setter, a descriptor's `__set__` or `__setattr__`."""
    for found in setter.atoms:
        if isinstance(found, Obj):
            told = python_specials.special(m, found, "__set__")
            if told is not None:
                python_specials.call_special(m, found, told, pos, atom(item), value)
        elif isinstance(found, Func) and found.ir.name == "__setattr__":
            if found in m.running:
                return False  # what it assigns itself is stored
            m.call(atom(found), Args((const(key), value)), pos, this=atom(item))
        else:
            m.call(atom(found), Args((value,)), pos, this=atom(item))
    return True


def got(m: Machine, found: Value, item: Any, pos: int) -> Value:
    """What an attribute of a class is when it is read of an instance."""
    result = NOTHING
    for part in found.atoms:
        told = python_specials.special(m, part, "__get__")
        if isinstance(part, Func) and classes.method_kind(part.ir) == "get":
            value = m.invoke(part, Args(), pos, atom(item))
        elif told is not None:
            value = python_specials.call_special(m, part, told, pos, atom(item), atom(getattr(item, "cls", None)))
        else:
            value = classes.bind_method(m, Value((part,), found.labels), item)
        result = join(result, value)
    return result


def _set_attribute(m: Machine, args: Args, pos: int) -> Value:
    for item in (args.at(0) or NOTHING).atoms:
        if isinstance(item, Obj):
            plainly_set(m, item, args.shifted(), pos)
    return NONE


def _new_object(m: Machine, args: Args, pos: int) -> Value:
    return _allocated(m, args, pos)


NATIVES = {
    "builtins.object.__setattr__": _set_attribute,
    "builtins.object.__new__": _new_object,
}
