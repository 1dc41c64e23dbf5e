"""Answers that let pages of any site call with the browser of its user, and with that user's credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.doubts import tests_in
from goatherd.engine.interpreter import members, sinks
from goatherd.engine.values import Const, Obj, Value
from goatherd.model.flow import ANY_ORIGIN, ASKING_ORIGIN

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Label, Place

KIND = "any-origin"
_ORIGIN, _CREDENTIALS = "access-control-allow-origin", "access-control-allow-credentials"
_TESTED = ("starts:", "ends:", "inner:", "has:")


def check_headers(m: Machine, headers: Obj, place: Place) -> None:
    """Note what these headers of a response say of origins, if they let browsers send credentials."""
    given = {str(key).lower(): (key, value) for key, value in members.entries(m, headers)}
    if _ORIGIN not in given or _CREDENTIALS not in given or not _is_allowed(given[_CREDENTIALS][1]):
        return
    key, value = given[_ORIGIN]
    where = m.written.get((headers, key), place)
    where = place if m.module.is_stub or where[0] != place[0] else where
    if any(isinstance(a, Const) and a.value == "*" for a in value.atoms):
        m.facts.any_origin.setdefault(where, ANY_ORIGIN)
    if any(_asks(m, label) for label in sinks.dangerous(m, KIND, value)):
        m.facts.any_origin[where] = ASKING_ORIGIN


def check_options(m: Machine, origins: Value, credentials: Value, pos: int) -> None:
    """Note that a framework was told to let in all of `*` with credentials, where that is written."""
    texts = [origins, m.semantics.element(m, origins)]
    if _is_allowed(credentials) and any(isinstance(a, Const) and a.value == "*" for each in texts for a in each.atoms):
        m.facts.any_origin[m.place(pos)] = ASKING_ORIGIN


def _is_allowed(value: Value) -> bool:
    """Whether it is written that credentials are allowed, on every path that is known."""
    written = [a.value for a in value.atoms if isinstance(a, Const)]
    return bool(written) and all(given is True or given == "true" for given in written)


def _asks(m: Machine, label: Label) -> bool:
    """Whether it is the origin that asks, and nobody has looked at it."""
    known = m.known_of(label)
    if not label.names or label.names[-1].lower() != "origin" or any(True for _ in tests_in(known)):
        return False
    return not any(predicate.startswith(_TESTED) for predicate in known)
