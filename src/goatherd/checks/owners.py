"""Stored data that has owners: what proves it, and which accesses pass them by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from attrs import evolve, frozen

from goatherd.checks.open_routes import is_admin
from goatherd.core.confidence import only_possible
from goatherd.core.finding import INFO
from goatherd.core.secrets import words
from goatherd.model.access import How, Verb
from goatherd.whose.uses import GENERIC, accesses_of, data_of, uses_of
from goatherd.whose.who import Who

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.core.confidence import Reasons
    from goatherd.core.finding import Finding
    from goatherd.core.source import Span
    from goatherd.model.access import Access, Choice
    from goatherd.model.application import Application
    from goatherd.model.flow import Behaviour
    from goatherd.model.trigger import Trigger
    from goatherd.whose.uses import Data, Done, Use

WRITES = ("change", "delete")
WIDE = frozenset({Who.USER, Who.ANYBODY})
_SOMEBODY = re.compile(
    r"(?i)(?:.*[:_/])?(?:sub|u?id|oid|user|user_?name|e?mail|(?:user|principal|identity|owner|account|customer|member"
    r"|client|tenant|org|organi[sz]ation|company)_?(?:id|sub|uuid|email)|cognitoidentityid)"
)
_LAST = frozenset({"modified", "updated", "changed", "edited", "approved", "reviewed"})
_OWNERS: WeakKeyDictionary[Application, Owners] = WeakKeyDictionary()
_NOT_A_RECORDS = frozenset({How.IDENTITY, How.DECODED, How.RECORD, How.UNKNOWN, How.GENERATED})


@frozen
class Ownership:
    """Evidence that records have owners: `entry` does `words` at `span`. `compared`: one that is chosen by the request
    is held against the caller there; else `attribute` is filled from who calls, when it is `written` or a key.
    """

    entry: str
    function: str
    words: str
    span: Span
    attribute: str = ""
    compared: bool = False
    written: bool = False


def owners_of(application: Application) -> Owners:
    """Made once for all checks."""
    found = _OWNERS.get(application)
    if found is None:
        found = _OWNERS[application] = Owners(application)
    return found


class Owners:
    """What an application does with stored data, and who owns it."""

    def __init__(self, application: Application) -> None:
        self._behaviours = {each.id: application.behaviour(each) for each in application.functions}
        self.uses = uses_of(application)
        self._told = {each.span.path for _, each in accesses_of(self.uses) if each.roles}
        self._known: dict[Data, tuple[Ownership, ...]] = {}
        self._for_administrators = _of_administrators([trigger for _, trigger in application.triggers()])

    def of(self, data: Data) -> tuple[Ownership, ...]:
        if not data.is_known:
            return ()
        if data not in self._known:
            found = (each for use in self.uses if use.data == data for each in _shown_by(use))
            self._known[data] = tuple(dict.fromkeys(found))
        return self._known[data]

    def is_administration(self, done: Done) -> bool:
        """Whether only administrators get so far, who have an authorizer of their own: what they work on is others'."""
        return done.trigger.authorizer in self._for_administrators

    def is_doubtful(self, use: Use, access: Access) -> bool:
        """Whether code that is not understood may ask here whose record it is."""
        return self.is_compared(use, access) or self.is_perhaps_for_a_role(use, access)

    def is_compared(self, use: Use, access: Access) -> bool:
        """Whether the code compares the record, what chooses it, or a record that is chosen alike, with its caller."""
        behaviour = self._behaviour(use)
        saying = (*access.chosen, *(access.written if access.verb == Verb.CREATE else ()))
        given = {choice.what for choice in saying if choice.how == How.REQUEST}
        if access.span in behaviour.compared or given & behaviour.compared_fields:
            return True
        together = [other for other in behaviour.accesses if _may_go_together(access, other)]
        others = [other for other in together if given & {choice.what for choice in other.chosen}]
        if any(other.span in behaviour.compared or _is_of_caller(other) for other in others):
            return True
        told = {other.span for other in others}
        return any(other.span in behaviour.compared and _is_found_by(other, told) for other in together)

    def leaves_caller_unused(self, use: Use) -> bool:
        """Whether it is known there who calls, and none of its accesses goes by that."""
        return use.who == Who.USER and not any(_is_by_caller(done.access) for done in self._done_by(use))

    def doubts(self, use: Use) -> Reasons:
        """Whether it first reads something of its caller's own, which may give the right to what comes then."""
        for done in self._done_by(use):
            access = done.access
            if access.verb in (Verb.READ, Verb.LIST) and _is_of_caller(access) and data_of(access) != use.data:
                return only_possible("what is read of who calls may be the permission", access.span)
        return ()

    def _done_by(self, use: Use) -> Iterator[Done]:
        return (done for each in self.uses if entry_of(each) == entry_of(use) for done in each.done)

    def is_shown(self, use: Use, access: Access) -> bool:
        """Whether what is read may be for what is written then, or whoever comes so far reads such records elsewhere.

        Code that writes there reads for itself.
        """
        alike = [each for each in self.uses if each.data == use.data]
        writing = {entry_of(each) for each in alike if each.verb != "read"}
        own = entry_of(use)
        if any(each.verb != "read" and entry_of(each) == own for each in self.uses):
            return True
        others = (each for each in alike if entry_of(each) not in {*writing, own})
        return any(done.access.span != access.span and _is_open(done) for each in others for done in each.done)

    def is_perhaps_for_a_role(self, use: Use, access: Access) -> bool:
        """Whether code of the same file turns callers away by a right of theirs, and nothing tells before what."""
        path = access.span.path
        return path in self._behaviour(use).rights_in and path not in self._told

    def _behaviour(self, use: Use) -> Behaviour:
        return self._behaviours[use.function]


