"""Updates that get lost: an attribute is read, a new value made of it, and written whatever it has become by then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE
from goatherd.engine.interpreter.members import deep_labels
from goatherd.engine.labels import COMPUTED, TEXT_NOTES

if TYPE_CHECKING:
    from goatherd.engine.aws.symbols import Outline
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Label, Labels, Origin
    from goatherd.engine.values import Value

_WRITES = frozenset({"dynamodb.PutItem", "dynamodb.UpdateItem"})
_CONDITIONS = frozenset({"ConditionExpression", "Expected"})
_WRITTEN = frozenset({"Item", "ExpressionAttributeValues"})


def computed(m: Machine, owner: Value, key: Value, value: Value) -> None:
    """Note that an attribute of what was read gets a value made of its own old one, before it is put back whole."""
    name = key.text()
    held = {label.origin for label in owner.labels if label.origin.kind == "stored"}
    if not held:
        return
    if name and any(label.origin in held and _is_computed(label, name) for label in value.labels):
        for origin in held:
            m.computed.setdefault(origin, name)
    made_of = deep_labels(m, value)
    for label in owner.labels:
        within = _attributes(label)
        if label.origin in held and name and any(_is_element(each, label.origin, name) for each in made_of):
            m.regrown.setdefault((label.origin, within[0] if within else name))
        elif within[1:]:
            m.regrown.setdefault((label.origin, within[0]))  # an element of a list is changed


def changed(m: Machine, changed: Value) -> None:
    """Note that a list of what was read gets other elements, before it is put back whole."""
    for label in changed.labels:
        attributes = _attributes(label) if label.origin.kind == "stored" else ()
        if attributes:
            m.regrown.setdefault((label.origin, attributes[0]))


def note(
    m: Machine,
    name: str,
    parameters: dict[str, Value],
    channel: tuple[str, str],
    fields: dict[tuple[str, ...], Labels],
    seen: dict[str, Outline],
    pos: int,
) -> None:
    """Note the attributes that a write gives a value made of their own old one, on no condition.

    `seen` are the outlines of its parameters.
    """
    if name not in _WRITES or channel[1] == HOLE or not _CONDITIONS.isdisjoint(parameters):
        return
    for path, labels in fields.items():
        for label in labels if path[0] in _WRITTEN else ():
            attribute, grown = _attribute(m, path, label)
            of_table = label.origin.kind == "stored" and label.origin.channel == channel
            if attribute and of_table and _is_of_item(label, fields, seen):
                m.facts.lost_updates.setdefault((m.place(pos), m.entrance(pos)), (attribute, grown, label.origin.place))


def _attribute(m: Machine, path: tuple[str, ...], label: Label) -> tuple[str, bool]:
    """The attribute that is changed where data is written, "" for none, and whether it is a list."""
    if len(path) == 1:
        number = m.computed.get(label.origin, "")
        listed = next((name for origin, name in m.regrown if origin == label.origin), "")
        return number or listed, not number
    if _is_computed(label, path[1]):
        return path[1], False
    kept = path[1] in label.names and (label.origin, path[1]) in m.regrown
    return (path[1], True) if kept or _is_element(label, label.origin, path[1]) else ("", False)


def _attributes(label: Label) -> tuple[str, ...]:
    """The way within the record that was read, whose elements of lists are "*"."""
    names = tuple("*" if name.lstrip("-").isdigit() else name for name in label.names)
    if names[:1] == ("Items",):
        return names[2:]
    return names[1:] if names[:1] == ("Item",) else ()


def _is_element(label: Label, origin: Origin, attribute: str) -> bool:
    """Whether it is an element of what an attribute was when it was read, or a part of one."""
    way = _attributes(label)
    return label.origin == origin and attribute in way and "*" in way[way.index(attribute) :]


def _is_of_item(label: Label, fields: dict[tuple[str, ...], Labels], seen: dict[str, Outline]) -> bool:
    """Whether the item that is written is the one that was read, and no other of the table."""
    origin = label.origin
    if any(held.origin == origin for held in fields.get(("Item",), ())):
        return True
    written = seen.get("Key") or seen.get("Item")
    asked = origin.where if isinstance(origin.where, dict) else {}
    key = seen.get("Key")
    if label.names[:1] != ("Item",) and not (isinstance(key, dict) and asked.keys() == key.keys()):
        asked = {}  # one of several
    for name, what in asked.items():
        same = isinstance(written, dict) and name in written and written[name] == what
        if not same and not _names(origin, fields, name):
            return False
    # Of items that were listed, one is known by the key that it was found with.
    return bool(asked) or any(_names(origin, fields, path[1]) for path in fields if path[0] == "Key" and len(path) > 1)


def _names(origin: Origin, fields: dict[tuple[str, ...], Labels], key: str) -> bool:
    """Whether the key of what is written was read of the same item."""
    held = (*fields.get(("Key", key), ()), *fields.get(("Item", key), ()))
    return any(label.origin == origin and label.names[-1:] == (key,) for label in held)


def _is_computed(label: Label, attribute: str) -> bool:
    """Whether it is made of this attribute: nobody can tell a sum from a text of two parts."""
    if attribute not in label.names:
        return False
    trace = label.trace
    while trace is not None and trace.note not in TEXT_NOTES:
        trace = trace.prev
    return COMPUTED in label.access or trace is not None
