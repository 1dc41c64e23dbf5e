"""Whose record it is: what chooses one that code reads or changes, and what the path there has asked of the caller.

What the platform or a verified token says of the caller is an identity; what only stands in the request is a claim.
Roles, records that are compared with the identity, and the method and path of the request are assumptions of a path.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from goatherd.code.ir import UNDEFINED
from goatherd.code.rights import is_right
from goatherd.core.lazy import regex
from goatherd.engine.interpreter import tokens
from goatherd.engine.labels import UNVERIFIED
from goatherd.engine.lookups import is_of_record
from goatherd.engine.store import ASSUME
from goatherd.engine.values import (
    CALLER,
    OF_SETTINGS,
    PROVED,
    Const,
    EventNode,
    External,
    Hole,
    Reference,
    Text,
    Value,
)
from goatherd.model.access import How
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Label, Place
    from goatherd.engine.values import Guard

IDENTITY = "identity"  # the kind of origin of what an authorizer or the platform says of who calls
ROLE = ("the caller's role", ())
OWNED = ("the record's owner", ())
METHOD = ("the request's method", ())
PATH = ("the request's path", ())
KEYS = (ROLE, OWNED, METHOD, PATH)
NOT = "!"  # before a method that the request does not have
BY_REQUEST = How.REQUEST
SEPARATOR = "\0"  # between a role and where the record was read that says it
SOME = "of one kind or another"  # beside every role: what is left of them where one of several is enough
MAX_SELECTED = 6
MAX_TEXT = 80
_DEPTH = 3
_OF_CALLERS = frozenset({IDENTITY, "claims"})
_SAID_BY_CALLERS = frozenset({"event", "credentials"})
_STORED = frozenset({"stored", "row", "record"})
# What tokens say of themselves.
_OF_TOKENS = frozenset({"token_use", "iss", "aud", "exp", "iat", "nbf", "typ", "type", "scope", "client_id", "azp"})
_TOKENS = frozenset({"authorization", "cookie", "cookies", "x-access-token", "x-auth-token", "authorizationtoken"})
# What App Service says of who has signed in, in a header that it takes away from everybody else.
_PRINCIPAL = regex(r"(?i)x-ms-(?:client-principal|token-aad)[\w-]*")
_ROUTE = re.compile(
    r"(?:(?P<method>GET|POST|PUT|PATCH|DELETE|ANY)(?: (?P<path>/\S*))?|(?P<alone>/[\w{}$:.+/-]*))", re.ASCII
)
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})

Selected = tuple[str, str, "Place | None"]
"""How something is chosen (one of How), by what, and where a record was read that says it."""


def says_who(label: Label) -> bool:
    """Whether this is the part of an event where gateways say who calls."""
    access, trigger = label.access, label.origin.trigger
    if access[:2] == ("requestContext", "authorizer"):
        return True
    if access[:2] == ("requestContext", "identity"):
        return access[2:] != () and access[2] in _OF_IAM
    return access[:1] == ("identity",) and trigger is not None and trigger.kind == Kind.APPSYNC


_OF_IAM = frozenset({"cognitoIdentityId", "user", "userArn", "caller", "cognitoAuthenticationProvider"})


def selected(m: Machine, value: Value | None) -> tuple[Selected, ...]:
    """What chooses a record where a key of it is this value."""
    if value is None:
        return ((How.UNKNOWN, "", None),)
    found: dict[Selected, None] = {}
    for label in m.deep_labels(value, _DEPTH):
        found.setdefault(_of_label(m, label))
    for reference in _references(value):
        found.setdefault(_of_reference(reference))
    if found and any(map(_is_of_nobody, value.atoms)):
        found[How.UNKNOWN, "", None] = None
    if not found:
        own = [text for item in value.atoms if (text := _own_text(item))]
        known = own and len(own) == len(value.atoms)
        found = {(How.CONSTANT, own[0][:MAX_TEXT], None) if known else (How.UNKNOWN, "", None): None}
    return tuple(found)[:MAX_SELECTED]


def _own_text(item: object) -> str:
    """A text of the program's own; "" for anything else."""
    if isinstance(item, Const):
        return str(item.value) if item.value is not None and item.value is not UNDEFINED else ""
    return item.pattern if isinstance(item, Text) and not any(isinstance(part, Hole) for part in item.parts) else ""


