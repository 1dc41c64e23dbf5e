"""The event and its parts: what an outsider controls of it, and what the code puts in place of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.engine.interpreter import bodies, claims, whose
from goatherd.engine.labels import TYPED, Label, Origin, Trace
from goatherd.engine.values import ANY, NOTHING, UNKNOWN, EventNode, Value, const, join
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

_ANY_KEY = "*"
_NAMED_BY_ROUTE = ("pathParameters",)  # its members are called as a route says, and are texts
# what the events of authorizers say of themselves
_TYPES = {Kind.AUTHORIZER_TOKEN: "TOKEN", Kind.AUTHORIZER_REQUEST: "REQUEST"}
_ENCODED = ("no:\n", "no:\r", "header", "log")  # what a percent-encoded text is safe for, until it is decoded
_SEGMENT = ("no:/", "path")


def value_of(m: Machine, node: EventNode, pos: int) -> Value:
    """A part of the event as a value: a label where an outsider controls it, a node where parts of it are."""
    if node.shape.source:
        label = node.label.add("string") if node.shape.string else node.label
        if node.shape.encoded:
            label = label.add(*_ENCODED)
        if node.shape.segment:
            label = label.add(*_SEGMENT)
        if node.label.trace is None:
            label = Label(
                label.origin, label.access, label.preds, label.doubt, Trace(m.place(pos), f"{label.path} is read", None)
            )
        if node.shape.children:  # parts of it are the platform's
            return Value((node,), (label,))
        return Value((ANY,), (label,))
    if node.shape.carries():
        label = node.label.add("string", TYPED) if node.label.access == _NAMED_BY_ROUTE else node.label
        return Value((node,), (label,))
    return UNKNOWN


def read(m: Machine, item: EventNode, keys: tuple[Any, ...] | None, pos: int) -> Value:
    """`event[key]`: `keys` are the constants that the key may be, None when it may be anything."""
    result = NOTHING
    for key in keys if keys is not None else (None,):
        step = _ANY_KEY if key is None or isinstance(key, int) else str(key)
        written = m.get_field(item, step) if m.changed_event and key is not None else None
        if written is not None:
            result = join(result, written)
            continue
        if item.label.access == _NAMED_BY_ROUTE and step.startswith("$"):
            result = join(result, UNKNOWN)
            continue
        bodies.field_read(m, (item.label,), step)
        shape = item.shape.child(step)
        if shape is not None:
            label = Label(item.label.origin, (*item.label.access, step), item.label.preds, item.label.doubt)
            part = value_of(m, EventNode(shape, label), pos)
        elif item.shape.source:
            label = item.label.extend(step)
            part = Value((ANY,), (label.step(m.place(pos), f"{label.path} is read"),))
        elif key is None and item.shape.carries():
            part = _any_child(m, item, pos)
        else:
            part = claims.read(m, item, step) or _type(item, step) or m.semantics.event_member(m, step)
            part = _of_who_calls(m, item, step, part, pos)
        result = join(result, part)
    return result


def _type(item: EventNode, step: str) -> Value | None:
    trigger = item.label.origin.trigger
    if step != "type" or item.label.access or trigger is None or trigger.kind not in _TYPES:
        return None
    return const(_TYPES[trigger.kind])


def _of_who_calls(m: Machine, item: EventNode, step: str, part: Value, pos: int) -> Value:
    """What a gateway says of who calls is nobody's to choose, and told apart from what else it says."""
    said = item.label.extend(step)
    if not whose.says_who(said) or any(isinstance(each, EventNode) for each in part.atoms):
        return part  # of what holds more, the parts are told apart
    place = m.place(pos)
    origin = Origin(whose.IDENTITY, "the caller", place)
    label = Label(origin, said.names[1:], trace=Trace(place, f"{said.path} is read", None))
    return part.with_labels((label,))


def _any_child(m: Machine, node: EventNode, pos: int) -> Value:
    result = UNKNOWN
    for name, shape in node.shape.children.items():
        label = Label(node.label.origin, (*node.label.access, name), node.label.preds, node.label.doubt)
        result = join(result, value_of(m, EventNode(shape, label), pos))
    return result


def write(m: Machine, item: EventNode, keys: tuple[Any, ...] | None, value: Value) -> None:
    for name in keys or ():
        if not m.changed_event:
            m.changed_event = True
            m.store.epoch += 1  # so far nobody has noted that nothing was written
        m.store.set((item, str(name)), value)
