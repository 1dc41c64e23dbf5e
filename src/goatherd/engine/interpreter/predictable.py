"""Values of generators that anybody can compute on from what they gave before, kept under the names of secrets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.secrets import words
from goatherd.engine.labels import Label, Origin, Trace
from goatherd.engine.values import Const, External, Text, Value, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.engine.interpreter.machine import Machine

ORIGIN = "predictable"
ONE_TIME = "one-time code"  # holds for what proves who somebody is, by a way of its own
_SECRET = re.compile(
    r"(?:^|_)(?:token|otp|totp|csrf|xsrf|passcode|password|passwd|secret|api_key|apikey|session_id|session_key"
    r"|magic_link|access_key|challenge_answer"
    r"|(?:reset|verification|verify|confirmation|activation|login|auth|security|access|one_time|mfa|otp|challenge)_code)$"
)
_ONE_TIME = re.compile(
    r"(?:^|_)(?:otp|totp|passcode|challenge_answer|(?:one_time|verification|verify|login|mfa|otp|challenge)_code)$"
)
_CODE = re.compile(r"(?:^|_)(?:code|pin)$")
_ENDS = frozenset({"expires", "expiry", "expiration", "expire", "expired"})
_REACHED_AT = frozenset({"phone", "mobile", "email", "msisdn"})
# What these name need not be secret: it only tells one thing from another.
_MARKER = re.compile(
    r"(?:^|_)(?:idempotency|request|client|page|next|continuation|dedup|deduplication|sync|cancel)_token"
)


def note(m: Machine, name: str, value: Value, pos: int, beside: Iterable[str] = ()) -> Value:
    """Tell when such a value gets the name of a secret, among the fields `beside`; gives the value.

    Of what it gives this need not be told again: only a one-time code is still known by what it was made of.
    """
    # A number has no fields: what is read from what somebody answered to it is another thing.
    labels = [
        label for label in value.labels if label.origin.kind == ORIGIN and not any(map(str.isidentifier, label.names))
    ]
    if not labels or m.module.is_stub:
        return value  # a library's names say nothing of what the program means by it
    joined = "_".join(words(name))
    one_time = _ONE_TIME.search(joined) is not None or (_CODE.search(joined) is not None and _prove(beside))
    if not one_time and not _names_secret(joined):
        return value
    if ONE_TIME not in m.known_of(labels[0]):
        m.facts.flow("predictable", labels[0], m.place(pos), name)
    if one_time:
        m.assume(labels[0].key, frozenset({ONE_TIME}))
        return value
    return Value(value.atoms, tuple(label for label in value.labels if label.origin.kind != ORIGIN), value.guards)


def is_one_time(m: Machine, label: Label) -> bool:
    return label.origin.kind == ORIGIN and ONE_TIME in m.known_of(label)


def _prove(fields: Iterable[str]) -> bool:
    """Whether a code among these fields of a record is for whoever is reached there, and for a time."""
    found = {word for name in fields for word in words(name)}
    return not _ENDS.isdisjoint(found) and not _REACHED_AT.isdisjoint(found)


def _names_secret(joined: str) -> bool:
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
