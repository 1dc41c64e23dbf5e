"""Who gets an access done: anybody, who has signed in, only the record's owner, a role, the cloud itself."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.model.access import How, Verb
from goatherd.model.trigger import HTTP_KINDS, Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from goatherd.core.source import Span
    from goatherd.model.access import Access, Choice
    from goatherd.model.trigger import Trigger

CALLED = HTTP_KINDS | {Kind.WEBSOCKET, Kind.CALLABLE, Kind.APPSYNC, Kind.APPSYNC_EVENTS}
_FUNCTION_KEY = "authLevel "  # begins the authorizers of Azure's functions that ask for one of their keys
_SAME_FOR_ALL = frozenset({How.IDENTITY, How.CONSTANT, How.SETTING})  # records that a caller asks for
_DEPTH = 3  # from a record to the one that it was found by


class Who(IntEnum):
    """From the narrowest circle to the widest; UNKNOWN stands where it may be either of two."""

    CLOUD = 0
    ADMIN = 1
    OWNER = 2
    KEY = 3
    UNKNOWN = 4
    USER = 5
    ANYBODY = 6

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def spoken(self) -> str:
        return _SPOKEN[self]


_LABELS = {
    Who.CLOUD: "the cloud",
    Who.ADMIN: "a role",
    Who.OWNER: "owner",
    Who.KEY: "key holder",
    Who.UNKNOWN: "not known",
    Who.USER: "any user",
    Who.ANYBODY: "anybody",
}
_SPOKEN = {
    Who.CLOUD: "only the cloud itself",
    Who.ADMIN: "only callers with a role",
    Who.OWNER: "only the owner",
    Who.KEY: "whoever holds a key or may act in the account",
    Who.UNKNOWN: "nobody knows who",
    Who.USER: "any signed-in user",
    Who.ANYBODY: "anybody",
}


@frozen
class Evidence:
    """A reason in words, and where it stands."""

    text: str
    span: Span


@frozen
class Holder:
    """Who gets one access done, and why. `claims` is the field of the request that says who the caller is, if one
    chooses the record: "event.body.userId".
    """

    who: Who
    evidence: tuple[Evidence, ...]
    claims: str = ""


@frozen
class Circumstances:
    """What is known of the function. `gate` is code that nobody can read and that may ask who calls, "" for none."""

    by_place: Mapping[Span, Sequence[Access]]
    gate: str = ""


def holder(access: Access, trigger: Trigger, about: Circumstances) -> Holder:
    """Who gets this access done by this trigger."""
    door, asked = _door(access, trigger, about)
    evidence = [Evidence(asked, trigger.span)]
    if door == Who.CLOUD:
        return Holder(door, tuple(evidence))
    own = next(_owners(access, about), None)
    if own is not None:
        return Holder(Who.OWNER, (*evidence, own))
    role, told = _role(access, about)
    if role:
        return Holder(Who.ADMIN, (*evidence, *told))
    evidence += told
    choices = (*access.chosen, *access.conditions)
    evidence += [Evidence(_in_words(choice), choice.record or access.span) for choice in choices]
    if not choices and access.verb == Verb.LIST:
        evidence.append(Evidence("every record is read", access.span))
    if door == Who.USER and access.verb != Verb.CREATE and _is_undecided(access, about):
        evidence.append(Evidence("what chooses the record is not known", access.span))
        door = Who.UNKNOWN
    return Holder(door, tuple(dict.fromkeys(evidence)), access.claimed)


def _door(access: Access, trigger: Trigger, about: Circumstances) -> tuple[Who, str]:
    """Who gets that far, whatever record is chosen, by what the platform and the code ask."""
    if trigger.kind not in CALLED and trigger.kind not in (Kind.DIRECT, Kind.UNKNOWN):
        return Who.CLOUD, "the cloud calls when something happens"
    if trigger.kind == Kind.UNKNOWN and access.reach != Exposure.AUTHENTICATED:
        return Who.UNKNOWN, "nothing says what calls it"
    if is_function_key(trigger):
        return Who.KEY, trigger.why
    exposure = min(trigger.exposure, access.reach)
    if exposure <= Exposure.ACCOUNT:
        in_code = access.reach < trigger.exposure
        return (
            Who.KEY,
            "the code asks for a secret of the application" if in_code else trigger.why or "a key is asked for",
        )
    if exposure == Exposure.AUTHENTICATED:
        return (
            Who.USER,
            trigger.why
            if trigger.exposure == exposure
            else "the code lets only callers on who have proved who they are",
        )
    if about.gate:
        return Who.UNKNOWN, f"{about.gate}, which is not in the tree, may ask who calls"
    if trigger.api_key:
        return Who.ANYBODY, "an API key is asked for, which tells nobody apart"
    return Who.ANYBODY, trigger.why or "nobody is asked who calls"


def is_function_key(trigger: Trigger) -> bool:
    """Whether Azure asks for one of the keys of the function or the application."""
    return (trigger.authorizer or "").startswith(_FUNCTION_KEY)


# --- the owner ---------------------------------------------------------------------------------------


def _owners(access: Access, about: Circumstances) -> Iterator[Evidence]:
    """Reasons why only the record's owner gets this done."""
    for attribute, choices in _by_attribute((*access.chosen, *access.conditions)).items():
        if all(_is_own(choice, about, _DEPTH) for choice in choices):
            yield Evidence(f"{attribute} is {_identity(choices[0])}", choices[0].record or access.span)
    for attribute, choices in _by_attribute((*access.chosen, *access.conditions)).items():
        if all(_is_same(choice, access) for choice in choices):
            yield Evidence(f"{attribute} is {choices[0].what}, which was compared with the caller before", access.span)
    for span in access.owned:
        if _goes_with(access, span, about, _DEPTH):
            yield Evidence("the record was compared with the caller before", span)
    if access.verb == Verb.CREATE and not any(choice.how == How.REQUEST for choice in access.chosen):
        for attribute, choices in _by_attribute(access.written).items():
            own = all(_is_own(choice, about, _DEPTH) or _is_same(choice, access) for choice in choices)
            if attribute != "*" and own:
                yield Evidence(f"it is written with {_identity(choices[0])} as {attribute}", access.span)


