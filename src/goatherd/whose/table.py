"""The table of one application: a cell says who gets something done with some data by an entry point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from goatherd.model.access import How
from goatherd.whose.identities import identities_of
from goatherd.whose.uses import GENERIC, VERBS, accesses_of, uses_of
from goatherd.whose.who import Evidence, Who

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goatherd.core.source import Span
    from goatherd.model.application import Application
    from goatherd.model.identity import Identity
    from goatherd.whose.uses import Data, Done, Use

_STRICT = frozenset({Who.OWNER, Who.ADMIN})
_WIDE = frozenset({Who.USER, Who.ANYBODY})
_SIBLINGS = 3  # ways, at least, of which one can be the exception
_MOST = 0.6  # of them
MAX_EVIDENCE = 12


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


def whose_data(application: Application) -> WhoseData:
    uses = uses_of(application)
    callers: dict[tuple[str, str], list[Done]] = {}
    for use in uses:
        callers.setdefault((use.entry, use.function), []).extend(use.done)
    uses.sort(key=lambda use: (use.function, use.entry, use.data.label, VERBS.index(use.verb)))
    identities = {
        entry: identities_of(done[0].trigger, [each.access for each in done]) for entry, done in callers.items()
    }
    return WhoseData(tuple(_with_outliers(uses)), identities)


def _cell(use: Use) -> Cell:
    widest = use.widest
    evidence = dict.fromkeys(each for one in (widest, *use.done) for each in one.holder.evidence)
    claims = next((each.holder.claims for each in use.done if each.holder.claims and each.holder.who == use.who), "")
    reasons = tuple(evidence)[:MAX_EVIDENCE]
    return Cell(use.entry, use.function, use.data, use.verb, use.who, reasons, widest.access.span, claims)


# --- outliers ----------------------------------------------------------------------------------------


def _with_outliers(uses: list[Use]) -> Iterator[Cell]:
    owned = _owning_attributes(uses)
    for use in uses:
        said = (_taken_from_request(use, owned) or _unlike_siblings(use, uses)) if use.who in _WIDE else ""
        cell = _cell(use)
        yield evolve(cell, outlier=said) if said else cell


def _owning_attributes(uses: list[Use]) -> dict[tuple[Data, str], Span]:
    """The attributes that somewhere are taken from who calls, with where."""
    found: dict[tuple[Data, str], Span] = {}
    for use, access in accesses_of(uses):
        for choice in (*access.chosen, *access.conditions, *access.written):
            if choice.how == How.IDENTITY:
                found.setdefault((use.data, choice.attribute), access.span)
    return found


def _taken_from_request(use: Use, owned: Mapping[tuple[Data, str], Span]) -> str:
    """What is said of an identity that is established and not used: whoever is about to sign up has none."""
    for each in use.done if use.who == Who.USER else ():
        for choice in (*each.access.chosen, *each.access.conditions, *each.access.written):
            place = owned.get((use.data, choice.attribute))
            if choice.how == How.REQUEST and place is not None and choice.attribute.lower() not in GENERIC:
                where = f"{place.path}:{place.line}"
                return f"{choice.attribute} is {choice.what} of the request here, and who calls at {where}"
    return ""


def _unlike_siblings(use: Use, uses: list[Use]) -> str:
    """What most other ways to do the same, or to write at all, ask for and this one does not."""
    for verbs in ((use.verb,), VERBS[1:] if use.verb != "read" else ()):
        siblings = [each for each in uses if each.data == use.data and each.verb in verbs and each.who != Who.CLOUD]
        strict = [each for each in siblings if each.who in _STRICT]
        if len(siblings) >= _SIBLINGS and len(strict) >= _MOST * len(siblings):
            done = "do this" if len(verbs) == 1 else "write there"
            narrow = sorted({each.who.label for each in strict})
            told = f"{len(strict)} of {len(siblings)} ways to {done} are for {' or '.join(narrow)}"
            return f"{told}, this one for {use.who.spoken}"
    return ""
