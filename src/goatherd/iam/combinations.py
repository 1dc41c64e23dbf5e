"""Permissions that together let their holder do more than each of them says, and who holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from goatherd.iam.actions import covers_everything, describe
from goatherd.iam.match import covers_action

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from goatherd.core.source import Span
    from goatherd.iam.effective import Grant, Grants


@frozen
class Combination:
    """`how` completes "it can …"."""

    actions: tuple[str, ...]
    how: str
    services: frozenset[str] = field(init=False)

    @services.default
    def _services(self) -> frozenset[str]:
        return frozenset(action.partition(":")[0] for action in self.actions)


Held = tuple[Combination, "tuple[Span, ...]"]
_SHOWN = 3


def ways(found: Sequence[Held]) -> str:
    """What completes "it can …" for all of them, the first in full."""
    text = "; ".join(combination.how for combination, _ in found[:_SHOWN])
    return text + (f"; and {len(found) - _SHOWN} ways more" if len(found) > _SHOWN else "")


def held(combinations: Iterable[Combination], grants: Grants) -> Iterator[Held]:
    """Those that a role certainly has, every action on any resource, with where each action is granted.

    What `*` on all actions grants is left out: with it nothing more is to be had.
    """
    granted: dict[str, list[Grant]] = {}
    for grant in grants.granted():
        if not covers_everything(grant.action):
            granted.setdefault(grant.action.partition(":")[0].lower(), []).append(grant)
    for combination in combinations:
        if granted.keys() >= combination.services:
            found = [_where(action, granted[action.partition(":")[0]], grants) for action in combination.actions]
            spans = tuple(span for span in found if span is not None)
            if len(spans) == len(combination.actions):
                yield combination, spans


def _where(action: str, granted: list[Grant], grants: Grants) -> Span | None:
    """Where the action is certainly granted on any resource, by the first of the grants that says so."""
    naming = [grant for grant in granted if covers_action(grant.action, action)]
    described = describe(action) if naming else None
    if described is None:
        return None
    anywhere = described.anywhere
    for grant in naming:
        limited = grant.conditional or grant.resources_but
        if not limited and any(grants.names.covers(pattern, anywhere) for pattern in grant.resources):
            return grant.span if grants.allows(action, anywhere) else None
    return None