def _is_of_nobody(item: object) -> bool:
    """Whether it is a text that nobody knows whose data are in, beside others of which that is known."""
    holes = [part for part in item.parts if isinstance(part, Hole)] if isinstance(item, Text) else []
    return bool(holes) and not any(hole.labels or hole.data is not None for hole in holes)


def _references(value: Value) -> Iterator[Reference]:
    for item in value.atoms:
        if isinstance(item, Reference):
            yield item
        elif isinstance(item, Text):
            for part in item.parts:
                if isinstance(part, Hole) and part.data is not None:
                    yield from (each for each in part.data.atoms if isinstance(each, Reference))


def _of_reference(reference: Reference) -> Selected:
    """What is read of something that a store gave; a document that has no name yet is given one."""
    last = reference.steps[-1]
    if last[0] in ("doc", "document") and not last[1]:
        return (How.GENERATED, "a new id", None)
    return (How.RECORD, last[0], last[3])


def _of_label(m: Machine, label: Label) -> Selected:
    kind = label.origin.kind
    if kind in _OF_CALLERS:
        return ("identity", label.path, None)
    if kind == "credentials":
        return (How.DECODED, label.path, None)
    if kind in _STORED:
        return (How.RECORD, label.path, label.origin.place)
    if kind != "event":
        return (How.SETTING, label.path, None)
    if UNVERIFIED in label.preds:
        return (How.DECODED, label.path, None)
    if is_verified(m, label):
        return ("identity", f"{label.path}, verified", None)
    if _is_principal(label):
        return ("identity", f"{label.path}, which App Service sets", None)
    if is_of_record(label):
        return (How.RECORD, label.path, None)
    return (How.REQUEST, label.path, None)


def _is_principal(label: Label) -> bool:
    names = label.names
    return names[:1] == ("headers",) and bool(_PRINCIPAL.fullmatch(names[-1] if len(names) < 3 else names[1]))


def is_verified(m: Machine, label: Label) -> bool:
    """Whether this is out of a token that the path has verified."""
    shown = any(name.lower() in _TOKENS or "token" in name.lower() for name in label.names)
    return shown and tokens.is_verified(m, label.path)


# --- what a path has asked ---------------------------------------------------------------------------


def of_equality(m: Machine, left: Value, right: Value, polarity: bool) -> tuple[Guard, ...]:
    """What it says of the caller, the record or the request that two values are equal."""
    found: list[Guard] = []
    for given, wanted in ((left, right), (right, left)):
        text = wanted.text()
        if text is not None and not wanted.labels:
            _note_decides(m, given)
            found += _of_constant(m, given, text, polarity)
            found += _of_principal(m, given, polarity) if text else ()
        if given.labels and _is_of_deployment(m, wanted) and (name := _told_apart_by(m, given)):
            found.append((polarity, ROLE, frozenset({name, SOME})))
        elif given.labels and wanted.labels:
            _note_compared(m, given.labels, wanted)
            found += _of_identity(m, given, wanted, polarity)
        _note_owner_asked(m, given, wanted)
    return tuple(found)


def told(m: Machine, value: Value | None) -> None:
    """What the request says of who calls has turned out to be so."""
    if value is not None and (fields := frozenset(_fields_of(m, value))):
        m.assume(OWNED, fields)


def of_beginning(m: Machine, value: Value, prefix: Value) -> tuple[Guard, ...]:
    """What it says of the record that a text begins with another one."""
    return tuple(_of_identity(m, prefix, value, True)) if prefix.labels and value.labels else ()


