"""Bearer tokens: whether the signature of one that is read is checked on the same path.

Reading claims comes first in honest code too: the header names the key, the claims name the issuer. So a
token that is read unverified counts until a call on the same path verifies it, or a signature over it that the program
makes itself is compared; a verification on another path excuses nothing. Code that cannot be read may verify the token
that it is given: there is doubt, and more of it where a verification is what the code is called. Claims that nobody
uses, or that only a log tells, do no harm: they count once something is decided, selected or answered by them, or other
code gets them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.engine import doubts
from goatherd.engine.interpreter import callers
from goatherd.engine.labels import UNVERIFIED
from goatherd.engine.store import ASSUME, MISSING, TOKEN
from goatherd.engine.values import TRUE
from goatherd.model.trigger import HTTP_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.engine.facts import Facts, FlowFact
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Hint, Label, Labels, Place
    from goatherd.engine.library.rules import Rule
    from goatherd.engine.values import Value

_VERIFYING = regex(r"(?i)verif|valid|authenti|authori[sz]|check")
_VERIFY = ".verify"  # which lets tokens pass that are signed with nothing
_LOGS = frozenset({"log", "log-json"})
_HELD = frozenset({"verified"})


def read_unverified(m: Machine, label: Label, place: Place, sink: str, *hints: Hint) -> None:
    """The claims of a token are read; told unless this path has verified it before."""
    if any(_related(label.path, path) for path in m.verified_tokens if m.store.get(_verified(path))):
        return
    m.facts.flow("jwt", label, place, sink, *hints)
    m.reads_claims = True
    m.store.set(_read(label.path), TRUE)
    for path, doubt in m.entrusted_tokens.items():
        if _related(label.path, path) and m.store.get(_entrusted(path)):
            _doubt(m, label.path, doubt)


def relied_on(m: Machine, labels: Labels) -> None:
    """Something is decided or selected by data, or code gets it that may do so."""
    for label in labels if m.reads_claims else ():
        if label.origin.kind == "credentials":
            m.facts.relied.setdefault(label.origin.place)
        elif UNVERIFIED in label.preds:
            m.facts.relied.setdefault(label.path)


def handed_on(m: Machine, args: Args, rules: Iterable[Rule]) -> None:
    """Data goes to a library: all but logs may decide something by it."""
    if m.reads_claims and _LOGS.isdisjoint(rule.sink for rule in rules):
        relied_on(m, args.labels(m))


def is_relied_on(fact: FlowFact, facts: Facts) -> bool:
    """Whether anything depends on an unverified token: an authorizer's answer does, and a verification of nothing."""
    trigger = fact.label.origin.trigger
    if fact.sink.endswith(_VERIFY) or (trigger is not None and trigger.kind not in HTTP_KINDS):
        return True
    paths = (known for known in facts.relied if isinstance(known, str))
    return fact.place in facts.relied or any(_related(fact.label.path, path) for path in paths)


def verified(m: Machine, value: Value | None) -> None:
    """The signature of a token is checked; `value` None when the call does not show which token it is about."""
    _hold(m, [label.path for label in value.labels] if value is not None else [])


def is_verified(m: Machine, path: str) -> bool:
    """Whether the signature of the token that this is of has been checked on this path."""
    return any(_related(path, known) for known in m.verified_tokens if m.store.get(_verified(known)))


def signed(m: Machine, proofs: Iterable[frozenset[str]]) -> None:
    """Callers have proved who they are, by signatures that the program has made itself of what they cover."""
    for who in proofs:
        if paths := callers.covered(who):
            _hold(m, paths)


def _hold(m: Machine, paths: list[str]) -> None:
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
