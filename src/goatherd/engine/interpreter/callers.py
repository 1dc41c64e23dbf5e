"""Whether callers have to prove who they are on the way to what the code does for them.

A proof is a test or a call that fails for whoever does not hold a secret: a signature over data of the request,
a secret that is compared, a token that is verified. It is an assumption of the path, so it holds behind a join only
when it holds on every path to it; mentioning a signature proves nothing. What is read before a proof on the same path
counts as behind it, for keys and tenants have to be looked up.

Users prove that they have signed in; partners hold a secret of the application itself, or sign the whole body of their
requests with one. A signature over less is a token, and whoever has been given it shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.secrets import names_something_else, promises_secret
from goatherd.core.value import is_symbolic
from goatherd.engine.facts import WorkFact
from goatherd.engine.interpreter import gates
from goatherd.engine.store import ASSUME, NAMES
from goatherd.engine.values import (
    BUT_PREFLIGHTS,
    CALLER,
    PARTNER,
    PREFLIGHT,
    PROVED,
    REQUEST,
    SETTING,
    SWITCHED,
    Const,
    Obj,
)
from goatherd.model.flow import AN_ANSWER
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Label, Place
    from goatherd.engine.values import Guard, Value

# What stands in models: a call proves it by what it is given, or by comparing its first two arguments.
PROOF = "caller"
COMPARISON = "caller-compared"
OF_PARTNER = "partner"  # beside one of these: nobody else has the secret
WORDS = frozenset({PROOF, COMPARISON, OF_PARTNER})
SIGNED = "signed"  # a label of data that a keyed digest covers
_COVERS = "covers "  # and its path

_READ = ("read before the caller is known", NAMES)  # on this path, as names so that paths add up
_WORK = frozenset(
    {"sql", "partiql", "nosql", "expression", "shell", "command", "code", "mail-html", "mail-recipient", "record"}
)
_OF_RIGHTS = frozenset({"setCustomUserClaims", "set_custom_user_claims"})
_CHANGING = frozenset({"post", "put", "patch", "delete"})
_READING = frozenset({"find", "findOne", "find_one", "get", "where"})
# What a signature of a request covers; one of less is a token, or a link.
_WHOLE = frozenset({("body",), ("rawBody",), ("data",)})


def guard(polarity: bool, who: frozenset[str] = PROVED) -> tuple[Guard, ...]:
    """The guard of a test that tells the caller when it turns out as `polarity`, and `who` that is then."""
    return ((polarity, CALLER, who),) if who else ()


def of_words(words: frozenset[str]) -> frozenset[str]:
    """Who calls where what models say of a call (`proves`, `guard`) holds."""
    return PARTNER if OF_PARTNER in words else PROVED


def reach(m: Machine) -> Exposure:
    """Who gets here, by what the code has asked of them."""
    held = _held(m, CALLER)
    return Exposure.ACCOUNT if held >= PARTNER else Exposure.AUTHENTICATED if held >= PROVED else Exposure.ANONYMOUS


def preflight(left: Value, right: Value, polarity: bool) -> tuple[Guard, ...]:
    """The guard of a comparison of the request's method, which no caller chooses freely, with OPTIONS."""
    for given, wanted in ((left, right), (right, left)):
        if not given.labels and str(wanted.text()).upper() == "OPTIONS":
            return ((polarity, PREFLIGHT, PROVED), (not polarity, REQUEST, PROVED))
    return ()


def known(m: Machine, who: frozenset[str] = PROVED) -> None:
    """From here on this path is only taken for callers who have proved who they are."""
    m.assume(CALLER, who)
    _settle(m)


def resolved(m: Machine, value: Value) -> None:
    """Whoever gets past a promise has been given this: if only known callers are, that tells who calls."""
    told = {side: preds for side, key, preds in value.guards if key is CALLER and isinstance(side, bool)}
    if {True, False} <= told.keys():
        known(m, PROVED | (told[True] & told[False]))


def narrowed(m: Machine, guards: Iterable[Guard], polarity: bool) -> None:
    """A branch is taken that depends on what `guards` say."""
    guards = [guard for guard in guards if guard[0] is polarity]
    told = {key for _, key, _ in guards}
    if any(key is CALLER and preds & PROVED for _, key, preds in guards):
        _settle(m)
    elif REQUEST in told and _held(m, CALLER) & BUT_PREFLIGHTS:
        known(m)


def unproved(m: Machine) -> list[WorkFact]:
    """What was read on this path before the caller is known."""
    return [fact for key in m.store.get(_READ) or () if not (fact := m.facts.work[key]).excused]


def still_unproved(facts: Iterable[WorkFact]) -> None:
    """Nobody has waited for what came of the question who calls."""
    for fact in facts:
        fact.excused = False


def _settle(m: Machine) -> None:
    if m.serving:
        m.facts.asks_caller = True
        m.facts.askers.setdefault(_route(m))
    for key in m.store.get(_READ) or ():
        m.facts.work[key].excused = True


def works(m: Machine, name: str, pos: int, *, reads: bool) -> None:
    """Something is done that a caller may have asked for; `reads` when it changes nothing of the caller's choice."""
    m.works += not reads
    if not m.serving:
        return
    if is_known(m):
        m.facts.works_for_known = True
        return
    key = (name, m.place(pos))
    m.facts.work[key] = _reached(m, m.facts.work.get(key), name, m.place(pos))
    if reads:
        m.store.set(_READ, {**(m.store.get(_READ) or {}), key: False})


