"""Match objects of Python: each group is as harmless as its part of the pattern says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.interpreter import members
from goatherd.engine.interpreter.members import MANY
from goatherd.engine.labels import mapped
from goatherd.engine.regexes import groups
from goatherd.engine.values import NONE, UNKNOWN, External, Hole, Obj, Text, Value, atom, const, join, unknown

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine

MATCH = External("re.Match")


def matched(m: Machine, pattern: str | None, subject: Value, tested: Value, pos: int) -> Value:
    """The result of a match of outside text: an object with its groups, or None, and what `tested` proves."""
    if not subject.labels:
        return tested
    known = groups(pattern) if pattern is not None else None
    made = m.new("instance", pos, MATCH)
    m.forget_names(made)
    whole = next((label.preds for label in tested.labels), frozenset())
    for key, preds in (known or {}).items():
        m.set_field(made, key, _part(subject, preds | (whole if key == 0 else frozenset())))
    if known is None:
        m.set_field(made, MANY, _part(subject, whole))
    return join(atom(made), NONE).with_guards(tested.guards)


def _part(subject: Value, preds: frozenset[str]) -> Value:
    labels = mapped(subject.labels, lambda label: label.extend("|match", keep=True).add("string", *preds))
    return Value((Text((Hole(labels),)),), labels)


def method(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
    """A method of a match object; None for every other receiver."""
    item = receiver.sole
    if not isinstance(item, Obj) or item.cls is not MATCH:
        return None
    if name == "group" and len(args.positional) < 2:
        return members.read(m, receiver, args.at(0) or const(0), pos)
    entries = [(key, value) for key, value in members.entries(m, item) if key not in (0, MANY)]
    if name in ("groups", "group"):
        parts = [value for key, value in entries if isinstance(key, int)]
        rest = m.get_field(item, MANY)
        return m.semantics.make_list(m, "tuple", (parts, rest), pos)
    if name == "groupdict":
        made = m.new("dict", pos, extra="groupdict")
        for key, value in entries:
            if isinstance(key, str):
                m.set_field(made, key, value, pos)
        return atom(made)
    if name in ("start", "end", "span"):
        return UNKNOWN
    return unknown(members.deep_labels(m, receiver)) if name == "expand" else None
