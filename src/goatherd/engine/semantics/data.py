"""Serialised data: what parsing and serialising do to labels in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.interpreter import members, sinks
from goatherd.engine.labels import TYPED, UNVERIFIED
from goatherd.engine.values import EventNode, Hole, Obj, Text, Value, unknown

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Label

_ENCODED = ("base64", "b64", "decode")


def parsed(m: Machine, value: Value, pos: int, note: str) -> Value:
    """What a parser makes of outside text: data of any type, reached by the same path."""
    known = _unpacked(m, value, pos)
    if known is not None:
        return known
    labels = members.deep_labels(m, value)
    if not labels:
        return unknown()
    unverified = tuple(label for label in labels if is_token_part(label))
    if unverified:
        sinks.report_at(m, "jwt", unverified, m.place(pos), "claims read from a token that nobody verified")
    place = m.place(pos)
    claims = dict.fromkeys(unverified, (UNVERIFIED,))

    def change(label: Label) -> Label:
        return label.drop("string", "log", TYPED).add(*claims.get(label, ())).step(place, note)

    return unknown(tuple(dict.fromkeys(map(change, labels))))


def is_token_part(label: Label) -> bool:
    """Whether a label is a decoded part of a bearer token: a credential, split at its dots, base64-decoded."""
    path = [step.lower() for step in (label.origin.name, *label.access)]
    credential = any("authorization" in step or "token" in step or "jwt" in step or step == "cookie" for step in path)
    split = any(step == "|split" for step in path)
    decoded = any(step.startswith("|") and any(word in step for word in _ENCODED) for step in path)
    return credential and split and decoded


def serialised(m: Machine, value: Value, pos: int) -> Value:
    labels = members.deep_labels(m, value)
    if not labels:
        return unknown()
    labels = tuple(dict.fromkeys(label.add("string", "log").step(m.place(pos), "serialised") for label in labels))
    packed = value if all(isinstance(a, Obj | EventNode) for a in value.atoms) else None
    return Value((Text((Hole(labels, packed),)),), labels)


def _unpacked(m: Machine, value: Value, pos: int) -> Value | None:
    """What was serialised, taken out again: a copy of it."""
    packed = value.packed
    if packed is None:
        return None
    item = packed.sole
    copy = m.new(item.kind if isinstance(item, Obj) else "dict", pos, extra="unpacked")
    m.forget_names(copy)
    members.copy_into(m, copy, packed, pos)
    length = m.get_field(item, members.LENGTH) if isinstance(item, Obj) else None
    if length is not None:
        m.set_field(copy, members.LENGTH, length)
    return Value((copy,))