def is_switched_on(m: Machine) -> bool:
    """Whether only a variable of the environment that is set leads here."""
    return "set" in _held(m, SETTING)


def answers(m: Machine, response: Value) -> None:
    """A response is given: where no work is known, that is what a caller gets who proves nothing.

    A browser that asks what it may send proves nothing and gets nothing: its request has no credentials.
    """
    if not m.serving or is_known(m) or _held(m, PREFLIGHT):
        return
    for item in response.atoms:
        status = m.get_field(item, "statusCode") if isinstance(item, Obj) else None
        if status is not None and any(map(_is_success, status.atoms)) and not _behind_proof(status):
            m.facts.answers[item.place] = _reached(m, m.facts.answers.get(item.place), AN_ANSWER, item.place)


def _reached(m: Machine, before: WorkFact | None, name: str, place: Place) -> WorkFact:
    """What is known of something done without a proof, by all the paths to it so far and this one."""
    switched, gate = bool(_held(m, CALLER) & SWITCHED), gates.stands(m)
    fact = before or WorkFact(name, place, switched=switched, gate=gate)
    fact.switched, fact.gate = fact.switched and switched, fact.gate and gate
    if (route := _route(m)) is not None:
        fact.handlers.setdefault(route)
    return fact


def _route(m: Machine) -> Place | None:
    """The last function of the application that a framework called, or the platform."""
    called = [func for by, func in zip([None, *m.running], m.running, strict=False) if by is None or by.module.is_stub]
    last = called[-1] if called else None
    return None if last is None or last.module.is_stub else (last.module.path, last.ir.pos)


def is_known(m: Machine) -> bool:
    return not PROVED.isdisjoint(_held(m, CALLER))


def _held(m: Machine, key: tuple[str, tuple[()]]) -> frozenset[str]:
    held: frozenset[str] | None = m.store.get((ASSUME, key)) if key[0] in m.assumed else None
    return held or frozenset()


def _is_success(item: object) -> bool:
    return isinstance(item, Const) and type(item.value) is int and 200 <= item.value < 300


def _behind_proof(written: Value) -> bool:
    """Whether a field was only written on paths of callers who are known, which its value remembers."""
    return any(side and key is CALLER for side, key, _ in written.guards)


def works_at(m: Machine, sink: str, name: str, pos: int, *, asks: bool) -> None:
    """Note what is done in a database, by a program or in another service; `asks` when it is asked who calls."""
    method = name.rpartition(".")[2]
    if sink in _WORK or (sink == "ssrf" and method in _CHANGING) or method in _OF_RIGHTS:
        works(m, name, pos, reads=asks or method in _READING)


def let_in(m: Machine, name: str) -> frozenset[str]:
    """Whom alone a function lets in that a library made; nothing where it lets everybody in."""
    return next((of_words(rule.proves) for rule in m.models.rules(name) if PROOF in rule.proves), frozenset())


def shown(labels: Iterable[Label]) -> bool:
    """Whether there is data of the request among these."""
    return any(label.origin.kind == "event" for label in labels)


def compared(left: Value, right: Value) -> frozenset[str]:
    """Who calls if two values are equal, one of which is a secret; nothing where that does not tell.

    Where it is a signature, what it covers stands beside (`covered`).
    """
    return _proves(left, right) or _proves(right, left)


def covered(who: frozenset[str]) -> list[str]:
    """The paths of the data that a signature covers which has shown who calls."""
    return sorted(word.removeprefix(_COVERS) for word in who if word.startswith(_COVERS))


def _proves(given: Value, expected: Value) -> frozenset[str]:
    if not any(label.origin.kind == "event" and SIGNED not in label.preds for label in given.labels):
        return frozenset()
    if signature(expected):
        who = PARTNER if any(map(covers_request, expected.labels)) else PROVED
        return who.union(f"{_COVERS}{label.path}" for label in _signed(expected))
    secrets = [label for label in expected.labels if _is_secret(label)]
    # one that is kept with others is one of many users' or tenants'
    of_users = any(label.origin.kind == "stored" for label in secrets)
    return frozenset() if not secrets else PROVED if of_users else PARTNER


def covers_request(label: Label) -> bool:
    """Whether a digest covers a whole body, or the event."""
    names = label.names
    return label.origin.kind == "event" and SIGNED in label.preds and (not names or names in _WHOLE)


def signature(value: Value) -> bool:
    """Whether this is made of a keyed digest over data of the request."""
    return bool(_signed(value))


def _signed(value: Value) -> list[Label]:
    return [label for label in value.labels if label.origin.kind == "event" and SIGNED in label.preds]


def _is_setting(label: Label) -> bool:
    """Whether it is a parameter that is no secret by its name: whoever reads them decrypts all alike."""
    service, name = label.origin.channel or ("", "")
    return service == "ssm" and not is_symbolic(name) and names_something_else(name)


def _is_secret(label: Label) -> bool:
    if label.origin.kind == "secret":
        # one that is signed is the key of a signature that covers something else
        return SIGNED not in label.preds and not _is_setting(label)
    names = label.names
    return label.origin.kind == "stored" and bool(names) and promises_secret(names[-1]) != ""
