"""Passwords that the code compares itself: with what is kept of a user, or with one of the application's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.secrets import is_readable_password
from goatherd.engine.records import ANY_OF_LIST, is_as_read

if TYPE_CHECKING:
    from goatherd.engine.labels import Label, Labels
    from goatherd.engine.values import Value

KEPT, OWN = "kept-password", "password"
_STORES = frozenset({"stored", "row", "record"})
_SETTINGS = frozenset({"secret", "setting", "environment"})
_TYPES = frozenset({"S", "value", "stringValue"})  # what DynamoDB and Firestore wrap a text in


def compared(expected: Value, given: Value) -> tuple[str, Labels]:
    """The kind of sink where a password that somebody sends is compared with one that is known, and its labels."""
    typed = tuple(
        label for label in given.labels if label.origin.kind == "event" and _is_password(label) and is_as_read(label)
    )
    kinds = {label.origin.kind for label in expected.labels if label.origin.kind in _SETTINGS or _is_password(label)}
    if typed and kinds & _STORES:
        return KEPT, typed
    return (OWN, typed) if typed and kinds & _SETTINGS else ("", ())


def _is_password(label: Label) -> bool:
    names = [name for name in label.names if name not in _TYPES and name != ANY_OF_LIST]
    return "*" not in label.preds and bool(names) and is_readable_password(names[-1])
