"""Passwords of requests that are kept as they came, so that whoever reads the store has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.core.secrets import PASSWORD_ABROAD, words
from goatherd.engine.interpreter import members
from goatherd.engine.records import is_as_read
from goatherd.engine.values import Obj

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Label
    from goatherd.engine.values import Value

KIND = "stored-password"
_STORES = frozenset({"dynamodb", "sql", "cosmos", "firestore", "mongodb"})
_DEPTH = 3
_MADE_OF_IT = regex(r"_?(?:hash|hashed|digest)$")
# A person's own; that of a network, a meeting or a server of somebody else has to be read again.
_OF_PEOPLE = regex(
    r"(user|new|plain|login|account|member|admin|customer|employee|student)*"
    rf"(password|passwd|pwd|pass|pw|{PASSWORD_ABROAD})"
)


def note(m: Machine, service: str, record: Value | None, pos: int) -> None:
    """A record is written to a store of this service."""
    for item in record.atoms if record is not None and service in _STORES else ():
        if isinstance(item, Obj) and item.kind not in ("list", "tuple", "set"):
            for key, part in members.entries(m, item):
                for label in m.deep_labels(part, _DEPTH) if _is_of_people(str(key)) else ():
                    if _is_password(m, label):
                        m.facts.flow(KIND, label, m.place(pos), str(key))


def is_kept(label: Label) -> bool:
    """Whether it is the password of somebody, or its hash, as it is kept in a record."""
    name = label.names[-1] if label.names else ""
    return bool(name) and is_as_read(label) and _is_of_people(_MADE_OF_IT.sub("", "_".join(words(name))))


def _is_password(m: Machine, label: Label) -> bool:
    """Whether it is the one that a caller sent, and nothing that was made of it, as a hash is."""
    named = bool(label.names) and _is_of_people(label.names[-1])
    sent = label.origin.kind == "event" and named and not label.doubt
    return sent and is_as_read(label) and "*" not in m.known_of(label)


def _is_of_people(name: str) -> bool:
    return _OF_PEOPLE.fullmatch("".join(words(name))) is not None
