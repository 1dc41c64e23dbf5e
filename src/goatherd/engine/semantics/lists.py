"""What both languages do to lists: items keep their places while those are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.engine.interpreter import members, races
from goatherd.engine.interpreter.members import LENGTH, MANY
from goatherd.engine.values import NOTHING, UNKNOWN, Obj, Value, const

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine


def add_items(m: Machine, receiver: Value, items: list[Value], rest: Value | None, pos: int) -> None:
    """Put items at the end of every list that the receiver may be."""
    races.changed(m, receiver)
    for item in receiver.atoms:
        if not isinstance(item, Obj):
            continue
        length = m.semantics.length(m, item)
        exact = length is not None and rest is None and len(receiver.atoms) == 1 and not m.blurred
        if exact and length is not None and length + len(items) <= 64:
            for offset, value in enumerate(items):
                m.set_field(item, length + offset, value, pos)
            m.set_field(item, LENGTH, const(length + len(items)))
            continue
        for value in [*items, *([rest] if rest is not None else [])]:
            m.weak_set_field(item, MANY, value, pos)
        m.set_field(item, LENGTH, UNKNOWN)


def taken(m: Machine, receiver: Value, index: Any, pos: int) -> Value:
    """The item at an index of a list, which is no longer in it; exact while the list is."""
    races.changed(m, receiver)
    exact = m.semantics.exact_elements(m, receiver)
    if exact is not None and isinstance(index, int) and -len(exact) <= index < len(exact) and not m.blurred:
        value = exact.pop(index)
        refill(m, receiver.sole, exact, pos)
        return value
    for item in receiver.atoms:
        if isinstance(item, Obj) and item.kind != "dict":
            smear(m, item, pos)
    return m.semantics.element(m, receiver)


def refill(m: Machine, item: Any, items: list[Value], pos: int) -> None:
    for position, value in enumerate(items):
        m.set_field(item, position, value, pos)
    length = m.semantics.length(m, item) or 0
    for position in range(len(items), length):
        m.set_field(item, position, NOTHING)
    m.set_field(item, LENGTH, const(len(items)))


def smear(m: Machine, item: Obj, pos: int) -> None:
    """Which item stands where is no longer known."""
    held = members.contents(m, item)
    if m.semantics.length(m, item):
        m.weak_set_field(item, MANY, held, pos)
    m.set_field(item, LENGTH, UNKNOWN)


def insert(m: Machine, receiver: Value, index: Any, items: list[Value], pos: int) -> None:
    """Put items before the one at an index, which may be None where nobody knows it."""
    races.changed(m, receiver)
    exact = m.semantics.exact_elements(m, receiver)
    if exact is not None and isinstance(index, int) and not m.blurred:
        exact[index:index] = items
        refill(m, receiver.sole, exact, pos)
        return
    for item in receiver.atoms:
        if isinstance(item, Obj):
            smear(m, item, pos)
            for value in items:
                m.weak_set_field(item, MANY, value, pos)


def reorder(m: Machine, receiver: Value, pos: int) -> None:
    """Every item may stand anywhere from here on."""
    for item in receiver.atoms:
        if isinstance(item, Obj) and m.semantics.length(m, item) != 1:
            smear(m, item, pos)
