"""Whom the conditions of security rules let through: only what is sure counts, all else is no answer."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.lazy import regex
from goatherd.model.security_rules import WRITES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goatherd.model.security_rules import Expression, Grant, Method


class Caller(Enum):
    """Who asks for a record: anybody, a user who has signed in and whose record it is not, and the one whose it is."""

    ANYBODY = "anybody"
    USER = "any user who has signed in"
    OWNER = "the user whose it is"


@frozen
class Outcomes:
    """What a condition can come to as the caller chooses; what nobody knows is neither."""

    true: bool = False
    false: bool = False

    def __invert__(self) -> Outcomes:
        return Outcomes(self.false, self.true)


TRUE, FALSE, EITHER, UNKNOWN = Outcomes(true=True), Outcomes(false=True), Outcomes(true=True, false=True), Outcomes()
UID = ("request", "auth", "uid")
_AUTH = ("request", "auth")
_TOKEN = ("request", "auth", "token")
_SENT = ("request", "resource")
_STORED = ("resource", "data")
# What everybody who signs up can have in a token: an address of their own, and the provider of their choice.
VERIFIED = ("request", "auth", "token", "email_verified")
PROVIDER = ("request", "auth", "token", "firebase", "sign_in_provider")
_TO_CHOOSE = regex(r"anonymous|password|phone|emailLink|gc\.apple\.com|playgames\.google\.com|\w+\.com")
_POWERFUL = regex(r"(?i)admin|root|super|staff|moderator|system")
# Only part of a record can be changed then, which is meant.
_PARTS = frozenset({"affectedKeys", "changedKeys", "diff", "unchangedKeys"})
_LOOKUPS = frozenset({"exists", "existsAfter", "get", "getAfter"})
_METHODS = regex(
    r"size|keys|values|matches|hasAll|hasAny|hasOnly|toSet|isBoolean|isString|isNumber|hasChildren|contains|beginsWith"
    r"|endsWith|lower|upper|trim|split|length|toInt|int|float|string|toLowerCase|toUpperCase|affectedKeys|diff"
)


def lets(caller: Caller, grant: Grant, method: Method, today: date) -> bool:
    """Whether a grant surely lets somebody do something with every record of its path."""
    return method in grant.methods and _Question(caller, method, grant.variables, today).of(grant.condition).true


def asks_nobody(grant: Grant, method: Method, today: date) -> bool:
    """Whether a condition, which may be met or not, depends on records alone and on nothing of who asks."""
    nodes = list(grant.condition.nodes())
    if method not in grant.methods or any(map(_is_about_the_caller, nodes)) or not any(map(_is_about_records, nodes)):
        return False
    return _Question(Caller.ANYBODY, method, grant.variables, today).of(grant.condition) != FALSE


def _is_about_the_caller(node: Expression) -> bool:
    """Also what may be, for nobody knows."""
    callee = node.parts[0] if node.op == "call" else None
    called = callee is not None and callee.op == "name" and callee.text not in {*_LOOKUPS, *_TYPES}
    return node.op == "unknown" or called or node.steps[:2] == _AUTH or (node.op == "member" and node.text in _PARTS)


def _is_about_records(node: Expression) -> bool:
    called = node.op == "call" and node.parts[0].op == "name" and node.parts[0].text in _LOOKUPS
    return called or node.steps[:1] == ("root",) or node.steps[:2] == _SENT or is_stored(node.steps)


def who(grant: Grant, method: Method, today: date) -> Caller | None:
    """The widest whom a grant surely lets do something."""
    return next((caller for caller in Caller if lets(caller, grant, method, today)), None)


def lets_members(grant: Grant, method: Method, today: date) -> bool:
    """Whether a grant surely lets those do something whose token says that the record is about what they belong to.

    `request.auth.token.company == companyId`, and a role that is no administrator's.
    """
    nodes = grant.condition.nodes()
    about = any(node.op == "==" and _is_membership(node.parts, grant.variables) for node in nodes)
    asked = _OfMember(Caller.OWNER, method, grant.variables, today)
    return about and method in grant.methods and asked.of(grant.condition).true


def _is_membership(compared: Sequence[Expression], variables: frozenset[str]) -> bool:
    return any(_is_claim(one.steps) for one in compared) and any(
        len(other.steps) == 1 and other.steps[0] in variables for other in compared
    )


def _is_claim(steps: tuple[str, ...]) -> bool:
    return steps[:3] == _TOKEN and len(steps) == len(_TOKEN) + 1


def names_the_caller(expression: Expression, variables: frozenset[str]) -> bool:
    """Whether a condition compares who asks with a part of the path or a field of the record."""
    for node in expression.nodes():
        if node.op in ("==", "in") and any(part.steps == UID for part in node.parts):
            for part in node.parts:
                steps = part.steps
                if (
                    is_stored(steps)
                    or (steps[:2] == _SENT and len(steps) > 3)
                    or (len(steps) == 1 and steps[0] in variables)
                ):
                    return True
    return False


def _is_own(steps: tuple[str, ...], other: Expression) -> bool:
    """Whether somebody who signs up can have this in a token."""
    provider = steps == PROVIDER and isinstance(other.value, str) and _TO_CHOOSE.fullmatch(other.value)
    return other.op == "literal" and (steps == VERIFIED or bool(provider))


def is_stored(steps: tuple[str, ...]) -> bool:
    return steps[:2] == _STORED and len(steps) > 2


@frozen
class _Question:
    caller: Caller
    method: Method
    variables: frozenset[str]
    today: date

    def of(self, node: Expression) -> Outcomes:
        match node.op:
            case "literal" if isinstance(node.value, bool):
                return TRUE if node.value else FALSE
            case "!":
                return ~self.of(node.parts[0])
            case "&&":
                parts = [self.of(part) for part in node.parts]
                return Outcomes(all(part.true for part in parts), any(part.false for part in parts))
            case "||":
                parts = [self.of(part) for part in node.parts]
                return Outcomes(any(part.true for part in parts), all(part.false for part in parts))
            case "?":
                test, yes, no = map(self.of, node.parts)
                true = (test.true and yes.true) or (test.false and no.true)
                return Outcomes(true, (test.true and yes.false) or (test.false and no.false))
            case "==":
                return self._equal(*node.parts)
            case "!=":
                return ~self._equal(*node.parts)
            case "<" | ">" | "<=" | ">=":
                return self._ordered(node)
            case "in" if node.parts[0].steps == UID:
                return self._same(node.parts[1])
            case "is" if node.parts[0].steps == UID:
                return TRUE if self.caller is not Caller.ANYBODY else UNKNOWN
        return self._chosen(node)

    def _equal(self, left: Expression, right: Expression) -> Outcomes:
        for one, other in ((left, right), (right, left)):
            if other.op == "literal" and other.value is None and one.op != "literal":
                return self._missing(one)
            if one.steps == UID:
                return self._same(other)
            if _is_own(one.steps, other) and self.caller is not Caller.ANYBODY:
                return EITHER
        if left.op == right.op == "literal":
            return TRUE if left.value == right.value else FALSE
        return self._chosen(left, right)

    def _missing(self, node: Expression) -> Outcomes:
        """Whether it is null."""
        steps = node.steps
        if steps == _AUTH:
            return TRUE if self.caller is Caller.ANYBODY else FALSE
        if steps in (UID, _TOKEN):  # of nobody it is a mistake, which lets nobody in
            return UNKNOWN if self.caller is Caller.ANYBODY else FALSE
        if steps in (("resource",), _STORED):
            return TRUE if self.method == "create" else FALSE
        if steps in (_SENT, (*_SENT, "data")) and self.method in WRITES:
            return TRUE if self.method == "delete" else FALSE
        return self._chosen(node)

    def _same(self, other: Expression) -> Outcomes:
        """Whether the caller's id is the other one, or among them."""
        if self.caller is Caller.ANYBODY:
            return UNKNOWN
        own = self.caller is Caller.OWNER
        steps = other.steps
        if (len(steps) == 1 and steps[0] in self.variables) or (is_stored(steps) and self.method != "create"):
            return TRUE if own else FALSE
        if other.op == "literal" or (other.op == "list" and all(part.op == "literal" for part in other.parts)):
            return FALSE
        return self._chosen(other)

    def _ordered(self, node: Expression) -> Outcomes:
        ends = end_of(node)
        if ends is not None:
            return TRUE if self.today < ends else FALSE
        return self._chosen(*node.parts)

    def _chosen(self, *nodes: Expression) -> Outcomes:
        """EITHER for what depends on nothing but what the caller sends along."""
        sent = False
        pending = list(nodes)
        while pending:
            node = pending.pop()
            steps = node.steps
            if steps:
                query = steps[:2] == ("request", "query") and self.method in ("get", "list")
                own = query or (steps[:2] == _SENT and self.method in ("create", "update"))
                if not own and not self._settled(steps):
                    return UNKNOWN
                sent |= own
            elif node.op == "call":
                callee, *arguments = node.parts
                if callee.op != "member" or not _METHODS.fullmatch(callee.text) or not self._may_be_part(callee.text):
                    return UNKNOWN
                pending += [*callee.parts, *arguments]
            elif node.op in ("path", "unknown"):
                return UNKNOWN
            else:
                pending += node.parts
        return EITHER if sent else UNKNOWN

    def _settled(self, steps: tuple[str, ...]) -> bool:
        """Whether something is known to whoever sends, so that what is sent can be made to fit it."""
        if steps == UID:
            return self.caller is not Caller.ANYBODY
        if steps[0] == "resource":
            return self.caller is Caller.OWNER and self.method != "create"
        types = len(steps) == 1 and steps[0] in _TYPES
        return steps == ("request", "time") or types or (len(steps) == 1 and steps[0] in self.variables)

    def _may_be_part(self, name: str) -> bool:
        return name not in _PARTS or self.caller is Caller.OWNER


