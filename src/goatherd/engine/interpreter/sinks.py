"""Where data arrives that should not: deciding whether it does harm there, and noting it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.engine.interpreter.members import deep_labels
from goatherd.engine.kinds import KINDS, satisfied
from goatherd.engine.labels import Label, Labels, union
from goatherd.engine.values import ANY, Obj, Text, Value

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

_DEEP = frozenset(
    {"nosql", "deserialization", "aws-parameter", "mail-html", "mail-recipient", "log", "log-secret", "event-response",
     "error-response", "secret-response", "html", "template", "mass-assignment", "dispatch"}
)  # fmt: skip
_ADDRESSES = frozenset({"ssrf", "redirect"})
# Scheme and host are fixed once a separator follows the host.
_HOST_FIXED = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]+[/?#]|^/(?![/\\])|^[^:/?#\\]+[/?#]")


def report(m: Machine, kind: str, value: Value, pos: int, name: str, *reasons: str) -> None:
    """Data arrives at a sink; every label that is dangerous there becomes a flow."""
    labels = dangerous(m, kind, value)
    for label in labels:
        m.facts.flow(kind, label, m.place(pos), name, *reasons)


def report_at(m: Machine, kind: str, labels: Labels, place: tuple[str, int], name: str) -> None:
    for label in labels:
        if _harms(m, kind, label):
            m.facts.flow(kind, label, place, name)


def dangerous(m: Machine, kind: str, value: Value) -> Labels:
    labels = deep_labels(m, value) if kind in _DEEP else _leading(value) if kind in _ADDRESSES else _texts(m, value)
    return tuple(label for label in labels if _harms(m, kind, label))


def _harms(m: Machine, kind: str, label: Label) -> bool:
    known = KINDS.get(kind)
    if known is not None and label.origin.kind not in known.origins:
        return False
    return not satisfied(kind, m.known_of(label))


def _texts(m: Machine, value: Value) -> Labels:
    """Labels of a value used as one text: an array is joined, other objects do not become text."""
    labels: Labels = value.labels
    for item in value.atoms:
        if isinstance(item, Obj) and item.kind in ("list", "tuple", "set"):
            labels = union(labels, deep_labels(m, Value((item,)), 2))
    return labels


def _leading(value: Value) -> Labels:
    """Labels that can decide where an address leads: those before the host is fixed."""
    if any(item is ANY for item in value.atoms) or not any(isinstance(item, Text) for item in value.atoms):
        return value.labels
    labels: Labels = ()
    for item in value.atoms:
        if isinstance(item, Text):
            labels = union(labels, _leading_of(item))
    return labels


def _leading_of(text: Text) -> Labels:
    labels: Labels = ()
    before = ""
    for part in text.parts:
        if isinstance(part, str):
            before += part
            continue
        if _HOST_FIXED.match(before):
            break
        if part.labels:
            labels = union(labels, part.labels)
        # A part that is unknown but nobody's to choose stands for a configured address.
        before += "x" if not part.labels and before else "" if part.labels else "https://host"
    return labels


def key_of_key_written(m: Machine, target: ir.Item, owner: Value, key: Value) -> None:
    """`a[x][y] = …` with an outsider's x reaches the prototype of every object (JavaScript)."""
    if m.module.language != "javascript" or not isinstance(target.obj, ir.Item):
        return
    from goatherd.engine.interpreter.expressions import evaluate

    outer = evaluate(m, target.obj.key)
    if outer.labels and any(isinstance(a, Text) or a is ANY for a in outer.atoms):
        report(m, "prototype", outer, target.pos, "assignment to a computed property")