def _of_identity(m: Machine, given: Value, wanted: Value, polarity: bool) -> Iterator[Guard]:
    """What it says of records, and of fields of the request, that they are what is known of the caller."""
    if any(_is_identity(m, label) for label in given.labels):
        for place in (*_records_of(wanted), *_fields_of(m, wanted)):
            yield (polarity, OWNED, frozenset({place}))


def _is_of_deployment(m: Machine, value: Value) -> bool:
    """Whether it is a text of the program's own or one of its settings, so that one caller of all is meant by it."""
    if value.labels:
        return all(_of_label(m, label)[0] == How.SETTING for label in value.labels)
    named = any(isinstance(item, External) for item in value.atoms)
    return named or bool(value.text()) or not set(OF_SETTINGS).isdisjoint(value.guards)


def _told_apart_by(m: Machine, value: Value) -> str:
    """What of the caller's identity this is, "" where it says nothing but what kind of token has come."""
    names = {label.names[-1] for label in value.labels if label.names and _is_identity(m, label)}
    name = min(names, default="")
    return "" if len(names) != len(value.labels) or name.lower() in _OF_TOKENS or _is_right(name) else name


def _of_constant(m: Machine, given: Value, text: str, polarity: bool) -> Iterator[Guard]:
    if given.labels and (role := _role(m, given.labels, text)):
        yield (polarity, ROLE, role)
    elif (match := _ROUTE.fullmatch(text)) and _may_be_route(given):
        if match["method"] and match["method"] != "ANY":
            yield (polarity, METHOD, frozenset({match["method"]}))
            if not match["path"]:
                yield (not polarity, METHOD, frozenset({f"{NOT}{match['method']}"}))
        if path := match["path"] or match["alone"]:
            yield (polarity, PATH, frozenset({path}))


def _may_be_route(given: Value) -> bool:
    """Whether a value may be the request's method, its path or the key of its route: nothing else is compared so."""
    if given.labels:
        return all(label.names in (("path",), ("rawPath",)) for label in given.labels if label.origin.kind == "event")
    return given.constants() is None and not any(isinstance(item, EventNode) for item in given.atoms)


def of_membership(m: Machine, needle: Value, holder: Value, polarity: bool) -> tuple[Guard, ...]:
    """The same of one that is among others: a role among those that may, or among those that the caller has."""
    text = needle.text()
    _note_decides(m, holder)
    if not holder.labels:
        _note_decides(m, needle)
    _note_compared(m, needle.labels, holder)
    _note_compared(m, holder.labels, needle)
    _note_owner_asked(m, needle, holder)
    _note_owner_asked(m, holder, needle)
    if text is not None and holder.labels and (role := _role(m, holder.labels, text)):
        return ((polarity, ROLE, role), *_of_principal(m, holder, polarity))
    if needle.labels and any(is_right_of(label) for label in needle.labels):
        texts = [each.text() for each in m.semantics.exact_elements(m, holder) or ()]
        if texts and all(texts) and (role := _role(m, needle.labels, " or ".join(map(str, texts)))):
            return ((polarity, ROLE, role),)
    if holder.labels and any(_is_identity(m, label) for label in needle.labels):
        return tuple(_of_identity(m, needle, holder, polarity))
    return ()


def of_truth(m: Machine, value: Value) -> tuple[Guard, ...]:
    """What it says of the caller that a value is true: `user.isAdmin`."""
    _note_decides(m, value)
    found = _of_principal(m, value, True)
    if value.labels and any(is_right_of(label) for label in value.labels) and (role := _role(m, value.labels, "")):
        return (*found, (True, ROLE, role))
    return found


def _of_principal(m: Machine, value: Value, polarity: bool) -> tuple[Guard, ...]:
    """That somebody has signed in if there is this, which the platform only says of people who have."""
    if not value.labels or m.trigger is None or not m.trigger.options.get("principal"):
        return ()
    theirs = all(isinstance(item, EventNode) or m.semantics.atom_truth(item) is not True for item in value.atoms)
    said = theirs and all(label.origin.kind == "event" and _is_principal(label) for label in value.labels)
    return ((polarity, CALLER, PROVED),) if said else ()


