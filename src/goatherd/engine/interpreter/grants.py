"""Requests for tokens (OAuth 2, RFC 6749): what answers them lets whoever reads it in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.engine.interpreter.members import entries
from goatherd.engine.labels import Label, Origin, Trace
from goatherd.engine.store import ASSUME
from goatherd.engine.values import Const, Obj, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Place
    from goatherd.engine.values import Guard, Value

ANSWER = "the answer to a request for a token"
SESSION = "session"  # the kind of origin of what somebody gets by signing in
MAX_NESTING = 3  # of what a request is given

# "…/oauth/token", "…/oauth2/v2.0/token", "…/openid-connect/token", "oauth2.googleapis.com/token"; none that is revoked
_ENDPOINT = regex(
    r"(?i)(?:/(?:oauth2?|connect|openid-connect|oidc)(?:/v\d[\w.]*)?|//oauth2\.googleapis\.com|//accounts\.spotify\.com/api)"
    r"/(?:access_?)?token(?![\w/-])"
)
_GRANT = "grant_type"
_ASKED = re.compile(rf"(?:^|[?&\s]){_GRANT}=")
# Clients whose answer shows its body where it is shown itself.
_WHOLE = ("axios", "got", "needle", "superagent")
_UNREAD = "log"  # holds until somebody reads the answer: shown as it is, it says how it went
_JSON = "no:\n"  # holds for what JSON was made of, which of an answer that nobody has read nobody does
FAILED = ("failed",)  # the access of what is known where no token came
_NO_TOKENS = frozenset({"failed"})
_STATUS = frozenset({"status", "status_code", "statusCode"})
_TELLING = frozenset({"ok", "access_token", "id_token", "refresh_token"})
# Whether a request has failed where its status compares so with one of success, or with the first of failures.
_FAILS = {"==": False, "===": False, "!=": True, "!==": True, "<": False, "<=": False, ">": True, ">=": True}
_ORDERED = frozenset({"<", "<=", ">", ">="})
_BAD_REQUEST = 400
_FIELDS = frozenset(
    {"data", "body", "json", "text", "content", "tokens", "token", "access_token", "refresh_token", "id_token"}
)


def answered(m: Machine, name: str, args: Args, place: Place) -> tuple[Label, ...]:
    """What is known of the answer to a request: that it is made of tokens, if these were asked for."""
    if not any(map(_asks, texts(m, args.values(), MAX_NESTING))):
        return ()
    label = Label(Origin(SESSION, ANSWER, place), trace=Trace(place, f"{name}() asks for a token", None))
    return (label if name.partition(".")[0] in _WHOLE else label.add(_UNREAD),)


def read(value: Value) -> Value:
    """The body of an answer, which somebody has read as a text."""
    if not any(label.origin.name == ANSWER for label in value.labels):
        return value
    return value.map_labels(lambda label: label.drop(_UNREAD) if label.origin.name == ANSWER else label)


def by_field(value: Value, field: object) -> Value:
    """What was read of an answer; where a field is false that stands in all that brings tokens, none came."""
    if field not in _TELLING or not value.labels:
        return value
    return value.with_guards(_failed(value, by=False))


def of_status(op: str, left: Value, right: Value) -> tuple[Guard, ...]:
    """What a comparison of the answer's status tells."""
    item = right.constant
    if not left.labels or item is None or type(item.value) is not int:
        return ()
    if not any(label.names[-1:] and label.names[-1] in _STATUS for label in left.labels):
        return ()
    fails = _FAILS.get(op)
    return _failed(left, by=fails if item.value < _BAD_REQUEST or fails is None or op in _ORDERED else not fails)


def _failed(value: Value, *, by: bool | None) -> tuple[Guard, ...]:
    origins = dict.fromkeys(label.origin for label in value.labels if label.origin.name == ANSWER)
    return tuple((by, (origin, FAILED), _NO_TOKENS) for origin in origins) if by is not None else ()


def is_told(m: Machine, label: Label) -> bool:
    """Whether it is the tokens, or all of the answer with them in it."""
    if m.store.get((ASSUME, (label.origin, FAILED))):
        return False
    unread = _UNREAD in label.preds and _JSON not in label.preds and not label.access
    return not unread and _FIELDS.issuperset(label.names)


def is_token(label: Label) -> bool:
    """Whether it is one of the tokens alone."""
    return label.origin.name == ANSWER and bool(label.names) and label.names[-1] in _TELLING


def _asks(text: str) -> bool:
    return text == _GRANT or _ENDPOINT.search(text) is not None or _ASKED.search(text) is not None


def texts(m: Machine, values: Iterator[Value], depth: int) -> Iterator[str]:
    """Texts in what a request is given, and names of its fields."""
    for value in values:
        for item in value.atoms:
            if isinstance(item, Text):
                yield item.pattern
            elif isinstance(item, Const) and isinstance(item.value, str):
                yield item.value
            elif isinstance(item, Obj) and depth:
                parts = list(entries(m, item))
                yield from (key for key, _ in parts if isinstance(key, str))
                yield from texts(m, (part for _, part in parts), depth - 1)
