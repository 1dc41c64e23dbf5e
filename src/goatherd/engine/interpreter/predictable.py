"""Values of generators that anybody can compute on from what they gave before, kept under the names of secrets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.secrets import words
from goatherd.engine.labels import Label, Origin, Trace
from goatherd.engine.values import Const, External, Text, Value, unknown

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

ORIGIN = "predictable"
_SECRET = re.compile(
    r"(?:^|_)(?:tokens?|otp|totp|csrf|xsrf|passcode|password|passwd|secret|api_key|apikey|session_id|session_key"
    r"|magic_link|(?:reset|verification|verify|confirmation|activation|login|auth|security|access|one_time|mfa)_code)$"
)
# What these name need not be secret: it only tells one thing from another.
_MARKER = re.compile(
    r"(?:^|_)(?:idempotency|request|client|page|next|continuation|dedup|deduplication|sync|cancel)_token"
)


def note(m: Machine, name: str, value: Value, pos: int) -> Value:
    """Tell when such a value gets the name of a secret; gives the value, of which this need not be told again."""
    labels = [label for label in value.labels if label.origin.kind == ORIGIN]
    if not labels or m.module.is_stub or not _names_secret(name):
        return value  # a library's names say nothing of what the program means by it
    m.facts.flow("predictable", labels[0], m.place(pos), name)
    return Value(value.atoms, tuple(label for label in value.labels if label.origin.kind != ORIGIN), value.guards)


def _names_secret(name: str) -> bool:
    joined = "_".join(words(name))
    return _SECRET.search(joined) is not None and _MARKER.search(joined) is None


def chosen(owner: Value, value: Value, key: Value) -> Value:
    """`letters[key]`: a letter picked by such a number is as predictable; a word of a list keeps its own secrets."""
    if not key.labels or not (_is_text(owner) or _are_letters(value)):
        return value
    return value.with_labels(tuple(label for label in key.labels if label.origin.kind == ORIGIN))


def picked(m: Machine, name: str, owner: Value, value: Value, pos: int) -> Value:
    """`random.choice(letters)`."""
    place = m.place(pos)
    label = Label(Origin(ORIGIN, name, place), trace=Trace(place, f"{name}() is read", None))
    return chosen(owner, value, unknown((label,)))


def _is_text(owner: Value) -> bool:
    return bool(owner.atoms) and all(
        isinstance(a, Text)
        or (isinstance(a, Const) and isinstance(a.value, str))
        or (isinstance(a, External) and a.name.startswith("string."))
        for a in owner.atoms
    )


def _are_letters(value: Value) -> bool:
    return bool(value.atoms) and all(isinstance(a, Const) and len(str(a.value)) < 2 for a in value.atoms)
