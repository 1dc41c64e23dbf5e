"""Values of generators that anybody can compute on from what they gave before, kept under the names of secrets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.secrets import words
from goatherd.engine.values import Value

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
    if not labels or not _names_secret(name):
        return value
    m.facts.flow("predictable", labels[0], m.place(pos), name)
    return Value(value.atoms, tuple(label for label in value.labels if label.origin.kind != ORIGIN), value.guards)


def _names_secret(name: str) -> bool:
    joined = "_".join(words(name))
    return _SECRET.search(joined) is not None and _MARKER.search(joined) is None


def chosen(value: Value, key: Value) -> Value:
    """`letters[key]`: what is picked by such a number is as predictable."""
    return value.with_labels(tuple(label for label in key.labels if label.origin.kind == ORIGIN))