@frozen
class _OfMember(_Question):
    """The same of who has such a token, with a role as the condition wants it."""

    def _equal(self, left: Expression, right: Expression) -> Outcomes:
        if _is_membership((left, right), self.variables):
            return TRUE
        for one, other in ((left, right), (right, left)):
            if _is_claim(one.steps) and isinstance(other.value, str):
                return UNKNOWN if _POWERFUL.search(other.value) else EITHER
        return _Question._equal(self, left, right)


_TYPE_NAMES = "bool bytes constraint duration float int latlng list map number path set string timestamp"
_TYPES = frozenset(_TYPE_NAMES.split())


# --- what ends ---


def end_of(node: Expression) -> date | None:
    """The day from which on `request.time < timestamp.date(2023, 1, 1)` lets nobody in."""
    from datetime import UTC, date, datetime

    if node.op not in ("<", "<=", ">", ">="):
        return None
    early, late = node.parts if node.op in ("<", "<=") else reversed(node.parts)
    if early.steps != ("request", "time"):
        return None
    numbers = [part.value for part in (late.parts[1:] if late.op == "call" else (late,)) if part.op == "literal"]
    digits = [int(value) for value in numbers if isinstance(value, float)]
    called = late.parts[0].steps if late.op == "call" else ()
    try:
        if called == ("timestamp", "date") and len(digits) == 3:
            return date(*digits)
        if called in ((), ("timestamp", "value")) and len(digits) == 1:
            return datetime.fromtimestamp(digits[0] / 1000, UTC).date()
    except (ValueError, OverflowError, OSError):
        pass
    return None


def until(grant: Grant) -> str:
    """Words for a grant that ends: " until 2027-01-01"."""
    ends = [day for node in grant.condition.nodes() if (day := end_of(node)) is not None]
    return f" until {min(ends)}" if ends else ""
