"""Classes and instances: what is inherited from where, and how functions become methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.engine.values import Bound, Class, External, Func, Obj, Value, atom

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

PROTOTYPE = "#prototype"  # the object that an object of JavaScript inherits from
EVERY = "*set"  # the name under which a class keeps what runs when any attribute is assigned to
_DEEPEST = 12


# --- inheritance ---------------------------------------------------------------------------------


def order(cls: Any) -> tuple[Any, ...]:
    """A class and all that it inherits from, in the order in which members are looked up (C3)."""
    if not isinstance(cls, Class):
        return (cls,)
    if not cls.order:
        bases = [item for base in cls.bases for item in base.atoms]
        cls.order = (cls, *_merged([*(list(order(base)) for base in bases), bases]))
    return cls.order


def _merged(sequences: list[list[Any]]) -> list[Any]:
    """Each before what it inherits from; where bases contradict each other, the first of them first."""
    found: list[Any] = []
    while sequences := [rest for rest in sequences if rest]:
        heads = [rest[0] for rest in sequences]
        following = next((head for head in heads if not any(head in rest[1:] for rest in sequences)), heads[0])
        found.append(following)
        sequences = [[item for item in rest if item != following] for rest in sequences]
    return found


def lookup(m: Machine, cls: Any, name: Any, depth: int = 0) -> Value | None:
    """A member of a class or of its bases, in order."""
    for item in order(cls):
        found = _of_one(m, item, name, depth)
        if found is not None:
            return found
    return None


def _of_one(m: Machine, item: Any, name: Any, depth: int) -> Value | None:
    if not isinstance(item, Class | Func | Obj):
        return None
    own = m.get_field(item, name)
    if own is not None or isinstance(item, Class) or depth > _DEEPEST:
        return own
    for link in ("prototype", PROTOTYPE) if isinstance(item, Func) else (PROTOTYPE,):
        held = m.get_field(item, link)
        for parent in held.atoms if held is not None else ():
            found = lookup(m, parent, name, depth + 1) if parent is not item else None
            if found is not None:
                return found
    return None


def above(m: Machine, cls: Any, receiver: Any, name: str) -> Value | None:
    """What `super().name` means in a method of `cls` that runs for `receiver`."""
    line = order(receiver.cls if isinstance(receiver, Obj) else receiver)
    if cls not in line:
        line = order(cls)
    for item in line[line.index(cls) + 1 :]:
        found = _of_one(m, item, name, 0)
        if found is not None:
            return found
    return None


def external_base(cls: Any) -> External | None:
    """The library class that a class is derived from, if any."""
    return next((item for item in order(cls) if isinstance(item, External)), None)


def is_subclass(cls: Any, other: Any) -> bool:
    """Whether a class is another one or is derived from it."""
    return other in order(cls)


# --- methods -------------------------------------------------------------------------------------


def method_kind(function: ir.FunctionIR) -> str:
    """ "", "static", "class", "get", "set" or "constructor"; Python says it by decorators and by names."""
    if function.kind:
        return function.kind.removeprefix("static ")
    if function.name in _NAMED_KINDS:
        return _NAMED_KINDS[function.name]
    for decorator in function.decorators:
        if isinstance(decorator, ir.Name) and decorator.id in _DECORATED_KINDS:
            return _DECORATED_KINDS[decorator.id]
    return ""


_NAMED_KINDS = {"__new__": "static", "__init_subclass__": "class", "__class_getitem__": "class"}
_DECORATED_KINDS = {"staticmethod": "static", "classmethod": "class", "property": "get", "cached_property": "get"}


def bind_method(m: Machine, value: Value, receiver: Any) -> Value:
    """Functions found on a class become methods of the receiver: of a class, those that are made for one."""
    return Value(tuple(_bound_to(item, receiver) for item in value.atoms), value.labels)


def _bound_to(item: Any, receiver: Any) -> Any:
    if isinstance(item, Bound) and not item.receiver.atoms and isinstance(item.function, Func):
        return Bound(item.function, atom(receiver), item.given, item.named)
    kind = method_kind(item.ir) if isinstance(item, Func) else "static"
    if kind != "static" and (isinstance(receiver, Obj) or kind == "class"):
        return Bound(item, atom(receiver))
    return item


def setter(m: Machine, item: Any, name: Any) -> Value | None:
    """What an assignment to a property of `item` calls, if anything does."""
    cls = item if isinstance(item, Class) else getattr(item, "cls", None)
    if name in m.setters:
        own: Value | None = m.store.get((item, ("set", name)))
        found = own if own is not None else lookup(m, cls, ("set", name))
        if found is not None:
            return found
    return lookup(m, cls, ("set", EVERY)) if EVERY in m.setters and isinstance(item, Obj) else None
