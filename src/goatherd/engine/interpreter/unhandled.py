"""Malformed data of strangers: calls that raise over it where nothing on the way catches that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.values import Value

_RAISE = frozenset(
    {"json.loads", "JSON.parse", "builtins.int", "builtins.float", "decimal.Decimal", "uuid.UUID", "BigInt"}
)
_TESTED = frozenset({"*", "number", "validated", "log"})  # something asked what it is before


def called(m: Machine, name: str, args: Args, pos: int) -> None:
    """Note a call of library code that raises over what anybody may send."""
    if name not in _RAISE or m.watched or m.activation is None:
        return
    m.facts.ends_badly = True
    # What a library or a framework calls, it may watch over too.
    if not any(item in m.running for item in m.wrapped) and not any(func.module.is_stub for func in m.running):
        _noted(m, name, args.at(0), pos)


def _noted(m: Machine, name: str, given: Value | None, pos: int) -> None:
    trigger = m.trigger
    if given is None or trigger is None or not trigger.is_http or trigger.exposure < Exposure.ANONYMOUS:
        return
    for label in given.labels:
        if label.origin.kind == "event" and m.known_of(label).isdisjoint(_TESTED):
            m.facts.unhandled.setdefault(m.place(pos), (name, label.path))
