"""Functions that run among those of the application, and that no template has; and memory that no template gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import Known, place_of
from goatherd.hunt.application.deviation import SETTING_CHANGED, UNDECLARED_FUNCTION, declared
from goatherd.hunt.application.facts import Call, Change, Invocation, Named, Ran
from goatherd.hunt.application.ground import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.hunt.application.facts import Fact
    from goatherd.hunt.application.ground import Ground

_UNDECLARED = "is a function in the application's stack, and no template has it"


def strangers(ground: Ground) -> Iterator[Found]:
    unknown = set(ground.deployment.strangers)
    for kind in (Named, Call, Invocation, Change, Ran):
        for fact, seen in ground.facts.of(kind):
            name = function_of(fact)
            if name in unknown:
                yield Found(UNDECLARED_FUNCTION, _UNDECLARED, "", seen, name=name)
    yield from _with_a_role(ground)
    yield from _memory(ground)


def function_of(fact: Fact) -> str:
    """The name of the function that a fact is about, as the cloud calls it; "" for none."""
    if isinstance(fact, Call):
        return fact.session.name
    if isinstance(fact, (Invocation, Ran, Named)):
        return fact.function
    return fact.name if isinstance(fact, Change) and fact.noun == "function" else ""


def _with_a_role(ground: Ground) -> Iterator[Found]:
    """A function that was made with a role of the application's."""
    for change, seen in ground.facts.of(Change):
        role = ground.deployment.role(change.value.rpartition("/")[2]) if change.setting == "created" else None
        if role is None or ground.deployment.functions.candidates(change.name) or change.deployed:
            continue
        for owner, function in list(ground.holders(role))[:1]:
            assert function.role is not None
            sentence = "shares its role with {}, which no template has"
            place = function.role.span
            yield Found(UNDECLARED_FUNCTION, sentence, change.name, seen, owner, place=declared(place))


def _memory(ground: Ground) -> Iterator[Found]:
    for ran, seen in ground.facts.of(Ran):
        owner = ground.deployment.function(ran.function)
        if owner is None:
            continue
        function = ground.expected(owner).function
        memory = function.memory
        if isinstance(memory, Known) and memory.explicit and not memory.replaceable and memory.value != ran.memory:
            sentence = f"runs with {{}} MB, and its template says {memory.value}"
            place = place_of(memory, function.span)
            yield Found(SETTING_CHANGED, sentence, str(ran.memory), seen, owner, place=declared(place))
