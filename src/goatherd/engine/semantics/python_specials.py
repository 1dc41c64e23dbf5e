"""The methods of Python's instances that operators, loops and the language itself call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.engine.interpreter import classes
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.values import NOTHING, Class, Obj, Value, atom, join

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine


def special(m: Machine, item: Any, name: str) -> Value | None:
    """A method that the language calls (`__getitem__` …), when a class of the program defines it."""
    return classes.lookup(m, item.cls, name) if isinstance(item, Obj) and isinstance(item.cls, Class) else None


def call_special(m: Machine, item: Any, method: Value, pos: int, *arguments: Value) -> Value:
    return m.call(method, Args(arguments), pos, this=atom(item))


def called(m: Machine, value: Value, name: str, pos: int, *arguments: Value) -> Value | None:
    """What the method `name` of an instance gives; None where the value is no instance that has one."""
    method = special(m, value.sole, name)
    return call_special(m, value.sole, method, pos, *arguments) if method is not None else None


def first_called(m: Machine, item: Any, names: tuple[str, ...], pos: int, *arguments: Value) -> Value | None:
    """What the first of the methods that an instance has gives; None where it has none of them."""
    for name in names:
        given = called(m, Value((item,)), name, pos, *arguments)
        if given is not None:
            return given
    return None


def replaced(m: Machine, value: Value, names: tuple[str, ...], pos: int) -> Value:
    """Instances that define one of the methods become what it gives."""
    if not any(isinstance(a, Obj) and a.kind == "instance" for a in value.atoms):
        return value
    result = NOTHING
    for item in value.atoms:
        method = next((found for name in names if (found := special(m, item, name)) is not None), None)
        part = Value((item,)) if method is None else call_special(m, item, method, pos)
        result = join(result, part)
    return result.with_labels(value.labels)
