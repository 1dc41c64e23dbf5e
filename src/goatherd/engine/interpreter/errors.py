"""The error that library code may have raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.labels import Label, Origin, Trace
from goatherd.engine.values import External, Value

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine


def caught(m: Machine, pos: int) -> Value:
    """The error that a rejection handler or an error-first callback receives."""
    place = m.place(pos)
    label = Label(Origin("exception", "error", place), trace=Trace(place, "an error is caught", None))
    return Value((External("exception"),), (label,))