def _role(m: Machine, labels: Iterable[Label], text: str) -> frozenset[str]:
    """The role that is asked for, with where it is written; nothing where this is about something else."""
    for label in labels:
        if not is_right_of(label):
            continue
        role = text or label.names[-1]
        if _is_identity(m, label):
            return frozenset({role, SOME})
        if label.origin.kind in _STORED:
            path, pos = label.origin.place
            m.facts.compared.setdefault(label.origin.place)
            return frozenset({f"{role}{SEPARATOR}{path}{SEPARATOR}{pos}", SOME})
        if label.origin.kind in ("event", "credentials"):
            return frozenset({f"{role}{SEPARATOR}{BY_REQUEST}"})
    return frozenset()


def is_right_of(label: Label) -> bool:
    """Whether it is by its name what somebody may do: `claims["cognito:groups"]`."""
    names = label.names
    return bool(names) and any(_is_right(name) for name in names[-2:])


@lru_cache(1024)
def _is_right(name: str) -> bool:
    return is_right(name.rpartition(":")[2].rpartition("/")[2])


def _is_identity(m: Machine, label: Label) -> bool:
    return label.origin.kind in _OF_CALLERS or (label.origin.kind == "event" and is_verified(m, label))


def _note_compared(m: Machine, given: Iterable[Label], other: Value) -> None:
    """Note records of which something is compared with what a caller is, or says to be; and what of the request is
    compared with records or with what a caller is.
    """
    kinds = {label.origin.kind for label in given}
    for label in other.labels:
        if label.origin.kind in _STORED and kinds & (_OF_CALLERS | _SAID_BY_CALLERS):
            m.facts.compared.setdefault(label.origin.place)
        elif label.origin.kind == "event" and kinds & (_OF_CALLERS | _STORED):
            m.facts.compared_fields.setdefault(label.path)


def _note_owner_asked(m: Machine, record: Value, other: Value) -> None:
    """Note records of which a field is compared with what another record says, or with what nobody knows: whom the
    caller belongs to is looked up.
    """
    read = any(isinstance(item, Reference) for item in other.atoms)
    if other.constants() is not None or (not read and _is_of_deployment(m, other)):
        return
    theirs = {label.origin.place for label in other.labels}
    if all(label.origin.kind in _STORED for label in other.labels):
        for label in record.labels:
            if label.origin.kind in _STORED and label.names and label.origin.place not in theirs:
                m.facts.compared.setdefault(label.origin.place)


def _note_decides(m: Machine, value: Value) -> None:
    """Note the fields of records by which the path decides."""
    for label in value.labels:
        if label.origin.kind in _STORED and label.names and not m.module.is_stub:
            m.facts.decides.setdefault((label.names[-1], label.origin.place))


def _records_of(value: Value) -> Iterator[str]:
    for label in value.labels:
        if label.origin.kind in _STORED:
            path, pos = label.origin.place
            yield f"{path}{SEPARATOR}{pos}"


def roles(m: Machine) -> tuple[str, ...]:
    """The roles that the path has asked for; of several that are enough, what they have in common."""
    asked = held(m, ROLE)
    return tuple(sorted(asked - {SOME} or asked))


def _fields_of(m: Machine, value: Value) -> Iterator[str]:
    """The fields of the request that a value is, with nothing beside them."""
    ways = [_of_label(m, label) for label in value.labels]
    if all(how == How.REQUEST for how, _, _ in ways):
        yield from (f"{SEPARATOR}{what}" for _, what, _ in ways)


def held(m: Machine, key: tuple[str, tuple[()]], *, noted: bool = True) -> frozenset[str]:
    """What holds on this path; what is not `noted` does not make a call another one."""
    if key[0] not in m.assumed:
        return frozenset()
    store_key: Any = (ASSUME, key)
    return (m.store.get(store_key) if noted else m.store.peek(store_key)) or frozenset()
