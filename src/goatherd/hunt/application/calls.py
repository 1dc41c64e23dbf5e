"""Calls with the role of a function, held against its code, its policies, and where it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.core.value import is_false, known
from goatherd.hunt.application.deviation import (
    CALL_ELSEWHERE,
    CALL_NOT_IN_CODE,
    MORE_THAN_ALLOWED,
    OUTSIDE,
    REFUSED,
    ROLE_ASSUMED,
    SETTING_CHANGED,
    Place,
    declared,
    milder,
)
from goatherd.hunt.application.facts import Call, Seen
from goatherd.hunt.application.ground import Found
from goatherd.hunt.application.names import Owner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.hunt.application.expected import Expected
    from goatherd.hunt.application.ground import Ground
    from goatherd.model.role import Statement

_MANAGED = ("python", "nodejs", "java", "dotnet", "ruby")  # runtimes that tell SDKs where they run
_BY_LAMBDA = "awslambda_"  # sessions in which Lambda reads event sources with the function's role
_NOT_ALLOWED = "was refused {}: its policies do not allow it"
_ALLOWED_TOO_MUCH = "may {}, which its template does not allow"
_FROM_PEOPLE = "is in no network of people, and its credentials came from {}"
_LAMBDA = frozenset({"lambda.amazonaws.com", "edgelambda.amazonaws.com"})


def calls(ground: Ground) -> Iterator[Found]:
    for call, seen in ground.facts.of(Call):
        owner = ground.deployment.function(call.session.name)
        if owner is None:
            yield from _assumed(call, seen, ground)
            continue
        expected = ground.expected(owner)
        for found in (*_outside(call, seen, expected, ground), *_swapped(call, seen, expected, ground)):
            yield evolve(found, owner=owner)
        for found in _judged(call, seen, expected, ground) if not expected.is_customary(call) else ():
            yield evolve(found, owner=owner)


def _judged(call: Call, seen: Seen, expected: Expected, ground: Ground) -> Iterator[Found]:
    name = f"{call.service}:{call.operation}"
    in_code = expected.in_code(call)
    if in_code is False:
        allowed_at = expected.allowing(call)
        about = milder(CALL_NOT_IN_CODE) if expected.usage.packages else CALL_NOT_IN_CODE
        thing = f"{name} (refused)" if call.refused else name
        yield Found(about, "calls {}, which its code never calls", thing, seen, place=_place(allowed_at, expected))
        return
    if in_code is None:
        ground.unjudged += seen.count
    elif elsewhere := expected.elsewhere(call):
        sentence = "acts on what its code never touches: {}"
        place = _place(expected.allowing(call), expected)
        yield Found(CALL_ELSEWHERE, sentence, f"{name} on {elsewhere}", seen, place=place)
        return
    if expected.allowed(call) is False:
        thing = name + (f" on {call.targets[0]}" if call.targets else "")
        about, sentence = (REFUSED, _NOT_ALLOWED) if call.refused else (MORE_THAN_ALLOWED, _ALLOWED_TOO_MUCH)
        yield Found(about, sentence, thing, seen, place=_rights(expected))


def _outside(call: Call, seen: Seen, expected: Expected, ground: Ground) -> Iterator[Found]:
    function = expected.function
    if call.by_link:
        return
    place = declared(function.span)
    managed = (known(function.runtime) or "").startswith(_MANAGED) and not function.code.image
    if call.tool and managed:
        about = milder(OUTSIDE) if function.layers else OUTSIDE
        yield Found(about, "does not run what used its credentials: {}", call.tool.split()[0], seen, place=place)
    if is_false(function.in_vpc):
        for each in seen.evidence:
            if actor := ground.people.get(each.address):
                there = Seen([each], 1, each.time)
                thing = f"{each.address}, from where {actor} works"
                yield Found(OUTSIDE, _FROM_PEOPLE, thing, there, place=place)


def _swapped(call: Call, seen: Seen, expected: Expected, ground: Ground) -> Iterator[Found]:
    role = expected.function.role
    if role is None or ground.deployment.may_be_role(call.session.role, Owner(expected.application.name, role.id)):
        return
    yield Found(
        SETTING_CHANGED,
        "runs with {}, and its template says another one",
        f"role {call.session.role}",
        seen,
        place=declared(role.span),
    )


def _assumed(call: Call, seen: Seen, ground: Ground) -> Iterator[Found]:
    """A session of a function's role that is called like no function."""
    role = ground.deployment.role(call.session.role)
    name = call.session.name
    if role is None or name.startswith(_BY_LAMBDA) or ground.deployment.functions.candidates(name):
        return
    holders = list(ground.holders(role))
    held = holders[0][1].role if holders else None
    nameless = any(owner in ground.deployment.functions.nameless for owner, _ in holders)
    if held is None or nameless or not _only_for_lambda(held.trust, generated=held.generated):
        return
    yield Found(
        ROLE_ASSUMED,
        "has a role that was assumed by something else, as {}",
        call.session.name,
        seen,
        owner=holders[0][0],
        place=declared(held.span),
    )


def _only_for_lambda(trust: list[Statement], *, generated: bool) -> bool:
    principals = {name for statement in trust for _, name in statement.principals}
    return generated or (bool(principals) and principals <= _LAMBDA)


def _place(allowed_at: Span | None, expected: Expected) -> Place:
    return Place(allowed_at, "allowed here") if allowed_at else _rights(expected)


def _rights(expected: Expected) -> Place:
    role = expected.function.role
    return Place(role.span if role else expected.function.span, "its rights are given here")
