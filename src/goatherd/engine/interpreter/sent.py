"""Labels of what is secret in a request and kept in its error and answer (goatherd.engine.interpreter.clients)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.engine.labels import Labels

KIND = "request"  # the kind of origin of a secret that stands in a request
# Where an error or an answer keeps the request, and what of that holds credentials.
_REQUEST = frozenset({"config", "request", "options"})
_PARTS = frozenset({"headers", "data", "auth", "params", "body", "form", "json"})
_ANSWER = "response"
IS_ONE = "isAxiosError"  # where an error says that it keeps its request


def member(labels: Labels, step: str) -> Labels:
    """The labels that are left where a member of an error or an answer is read: most have nothing of the request."""
    return tuple(label for label in labels if label.origin.kind != KIND or _is_kept((*label.names, step)))


def without(labels: Labels) -> Labels:
    """The labels of what was made of an error or an answer, and shows nothing of it."""
    return tuple(label for label in labels if label.origin.kind != KIND)


def as_text(labels: Labels) -> Labels:
    """The labels of an error, or of the JSON that was made of it, as text: of the error itself that is its message."""
    return tuple(label for label in labels if label.origin.kind != KIND or "string" in label.preds)


def _is_kept(names: tuple[str, ...]) -> bool:
    names = names[1:] if names[0] == _ANSWER else names
    return names in ((), (IS_ONE,)) or (names[0] in _REQUEST and _PARTS.issuperset(names[1:]))
