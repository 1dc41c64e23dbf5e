"""What an authorizer has said of the caller, where no route has one that we know of: who gets past it, is known.

Whatever the gateway puts there of its own, no caller can: code that goes on with it alone lets nobody else in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.interpreter import callers
from goatherd.engine.labels import Label
from goatherd.engine.shapes import SAID
from goatherd.engine.values import (
    ANY,
    CALLER,
    NONE,
    NOTHING,
    PROVED,
    UNDEFINED_VALUE,
    UNKNOWN,
    EventNode,
    Func,
    Obj,
    Value,
)
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

_AUTHORIZER = ("requestContext", "authorizer")
# What it has said is in one of these, or in the authorizer itself.
_HOLDERS = frozenset({"jwt", "claims", "lambda", "iam"})
_MISSING = (*NONE.atoms, *UNDEFINED_VALUE.atoms)
_SURE = Obj | EventNode | Func  # nothing of these is falsy


def read(m: Machine, item: EventNode, step: str) -> Value | None:
    """A member of what the authorizer has said, or of what holds it; None for everything else, and behind a door."""
    access = (*item.label.access, step)
    if access[:2] != _AUTHORIZER or m.trigger is None or m.trigger.exposure < Exposure.ANONYMOUS or not m.serving:
        return None
    label = Label(item.label.origin, access, item.label.preds, item.label.doubt)
    found = EventNode(SAID, label) if access == _AUTHORIZER or step in _HOLDERS else ANY
    # In Python, asking for what is not there raises; who asks with `get` is given the default.
    absent = UNDEFINED_VALUE if m.module.language == "javascript" else NOTHING
    guards = tuple((side, CALLER, PROVED) for side in (True, found))
    return Value((found, *absent.atoms), (), guards)


def demanded(m: Machine, owner: Value) -> None:
    """A member is read that nothing has: the program ends there for whoever the authorizer has not let in."""
    who = next((who for side, key, who in owner.guards if side is True and key is CALLER), frozenset())
    left = [item for item in owner.atoms if item not in _MISSING]
    if who and len(left) < len(owner.atoms) and all(isinstance(item, _SURE) for item in left):
        _end_for_others(m, who)


def found(m: Machine, value: Value) -> Value:
    """What is read by its key in Python, where a key that is not there raises."""
    item = value.sole
    if isinstance(item, EventNode) and item.shape is SAID and m.module.language == "python":
        _end_for_others(m, PROVED)
    return value


def _end_for_others(m: Machine, who: frozenset[str]) -> None:
    m.raised(UNKNOWN)
    callers.known(m, who)
