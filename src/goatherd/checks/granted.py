"""What security rules grant, in the words of findings: which records, and which grant already covers which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.checks.audiences import until, who
from goatherd.core.personal import is_personal
from goatherd.model.security_rules import REST

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from goatherd.checks.audiences import Caller
    from goatherd.core.source import Span
    from goatherd.model.security_rules import Expression, Grant, Method, SecurityRules

# What is kept of each person, and what passes among several; names of one word alone.
_EACH_TEXT = """
account accounts applicant applicants application applications appointment appointments attendance booking bookings
cart carts client clients contact contacts customer customers donation donations employee employees enquiries enquiry
inquiries inquiry invoice invoices lead leads order orders patient patients payment payments registration registrations
reservation reservations student students submission submissions subscriber subscribers ticket tickets transaction
transactions user users wallet wallets
"""
_EACH = frozenset(_EACH_TEXT.split())
_PRIVATE = frozenset({"confidential", "private", "secret", "secrets"})
_AMONG = frozenset({"chat", "chats", "conversation", "conversations", "message", "messages"})
_IN_A_COLLECTION = 2  # segments of the shortest path
_VERBS: dict[Method, str] = {"create": "create", "update": "change", "delete": "delete"}


def collection(grant: Grant) -> str:
    """The name of the collection, or of the folder, that the records are in; "" where a variable stands for it."""
    parents = grant.path[:-1] if len(grant.path) > 1 else ()
    return next((part for part in reversed(parents) if not part.startswith("{")), "")


def is_of_people(grant: Grant) -> bool:
    """Whether outsiders have no business there, by the collection's name."""
    return is_of_one_person(grant) or collection(grant).lower() in _AMONG


def is_of_one_person(grant: Grant) -> bool:
    """Whether other users have no business there either."""
    return collection(grant).lower() in _EACH


def is_called_private(grant: Grant) -> bool:
    """Whether a folder or collection on the way says by its name that it is not for others."""
    return any(part.lower() in _PRIVATE for part in grant.path)


def tells_of_people(grant: Grant, rules: SecurityRules) -> bool:
    """Whether rules for what lies there name a person's address or number, as a field or in the path."""
    conditions = [(other.path, other.condition) for other in rules.grants]
    conditions += [(validation.path, validation.condition) for validation in rules.validations]
    there = [(path, condition) for path, condition in conditions if _is_there(grant, path)]
    return any(
        any(is_personal(part.strip("{}$")) for part in path if part.startswith("{"))
        or any(is_personal(node.steps[-1]) for node in condition.nodes() if _is_field(node))
        for path, condition in there
    )


def _is_there(grant: Grant, path: tuple[str, ...]) -> bool:
    above = grant.path[:-1] if grant.path[-1].endswith(REST) else grant.path
    return path[: len(above)] == above if above != grant.path else path == above


def _is_field(node: Expression) -> bool:
    return node.steps[:2] in (("resource", "data"), ("request", "resource"))


def records(grant: Grant, rules: SecurityRules) -> str:
    """ "the records of /users/{uid}" """
    if grant.everything:
        return f"everything in {rules.store}"
    if grant.path[-1].endswith(REST):
        return f"everything below /{'/'.join(grant.path[:-1])}"
    return f"{'files' if rules.store == 'Cloud Storage' else 'records'} of {grant.place}"


def verbs(methods: Iterable[Method], *, reads: bool) -> str:
    """ "read, create and delete" """
    found = set(methods)
    *first, last = [*(["read"] if reads else []), *(verb for method, verb in _VERBS.items() if method in found)]
    return f"{', '.join(first)} and {last}" if first else last


def opened(rules: SecurityRules, caller: Caller, methods: Iterable[Method], today: date) -> dict[Grant, list[Method]]:
    """The grants that let no less and no more than `caller` do some of the methods, with these."""
    wanted = list(methods)
    found = {grant: [m for m in wanted if who(grant, m, today) is caller] for grant in rules.grants}
    return {grant: granted for grant, granted in found.items() if granted}


def without_covered(found: dict[Grant, list[Method]]) -> dict[Grant, tuple[Span, ...]]:
    """The grants that no wider or earlier one covers for good, each with the places of those that it covers."""
    covered = {
        grant: []
        if until(grant)
        else [other for other in found if _covers(grant, other) and set(found[other]) <= set(found[grant])]
        for grant in found
    }
    within = {other for others in covered.values() for other in others}
    return {grant: tuple(other.span for other in others) for grant, others in covered.items() if grant not in within}


def _covers(wide: Grant, narrow: Grant) -> bool:
    return (wide.span < narrow.span and same_place(wide, narrow)) or _is_above(wide, narrow)


def _is_above(wide: Grant, narrow: Grant) -> bool:
    """Whether the path of one ends in a segment for all that is below, and that of the other is there."""
    before = wide.path[:-1]
    below = wide.path[-1].endswith(REST) and len(narrow.path) > len(before) and narrow.path != wide.path
    return below and all(one.startswith("{") or one == other for one, other in zip(before, narrow.path, strict=False))


def is_counter(grant: Grant, rules: SecurityRules) -> bool:
    """Whether nothing but a number can be put there."""
    return any(
        each.path == grant.path[:-1]
        and any(
            node.op == "member" and node.text == "isNumber" and len(node.steps) == 4 for node in each.condition.nodes()
        )
        for each in rules.validations
    )


def is_never_told(grant: Grant, rules: SecurityRules, today: date) -> bool:
    """Whether it is about records of any id in a collection of Firestore that nobody reads by signing up alone."""
    if rules.store != "Firestore" or not grant.path[-1].startswith("{") or len(grant.path) < _IN_A_COLLECTION:
        return False
    there = [other for other in rules.grants if same_place(grant, other) or _is_above(other, grant)]
    reads: tuple[Method, ...] = ("get", "list")
    return not grant.path[-1].endswith(REST) and not any(who(other, read, today) for other in there for read in reads)


def same_place(one: Grant, other: Grant) -> bool:
    """Whether two grants are about the same records, whatever their variables are called."""
    return len(one.path) == len(other.path) and all(map(_is_like, one.path, other.path))


def _is_like(one: str, other: str) -> bool:
    both = one.startswith("{") and other.startswith("{")
    return one == other or (both and one.endswith(REST) == other.endswith(REST))