def _of_administrators(triggers: list[Trigger]) -> frozenset[str]:
    """The authorizers that only routes for administrators ask."""
    asked = {(trigger.authorizer, is_admin(trigger)) for trigger in triggers if trigger.authorizer}
    return frozenset(authorizer for authorizer, admin in asked if admin and (authorizer, False) not in asked)


def _is_open(done: Done) -> bool:
    """Whether records go to anybody that no other record leads to."""
    choices = (*done.access.chosen, *done.access.conditions)
    return done.holder.who in WIDE and all(choice.how != How.RECORD for choice in choices)


def _may_go_together(one: Access, other: Access) -> bool:
    """Whether one request may come to both."""
    return any(
        (not a.route or not b.route or a.route == b.route)
        and (not a.methods or not b.methods or not set(a.methods).isdisjoint(b.methods))
        and (not a.paths or not b.paths or not set(a.paths).isdisjoint(b.paths))
        for a in one.cases
        for b in other.cases
    )


def _is_found_by(access: Access, records: set[Span]) -> bool:
    """Whether a field of one of these led to a record: whoever is written in a booking as the host."""
    return any(choice.record in records for choice in (*access.chosen, *access.conditions))


def _is_by_caller(access: Access) -> bool:
    return _is_of_caller(access) or any(choice.how == How.IDENTITY for choice in access.written)


def _is_of_caller(access: Access) -> bool:
    """Whether a record is chosen by its caller, and not by the request alone: what it says may be the permission."""
    return any(choice.how == How.IDENTITY for choice in (*access.chosen, *access.conditions))


def entry_of(use: Use | Ownership) -> tuple[str, str]:
    return use.entry, use.function


def passing_by(use: Use) -> Iterator[Done]:
    """What is done for more people than owners and roles, to records that the request alone chooses."""
    for each in use.done:
        if each.holder.who in WIDE and each.access.verb != Verb.LIST and chosen_by_request(each.access):
            yield each


def chosen_by_request(access: Access) -> bool:
    choices = (*access.chosen, *access.conditions)
    return any(each.how == How.REQUEST for each in access.chosen) and all(
        each.how not in _NOT_A_RECORDS for each in choices
    )


def requested(access: Access) -> tuple[Choice, ...]:
    return tuple(each for each in access.chosen if each.how == How.REQUEST)


def _shown_by(use: Use) -> Iterator[Ownership]:
    for each in use.done:
        if each.holder.who is not Who.OWNER:
            continue
        access = each.access
        asked = any(choice.how == How.REQUEST for choice in access.chosen)
        held = next((c for c in access.conditions if c.how == How.IDENTITY), None)
        if asked and (access.owned or held is not None):
            told = f"compares {held.attribute if held is not None else 'the record'} with the caller"
            span = access.owned[0] if access.owned else access.span
            yield Ownership(use.entry, use.function, told, span, held.attribute if held else "", compared=True)
        for choice in (*access.chosen, *access.conditions):
            if _is_who_calls(choice):
                told = f"takes {choice.attribute} from who calls"
                yield Ownership(use.entry, use.function, told, access.span, choice.attribute)
        for choice in access.written if access.verb == Verb.CREATE else ():
            if _is_who_calls(choice) and _may_be_owner(choice.attribute):
                told = f"writes who calls as {choice.attribute}"
                yield Ownership(use.entry, use.function, told, access.span, choice.attribute, written=True)


def _may_be_owner(attribute: str) -> bool:
    """Whether who is written there may own the record, and has not only worked on it: `lastModifiedBy`."""
    return attribute.lower() not in GENERIC and _LAST.isdisjoint(words(attribute))


def _is_who_calls(choice: Choice) -> bool:
    """Whether it is somebody, or whom they belong to, and not another field of a token: an invitation's group."""
    name = choice.what.partition(",")[0].rpartition(".")[2]
    return choice.how == How.IDENTITY and _SOMEBODY.fullmatch(name) is not None


def claims_in(choices: Iterable[Choice]) -> Iterator[Choice]:
    """Those by which the request says who somebody is."""
    for each in choices:
        if each.how == How.REQUEST and each.names_somebody:
            yield each


def told_once(found: Iterable[tuple[Use, Finding]]) -> Iterator[Finding]:
    """One finding for an entry point and some data, the gravest with the places of the others; each place once."""
    kept: dict[tuple[str, str, Data], Finding] = {}
    places: set[tuple[str, Span]] = set()
    for use, finding in found:
        if (use.function, finding.span) in places:
            continue
        places.add((use.function, finding.span))
        key = (use.entry, use.function, use.data.whole)
        kept[key] = _graver(kept[key], finding) if key in kept else finding
    yield from kept.values()


def _graver(one: Finding, other: Finding) -> Finding:
    first, second = (other, one) if (other.severity or INFO) > (one.severity or INFO) else (one, other)
    return evolve(first, locations=(*first.locations, second.span, *second.locations))
