"""What strangers get done by routes that anybody may call, and how much that weighs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.checks.callers import changes_for_strangers, only_looks
from goatherd.checks.open_routes import (
    CHANGING,
    READING,
    is_admin,
    is_called_public,
    is_open_to_readers,
    knows_users,
    worst_call,
)
from goatherd.checks.wording import shown
from goatherd.core.finding import HIGH, INFO, LOW, MEDIUM, Severity
from goatherd.core.personal import is_personal
from goatherd.core.value import HOLE
from goatherd.model.access import How, Verb
from goatherd.model.trigger import HTTP_KINDS, Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.core.source import Span
    from goatherd.model.access import Access
    from goatherd.model.application import Application
    from goatherd.model.flow import Behaviour
    from goatherd.model.trigger import Trigger

_CALLED = HTTP_KINDS | {Kind.CALLABLE, Kind.APPSYNC}
_BY_CALLER = frozenset({How.REQUEST, How.DECODED})
_MANY = 5  # places that change something: more than a counter and a cache
_ALTERING = frozenset({Verb.CHANGE, Verb.DELETE})
_NAMING = frozenset({"PUT", "PATCH", "DELETE"})  # methods that are about the record in the path
# libraries that make or unmake people's accounts and rights
_OF_ACCOUNTS = re.compile(r"\.auth\(?\)?\.(?:delete_?[uU]sers?|update_?[uU]ser|set_?[cC]ustom_?(?:U|u)ser_?[cC]laims)$")
_WEBHOOK = re.compile(r"(?i)(?:\w+[-_])?(?:web)?hooks?(?:[-_]\w+)?|\w*webhook\w*|ipn")


@frozen
class Stake:
    """`told` goes on after the function's name ("calls iam:AttachUserPolicy"), "" where there is little to tell."""

    severity: Severity
    told: str = ""
    span: Span | None = None


@frozen
class Circumstances:
    """What of the whole application decides: whether it tells its users apart, and which stores hold data about people.

    Those `apart` are used by strangers alone, while others are of people who sign in, and nobody is told what is in
    there: who names a record has been given its name.
    """

    users: bool
    people: frozenset[tuple[str, str]]
    apart: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, app: Application) -> Circumstances:
        accesses = [access for behaviour in app.behaviours.values() for access in behaviour.accesses]
        people = {_store(access) for access in accesses if any(is_personal(each.attribute) for each in access.written)}
        strangers = {_store(access) for access in accesses if _is_anonymous(access)}
        users = {_store(access) for access in accesses if not _is_anonymous(access) and access.kind in _CALLED}
        told = {_store(access) for access in accesses if access.verb == Verb.LIST and _is_anonymous(access)}
        apart = strangers - users - told if users else ()
        return cls(knows_users(app), frozenset(people), frozenset(apart))


def at_stake(about: Circumstances, routes: list[Trigger], behaviour: Behaviour, *, alone: bool) -> Stake:
    """The worst of it. `alone`: everything that the function does is done for callers of these routes."""
    found = [*_accessed(about, routes, behaviour), _in_general(about, routes, behaviour)]
    if alone and (worst := _called(about, routes, behaviour)) is not None:
        found.insert(0, worst)
    stake = max(found, key=lambda each: each.severity)
    return Stake(min(stake.severity, _limit(routes)), stake.told, stake.span)


def _limit(routes: Sequence[Trigger]) -> Severity:
    """How much may be at stake, by what is known of the owner's intentions."""
    if all((route.options.get("opened") or is_called_public(route)) and not is_admin(route) for route in routes):
        return INFO if all(map(is_called_public, routes)) and all(map(is_open_to_readers, routes)) else LOW
    if all(any(map(_WEBHOOK.fullmatch, route.path.split("/")[-2:])) for route in routes):
        return MEDIUM
    return HIGH


def _called(about: Circumstances, routes: list[Trigger], behaviour: Behaviour) -> Stake | None:
    severity = HIGH if about.users else MEDIUM
    if worst := worst_call(routes, behaviour):
        data = [access for access in _of_strangers(routes, behaviour) if access.verb in _ALTERING]
        apart = bool(data) and all(_store(access) in about.apart for access in data)
        return Stake(MEDIUM if apart else severity, f"calls {worst}")
    for name, span in behaviour.unasked.items():
        if _OF_ACCOUNTS.search(name):
            return Stake(severity, f"calls {name}", span)
    return None


