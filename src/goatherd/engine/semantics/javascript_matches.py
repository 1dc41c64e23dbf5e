"""Match results of JavaScript: each group is as harmless as its part of the pattern says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.interpreter.members import MANY
from goatherd.engine.labels import mapped
from goatherd.engine.regexes import groups as groups_of
from goatherd.engine.regexes import matches
from goatherd.engine.semantics import patterns
from goatherd.engine.values import NONE, Hole, Obj, Text, Value, atom, join

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine


def matched(m: Machine, pattern: Value, subject: Value, pos: int) -> Value:
    """`pattern.exec(subject)` and `subject.match(pattern)`: the groups or null; every match with the flag "g"."""
    tested = patterns.tested(m, pattern, subject, "", pos)
    source = patterns.pattern_of(m, pattern)
    if not subject.labels or source is None:
        return tested
    if "g" in _flags(m, pattern):
        every = m.semantics.make_list(m, "list", ([], _part(subject, matches(source))), pos, "matches")
        return join(every, NONE).with_guards(tested.guards)
    return join(_groups(m, source, subject, tested, pos), NONE).with_guards(tested.guards)


def each_match(m: Machine, pattern: Value, subject: Value, pos: int) -> Value:
    """`subject.matchAll(pattern)`."""
    tested = patterns.tested(m, pattern, subject, "", pos)
    source = patterns.pattern_of(m, pattern)
    if not subject.labels or source is None:
        return tested
    return m.semantics.make_list(m, "list", ([], _groups(m, source, subject, tested, pos)), pos, "matches")


def _groups(m: Machine, source: str, subject: Value, tested: Value, pos: int) -> Value:
    made, named = m.new("list", pos, extra="match"), m.new("dict", pos, extra="groups")
    m.forget_names(made)
    whole = next((label.preds for label in tested.labels), frozenset())
    known = groups_of(source)
    for key, preds in (known or {}).items():
        part = _part(subject, preds if key else preds | whole | matches(source))
        m.set_field(made if isinstance(key, int) else named, key, part)
    if known is None:
        m.set_field(made, MANY, _part(subject, whole))
    m.set_field(made, "groups", atom(named))
    m.set_field(made, "input", subject)
    return atom(made)


def _flags(m: Machine, pattern: Value) -> str:
    item = pattern.sole
    flags = m.get_field(item, "flags") if isinstance(item, Obj) else None
    return (flags.text() or "") if flags is not None else ""


def _part(subject: Value, preds: frozenset[str]) -> Value:
    labels = mapped(subject.labels, lambda label: label.extend("|match", keep=True).add("string", *preds))
    return Value((Text((Hole(labels),)),), labels)
