"""Whether an application whose policies were rewritten is the same but for what they grant."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs
from attrs import evolve, frozen

from goatherd.checks.privileges import advice_for
from goatherd.checks.registry import all_checks
from goatherd.checks.runner import run_checks
from goatherd.core.finding import Finding
from goatherd.core.source import Span
from goatherd.fixes.told import EXCESS
from goatherd.iam.actions import covers_everything, expanded
from goatherd.iam.effective import Grants, effective
from goatherd.model.role import Role, Statement
from goatherd.model.trigger import Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from goatherd.iam.least import Advice
    from goatherd.model.application import Application
    from goatherd.model.role import PolicyReference

_TRUST = {True: 2, None: 1, False: 0}
_NOT_COMPARED = {"behaviours", "manifests", "settings", "span", "roles", "entry", "inline_span"}


@frozen
class Problem:
    """Why a change is not made; `role` is the id of the role that it shows in, "" for the application as a whole."""

    role: str
    why: str


def problems(before: Application, after: Application, rewritten: Set[Span]) -> Iterator[Problem]:
    """What would be wrong with an application after the policies at some places were rewritten."""
    if plain(before) != plain(after) or before.roles.keys() != after.roles.keys():
        yield Problem("", "the rest of the application would not be read as it is now")
        return
    told = _told(after)
    for id, role in before.roles.items():
        yield from (Problem(id, why) for why in _of_role(role, after.roles[id], before, after, rewritten, told))


def _of_role(
    old: Role, new: Role, before: Application, after: Application, rewritten: Set[Span], told: list[Finding]
) -> Iterator[str]:
    touched = [policy for policy in old.policies if policy.span in rewritten]
    added, lost = _difference(old, new)
    if Counter(map(plain, touched)) - lost or lost - Counter(map(plain, touched)):
        yield "other policies of the role would change"
        return
    if not touched:
        return
    was = advice_for(old, before)
    now = effective(new, after, was.grants.names)
    yield from _missing(was, now)
    names = was.grants.names
    yield from _more(effective(_with(touched, old), before, names), effective(_with(added, old), before, names))
    places = {place for policy in added for place in _places(policy)}
    yield from (f"it would still be told: {f.message}" for f in told if f.span in places)


def _missing(was: Advice, now: Grants) -> Iterator[str]:
    """What the code uses and was allowed is allowed."""
    old, new = evolve(was.grants, unknown=()), evolve(now, unknown=())
    kept = [need for use in was.entries for need in use.kept]
    for need in (*was.needs, *kept):
        for text in need.resources:
            if _TRUST[new.allows(need.action, text)] < _TRUST[old.allows(need.action, text)]:
                yield f"it would lack {need.action}"
                return


def _more(old: Grants, new: Grants) -> Iterator[str]:
    """Nothing is granted that was not."""
    for grant in new.granted():
        for action in (grant.action,) if covers_everything(grant.action) else expanded([grant.action]):
            if grant.actions_but or any(old.allows(action, resource) is False for resource in grant.resources):
                yield f"it would grant {action}, which is not granted now"
                return


def _with(policies: list[Statement | PolicyReference], role: Role) -> Role:
    """The role with these policies alone."""
    statements = [policy for policy in policies if isinstance(policy, Statement)]
    references = [policy for policy in policies if not isinstance(policy, Statement)]
    return Role(role.id, role.span, statements, references)


def _difference(old: Role, new: Role) -> tuple[list[Statement | PolicyReference], Counter[Any]]:
    """The policies that are there afterwards only, and the shapes of those that were there before only."""
    lost = Counter(map(plain, old.policies))
    added = []
    for policy in new.policies:
        shape = plain(policy)
        if lost[shape]:
            lost[shape] -= 1
        else:
            added.append(policy)
    return added, +lost


def _places(policy: Statement | PolicyReference) -> Iterator[Span]:
    yield policy.span
    if isinstance(policy, Statement):
        yield from policy.action_spans
        yield from policy.resource_spans


def _told(app: Application) -> list[Finding]:
    checks = tuple(check for check in all_checks() if check.id in EXCESS)
    return [result for result in run_checks(app, checks) if isinstance(result, Finding)]


def plain(value: Any) -> Any:
    """Values of the model without spans, to be compared; a function's role is its id."""
    if isinstance(value, Span):
        return None
    if isinstance(value, Role):
        return value.id
    if attrs.has(type(value)):
        names = (field.name for field in attrs.fields(type(value)))
        kept = (name for name in names if name not in _NOT_COMPARED and not name.endswith("spans"))
        return (type(value).__name__, *(plain(getattr(value, name)) for name in kept))
    if isinstance(value, dict):
        return tuple((key, plain(item)) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(plain(item) for item in value if not _by_permission(item))
    if isinstance(value, (set, frozenset)):
        return frozenset(map(plain, value))
    return value


def _by_permission(value: Any) -> bool:
    """Whether it is a trigger that only roles tell of, by what they allow."""
    return isinstance(value, Trigger) and value.kind == Kind.DIRECT
