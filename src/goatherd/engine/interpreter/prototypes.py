"""Properties that an outsider names: the way to the prototype of every object, and to methods (JavaScript)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.interpreter import sinks
from goatherd.engine.labels import KEY, Label
from goatherd.engine.values import ANY, Class, Const, Func, Obj, Text, Value

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

_MEMBER = "|member"


def mark_member(m: Machine, value: Value, key: Value) -> Value:
    """The value of `object[key]`: with an outsider's key it may be the prototype of every object."""
    if all(isinstance(item, Text | Func | Class) or _is_text(item) for item in value.atoms):
        return value
    labels = (label for label in key.labels if sinks.harms(m, "prototype", label))
    return value.with_labels(tuple(label.extend(_MEMBER).add("*") for label in labels))


def _is_text(item: object) -> bool:
    return isinstance(item, Const) and isinstance(item.value, str)


def assigned(m: Machine, owner: Value, key: Value, pos: int) -> None:
    """`a[x][y] = …` with an outsider's x and y reaches that prototype."""
    if _is_own(owner, key) or not any(sinks.harms(m, "prototype", label) for label in key.labels):
        return
    for label in owner.labels:
        if label.access[-1:] == (_MEMBER,):
            plain = Label(label.origin, label.access[:-1], label.preds - {"*"}, label.doubt, label.trace)
            if sinks.harms(m, "prototype", plain):
                sinks.tell(m, "prototype", plain, m.place(pos), "assignment to a computed property")


def _is_own(owner: Value, key: Value) -> bool:
    """Whether the key comes from a look at the object's own keys: what it has by that name is no prototype."""
    names = {label.access for label in key.labels}
    return any((*label.access, KEY) in names for label in owner.labels if label.access[-1:] != (_MEMBER,))


def called(m: Machine, owner: Value, key: Value, pos: int) -> None:
    """`object[name](…)`: a table of functions has no others; a library's object or an instance has many."""
    tables = all(isinstance(item, Obj) and item.cls is None for item in owner.atoms)
    if key.labels and not tables and any(isinstance(a, Text) or a is ANY for a in key.atoms):
        sinks.report(m, "dispatch", key, pos, "a method chosen by name")
