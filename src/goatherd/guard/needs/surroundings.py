"""Sections `environment` and `code`: secrets among the variables, text that is evaluated, native code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.core.secrets import promises_secret, revealed
from goatherd.core.value import Known, is_declared_secret
from goatherd.guard.needs.libraries import in_order, is_of, listed

if TYPE_CHECKING:
    from goatherd.guard.needs.subject import Subject


def environment(subject: Subject) -> dict[str, Any]:
    """The names of variables that hold secrets, for which no program that is started has a use."""
    return {"secrets": sorted(_secrets(subject)), "children": []}


def _secrets(subject: Subject) -> set[str]:
    found = set()
    for name, value in subject.function.environment.items():
        text = str(value.value) if isinstance(value, Known) else ""
        if promises_secret(name) or is_declared_secret(value) or "{{resolve:" in text or revealed(text):
            found.add(name)
    return found


def code(subject: Subject) -> dict[str, str]:
    called = {call.name for call in subject.calls}
    names = {*subject.behaviour.names, *called}
    evaluators, native = in_order("code", "evaluators"), in_order("code", "native")
    evaluates = called & listed("code", "evaluates") or any(is_of(name, evaluators) for name in names)
    others = subject.others("code")
    return {
        "evaluation": "monitor" if evaluates else others,
        "native": "monitor" if any(is_of(name, native) for name in names) else others,
    }
