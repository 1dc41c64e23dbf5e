"""Bearer tokens: whether the signature of one that is read is checked on the same path.

Reading claims comes first in honest code too: the header names the key, the claims name the issuer. So a
token that is read unverified counts until a call on the same path verifies it; a verification on another
path excuses nothing. Code that cannot be read may verify the token that it is given: there is doubt, and
more of it where a verification is what the code is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.engine import doubts
from goatherd.engine.store import ASSUME, MISSING, TOKEN
from goatherd.engine.values import TRUE

if TYPE_CHECKING:
    from goatherd.engine.facts import FlowFact
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Hint, Label, Labels, Place
    from goatherd.engine.values import Value

_VERIFYING = regex(r"(?i)verif|valid|authenti|authori[sz]|check")
_HELD = frozenset({"verified"})


def read_unverified(m: Machine, label: Label, place: Place, sink: str, *hints: Hint) -> None:
    """The claims of a token are read; told unless this path has verified it before."""
    if any(_related(label.path, path) for path in m.verified_tokens if m.store.get(_verified(path))):
        return
    m.facts.flow("jwt", label, place, sink, *hints)
    m.store.set(_read(label.path), TRUE)
    for path, doubt in m.entrusted_tokens.items():
        if _related(label.path, path) and m.store.get(_entrusted(path)):
            _doubt(m, label.path, doubt)


def verified(m: Machine, value: Value | None) -> None:
    """The signature of a token is checked; `value` None when the call does not show which token it is about."""
    paths = [label.path for label in value.labels] if value is not None else []
    for path in paths:
        m.verified_tokens.setdefault(path)
        m.store.set(_verified(path), _HELD)
    for fact in m.facts.flows.values():
        if fact.kind == "jwt" and (not paths or any(_related(fact.label.path, path) for path in paths)):
            _excuse(m, fact)


def entrusted(m: Machine, name: str, labels: Labels, place: Place) -> None:
    """Tokens go to the function `name` ("" where it has none), whose code cannot be read."""
    doubt = doubts.entrusted(name, place, verifies=_VERIFYING.search(name.rpartition(".")[2]) is not None)
    for label in labels:
        m.entrusted_tokens[label.path] = max(m.entrusted_tokens.get(label.path, ()), doubt, key=len)
        m.store.set(_entrusted(label.path), _HELD)
        if m.store.get(_read(label.path)) is not MISSING:
            _doubt(m, label.path, doubt)


def _doubt(m: Machine, path: str, doubt: tuple[Hint, ...]) -> None:
    for fact in m.facts.flows.values():
        if fact.kind == "jwt" and _related(fact.label.path, path):
            fact.hints = max(fact.hints, doubt, key=len)


def _entrusted(path: str) -> tuple[str, tuple[str, str]]:
    return ("assume", ("entrusted token", path))


def _excuse(m: Machine, fact: FlowFact) -> None:
    if m.store.get(_read(fact.label.path)) is not MISSING:
        fact.excused = True


def _read(path: str) -> tuple[str, str]:
    return (TOKEN, path)


def _verified(path: str) -> tuple[str, tuple[str, str]]:
    # An assumption: it holds behind a join only when it holds on every path to it.
    return (ASSUME, (TOKEN, path))


def _related(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")
