"""Addresses whose host the program writes over: where they lead is its own decision then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.engine.values import External, Obj, Value

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

_HOST = frozenset({"host", "hostname"})
_DECIDED = ("ssrf", "redirect")


def written(m: Machine, target: ir.Attr, owner: Value, value: Value) -> None:
    """`url.hostname = …` with something that is not the caller's, of an address that a variable holds."""
    item = owner.sole
    if target.name not in _HOST or value.labels or not isinstance(item, Obj) or item.cls != External("URL"):
        return
    for name in m.names_of(item):
        held = m.get_field(item, name)
        if held is not None:
            m.set_field(item, name, _decided(held))
    if isinstance(target.obj, ir.Name):
        m.bind(target.obj.id, _decided(owner))


def _decided(value: Value) -> Value:
    return value.map_labels(lambda label: label.add(*_DECIDED))
