"""The table of one application: a cell says who gets something done with some data by an entry point."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from goatherd.core.value import HOLE
from goatherd.model.access import How, Verb
from goatherd.model.nouns import service_name
from goatherd.whose.entries import entries_of
from goatherd.whose.identities import identities_of
from goatherd.whose.who import Circumstances, Evidence, Who, holder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goatherd.core.source import Span
    from goatherd.model.access import Access
    from goatherd.model.application import Application
    from goatherd.model.flow import Behaviour
    from goatherd.model.identity import Identity
    from goatherd.model.trigger import Trigger
    from goatherd.whose.who import Holder

VERBS = ("read", "create", "change", "delete")
_VERB = {Verb.LIST: "read", Verb.READ: "read", Verb.CREATE: "create", Verb.CHANGE: "change", Verb.DELETE: "delete"}
_OWN = re.compile(r"\$\{([^}?]+)\}")
_SERVICES = {
    "sql": "SQL",
    "firestore": "Firestore",
    "storage": "Cloud Storage",
    "cosmos": "Cosmos DB",
    "mongodb": "MongoDB",
    "cognito-idp": "user pool",
}
_STRICT = frozenset({Who.OWNER, Who.ADMIN})
_WIDE = frozenset({Who.USER, Who.ANYBODY})
_SIBLINGS = 3  # ways, at least, of which one can be the exception
_MOST = 0.6  # of them
# Attributes that hold many kinds of things, so that a key made of the caller in one is none of theirs in another.
_GENERIC = frozenset({"*", "pk", "sk", "id", "_id", "key", "hash", "range", "partitionkey", "partition key", "sortkey"})
MAX_EVIDENCE = 12


@frozen
class Data:
    """Some stored data: `label` is what people call it, `service` where it is kept."""

    label: str
    service: str

    @property
    def name(self) -> str:
        return f"{self.label} ({self.service})"


@frozen
class Cell:
    """`verb` is one of VERBS. `who` is the widest circle of those who get it done, `role` the role that is asked for.

    `claims` is the field of the request in which the caller says who that is. `outlier` says what sets this cell apart
    from others that do the same, "" for most. `span` is the first access.
    """

    entry: str
    function: str
    data: Data
    verb: str
    who: Who
    evidence: tuple[Evidence, ...]
    span: Span
    claims: str = ""
    outlier: str = ""


@frozen
class WhoseData:
    """`cells` once for an entry point, data and verb; `identities`: what is known of who calls, by entry point."""

    cells: tuple[Cell, ...] = ()
    identities: Mapping[tuple[str, str], tuple[Identity, ...]] = field(factory=dict, eq=False)

    @property
    def data(self) -> tuple[Data, ...]:
        return tuple(sorted({cell.data for cell in self.cells}, key=lambda each: (each.label, each.service)))

    @property
    def entries(self) -> tuple[tuple[str, str], ...]:
        """(name, id of the function)"""
        return tuple(dict.fromkeys((cell.entry, cell.function) for cell in self.cells))

    @property
    def outliers(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.outlier)

    def of(self, entry: tuple[str, str], data: Data) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if (cell.entry, cell.function) == entry and cell.data == data)


@define
class _Gathered:
    holders: list[Holder]
    accesses: list[Access]


def whose_data(application: Application) -> WhoseData:
    found: dict[tuple[str, str, Data, str], _Gathered] = {}
    callers: dict[tuple[str, str], tuple[Trigger, list[Access]]] = {}
    for function in application.functions:
        behaviour = application.behaviour(function)
        if not behaviour.accesses:
            continue
        about = _circumstances(behaviour)
        for entry, trigger, access in entries_of(function, behaviour.accesses):
            key = (entry, function.id, _data(access), _VERB[access.verb])
            gathered = found.setdefault(key, _Gathered([], []))
            gathered.holders.append(holder(access, trigger, about))
            gathered.accesses.append(access)
            callers.setdefault((entry, function.id), (trigger, []))[1].append(access)
    cells = [_cell(*key, gathered) for key, gathered in found.items()]
    cells.sort(key=lambda cell: (cell.function, cell.entry, cell.data.label, VERBS.index(cell.verb)))
    identities = {entry: identities_of(*asked) for entry, asked in callers.items()}
    return WhoseData(tuple(_with_outliers(cells, found)), identities)


def _circumstances(behaviour: Behaviour) -> Circumstances:
    by_place: dict[Span, list[Access]] = {}
    for access in behaviour.accesses:
        by_place.setdefault(access.span, []).append(access)
    gate = min(behaviour.gated, default="") if not behaviour.unasked else ""
    return Circumstances(by_place, gate)


def _cell(entry: str, function: str, data: Data, verb: str, gathered: _Gathered) -> Cell:
    widest = max(gathered.holders, key=lambda each: each.who)
    first = gathered.accesses[gathered.holders.index(widest)]
    evidence = dict.fromkeys(each for one in (widest, *gathered.holders) for each in one.evidence)
    claims = next((each.claims for each in gathered.holders if each.claims and each.who == widest.who), "")
    return Cell(entry, function, data, verb, widest.who, tuple(evidence)[:MAX_EVIDENCE], first.span, claims)


def _data(access: Access) -> Data:
    service = _SERVICES.get(access.service) or service_name(access.service)
    text = _OWN.sub(lambda match: match[1].rpartition("/")[2], access.store).replace(HOLE, "…")
    if not text.strip("…./-_"):
        return Data("unknown name", service)
    return Data(text[:60], service)


# --- outliers ----------------------------------------------------------------------------------------


def _with_outliers(cells: list[Cell], gathered: Mapping[tuple[str, str, Data, str], _Gathered]) -> Iterable[Cell]:
    owned = _owning_attributes(gathered)
    for cell in cells:
        said = ""
        if cell.who in _WIDE:
            accesses = gathered[cell.entry, cell.function, cell.data, cell.verb].accesses
            said = _taken_from_request(cell, accesses, owned) or _unlike_siblings(cell, cells)
        yield evolve(cell, outlier=said) if said else cell


def _owning_attributes(gathered: Mapping[tuple[str, str, Data, str], _Gathered]) -> dict[tuple[Data, str], Span]:
    """The attributes that somewhere are taken from who calls, with where."""
    found: dict[tuple[Data, str], Span] = {}
    for (_, _, data, _), each in gathered.items():
        for access in each.accesses:
            for choice in (*access.chosen, *access.conditions, *access.written):
                if choice.how == How.IDENTITY:
                    found.setdefault((data, choice.attribute), access.span)
    return found


def _taken_from_request(cell: Cell, accesses: list[Access], owned: Mapping[tuple[Data, str], Span]) -> str:
    """What is said of an identity that is established and not used: whoever is about to sign up has none."""
    for access in accesses if cell.who == Who.USER else ():
        for choice in (*access.chosen, *access.conditions, *access.written):
            place = owned.get((cell.data, choice.attribute))
            if choice.how == How.REQUEST and place is not None and choice.attribute.lower() not in _GENERIC:
                where = f"{place.path}:{place.line}"
                return f"{choice.attribute} is {choice.what} of the request here, and who calls at {where}"
    return ""


def _unlike_siblings(cell: Cell, cells: list[Cell]) -> str:
    """What most other ways to do the same, or to write at all, ask for and this one does not."""
    for verbs in ((cell.verb,), VERBS[1:] if cell.verb != "read" else ()):
        siblings = [each for each in cells if each.data == cell.data and each.verb in verbs and each.who != Who.CLOUD]
        strict = [each for each in siblings if each.who in _STRICT]
        if len(siblings) >= _SIBLINGS and len(strict) >= _MOST * len(siblings):
            done = "do this" if len(verbs) == 1 else "write there"
            narrow = sorted({each.who.label for each in strict})
            told = f"{len(strict)} of {len(siblings)} ways to {done} are for {' or '.join(narrow)}"
            return f"{told}, this one for {cell.who.spoken}"
    return ""