def _goes_with(access: Access, record: Span, about: Circumstances, depth: int) -> bool:
    """Whether this is about the record that was read there: it is chosen by a field of it, or by what that was."""
    keys = (*access.chosen, *access.conditions) or access.written
    for choices in _by_attribute(keys).values():
        if all(choice.how == How.RECORD and _leads_to(choice.record, record, about, depth) for choice in choices):
            return True
    given = set(map(_source, keys))
    reads = [each for each in about.by_place.get(record, ()) if _shares_route(each, access)]
    return bool(reads) and all(_chosen_by(each) and _chosen_by(each) <= given for each in reads)


def _leads_to(found: Span | None, record: Span, about: Circumstances, depth: int) -> bool:
    """Whether a record was found by another one."""
    reads = about.by_place.get(found, ()) if found is not None and depth else ()
    return found == record or (bool(reads) and all(_goes_with(each, record, about, depth - 1) for each in reads))


def _chosen_by(access: Access) -> set[tuple[str, str, Span | None]]:
    """What tells the record from others of the program's and the caller's own."""
    choices = [each for each in (*access.chosen, *access.conditions) if each.how not in _SAME_FOR_ALL]
    known = all(each.how != How.UNKNOWN for each in choices)
    return set(map(_source, choices)) if known else set()


def _source(choice: Choice) -> tuple[str, str, Span | None]:
    return choice.how, choice.what, choice.record


def _shares_route(one: Access, other: Access) -> bool:
    return bool({case.route for case in one.cases} & {case.route for case in other.cases})


def _identity(choice: Choice) -> str:
    return choice.what if choice.how == How.IDENTITY else f"{choice.what} of a record of the caller's own"


def _is_own(choice: Choice, about: Circumstances, depth: int) -> bool:
    if choice.how == How.IDENTITY:
        return True
    return choice.how == How.RECORD and _is_found_by_owner(choice.record, about, depth)


def _is_same(choice: Choice, access: Access) -> bool:
    """Whether a field of the request was found to be who calls."""
    return choice.how == How.REQUEST and choice.what in access.same


def _is_found_by_owner(record: Span | None, about: Circumstances, depth: int) -> bool:
    """Whether a record that was read before is the caller's own."""
    found = about.by_place.get(record, ()) if record is not None and depth else ()
    return bool(found) and all(_is_of_owner(access, about, depth - 1) for access in found)


def _is_of_owner(access: Access, about: Circumstances, depth: int) -> bool:
    choices = _by_attribute((*access.chosen, *access.conditions)).values()
    return any(all(_is_own(choice, about, depth) for choice in each) for each in choices)


def _by_attribute(choices: Iterable[Choice]) -> dict[str, list[Choice]]:
    found: dict[str, list[Choice]] = {}
    for choice in choices:
        found.setdefault(choice.attribute, []).append(choice)
    return found


# --- roles -------------------------------------------------------------------------------------------


def _role(access: Access, about: Circumstances) -> tuple[str, list[Evidence]]:
    """The role that callers must have, and what is to be said of it; "" where nothing proves that they have one."""
    told = []
    for role in access.roles:
        if role.by == How.IDENTITY or (role.by == How.RECORD and _is_found_by_owner(role.record, about, _DEPTH)):
            return role.name, [Evidence(f"the role {role.name} is asked for", role.record or access.span)]
        what = "the request says itself" if role.by == How.REQUEST else "a record says that need not be the caller's"
        told.append(Evidence(f"the role {role.name} is asked for, which {what}", role.record or access.span))
    return "", told


# --- the rest ----------------------------------------------------------------------------------------


def _is_undecided(access: Access, about: Circumstances) -> bool:
    """Whether nothing that is known chooses the record, so that it may be the caller's own."""
    choices = (*access.chosen, *access.conditions)
    if not choices:  # a whole record brings its key along
        return access.verb != Verb.LIST and all(choice.how != How.REQUEST for choice in access.written)
    return all(
        choice.how in (How.UNKNOWN, How.SETTING)
        or (choice.how == How.RECORD and not about.by_place.get(choice.record or _NOWHERE))
        for choice in choices
        if choice.how != How.CONSTANT
    ) and any(choice.how != How.CONSTANT for choice in choices)


_NOWHERE: Span = None  # type: ignore[assignment]


def _in_words(choice: Choice) -> str:
    said = {
        How.REQUEST: f"{choice.what} of the request",
        How.DECODED: f"{choice.what}, of a token that nobody verified",
        How.IDENTITY: choice.what,
        How.RECORD: f"{choice.what}, read before",
        How.SETTING: "a setting",
        How.CONSTANT: f'always "{choice.what}"',
        How.GENERATED: "a new id",
        How.UNKNOWN: "not known",
    }[choice.how]
    return f"{choice.attribute}: {said}"
