"""Rules name fields as those who wrote them had them; records have one name each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.hunt.condition import All, AnyOf, Not, SameAs
from goatherd.hunt.telemetry.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.hunt.condition import Condition
    from goatherd.hunt.rule import Telemetry


def names_of(telemetry: Telemetry) -> Callable[[str], str]:
    """What fields are called in the records that a rule is about; as they are where those are of several minds."""
    found = {kind.called for kind in KINDS if telemetry.covers(kind.telemetry)}
    return found.pop() if len(found) == 1 else str


def renamed(condition: Condition, called: Callable[[str], str]) -> Condition:
    if isinstance(condition, (All, AnyOf)):
        return evolve(condition, parts=tuple(renamed(part, called) for part in condition.parts))
    if isinstance(condition, Not):
        return Not(renamed(condition.part, called))
    if isinstance(condition, SameAs):
        return evolve(condition, field=called(condition.field), other=called(condition.other))
    return evolve(condition, field=called(condition.field)) if condition.field else condition