def _accessed(about: Circumstances, routes: Sequence[Trigger], behaviour: Behaviour) -> Iterator[Stake]:
    methods = {route.method.upper() for route in routes}
    found = _of_strangers(routes, behaviour)
    # Who registers is looked up first, lest somebody else is called so.
    made = {_store(access) for access in found if access.verb == Verb.CREATE} if methods == {"POST"} else set()
    for access in sorted(found, key=lambda each: each.verb not in _ALTERING):
        if access.verb in _ALTERING and _is_chosen_by_caller(access):
            whose = f"of whoever {access.claimed} names" if access.claimed else "that the request names"
            told = f"{access.verb}s {_records(access)} {whose}"
            yield Stake(_of_alteration(about, access, methods), told, access.span)
        elif access.verb == Verb.LIST and not _is_chosen_by_caller(access) and _store(access) in about.people:
            yield Stake(MEDIUM, f"gives out {_records(access)}", access.span)
        elif access.verb in (Verb.READ, Verb.LIST) and access.claimed and _store(access) not in made:
            yield Stake(MEDIUM, f"reads {_records(access)} of whoever {access.claimed} names", access.span)


def _of_alteration(about: Circumstances, access: Access, methods: set[str]) -> Severity:
    if methods <= READING:
        return LOW  # what is cleared up on the way
    # What a POST changes it often makes as well: a registration, a vote.
    named = access.verb == Verb.DELETE or not methods.isdisjoint(_NAMING)
    return HIGH if named and about.users and _store(access) not in about.apart else MEDIUM


def _in_general(about: Circumstances, routes: Sequence[Trigger], behaviour: Behaviour) -> Stake:
    """What the method says, where nothing more is known."""
    methods = {route.method.upper() for route in routes}
    if methods <= READING or _only_reads(methods, behaviour):
        return Stake(LOW if about.users or behaviour.accesses else INFO)
    if all(route.kind == Kind.WEBSOCKET for route in routes):
        return Stake(LOW)
    works = behaviour.aws_calls or behaviour.accesses or changes_for_strangers(behaviour) or not behaviour.files
    named = not methods.isdisjoint(_NAMING) or any(map(is_admin, routes))
    named |= len(changes_for_strangers(behaviour)) >= _MANY
    return Stake(MEDIUM if (works or named if about.users else named and behaviour.files) else LOW)


def _only_reads(methods: set[str], behaviour: Behaviour) -> bool:
    """Whether all of it was read, and whatever the method, nothing changes: what is called so is a page."""
    return (
        methods == {"ANY"}
        and bool(behaviour.accesses)
        and only_looks(behaviour)
        and not (behaviour.aws_calls or behaviour.unseen or behaviour.handed)
        and all(access.verb in (Verb.READ, Verb.LIST) for access in behaviour.accesses)
    )


def _of_strangers(routes: Sequence[Trigger], behaviour: Behaviour) -> list[Access]:
    kinds = {route.kind for route in routes}
    methods = {route.method.upper() for route in routes}
    return [
        access
        for access in behaviour.accesses
        if access.kind in kinds and _is_anonymous(access) and _is_reached_by(access, methods)
    ]


def _is_reached_by(access: Access, methods: set[str]) -> bool:
    if not access.cases or not methods <= CHANGING | READING:
        return True
    return any(
        method not in case.others and (not case.methods or method in case.methods)
        for case in access.cases
        for method in methods
    )


def _is_anonymous(access: Access) -> bool:
    return min(access.exposure, access.reach) == Exposure.ANONYMOUS


def _is_chosen_by_caller(access: Access) -> bool:
    return any(choice.how in _BY_CALLER for choice in (*access.chosen, *access.conditions))


def _store(access: Access) -> tuple[str, str]:
    return access.service, access.store


def _records(access: Access) -> str:
    """What is kept there, as far as its name is known."""
    name = access.store.removeprefix("${").removesuffix("}")
    return f"records of {shown(name)}" if re.search(r"\w", name.replace(HOLE, "")) and "${" not in name else "records"
