"""The identity of an entry point: what its trigger asks for, and what the code goes by where it touches data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.model.access import How
from goatherd.model.identity import Identity, Strength
from goatherd.model.trigger import Exposure
from goatherd.whose.who import CALLED, is_function_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.model.access import Access
    from goatherd.model.trigger import Trigger

MOST = 8


def identities_of(trigger: Trigger, accesses: Iterable[Access]) -> tuple[Identity, ...]:
    """The strongest first, each once; NONE before all others where it is got by without any of them."""
    if trigger.kind not in CALLED:
        return ()
    accesses = list(accesses)
    found = dict.fromkeys((*_asked(trigger), *(each for access in accesses for each in _used(access))))
    ranked = sorted(found, key=lambda each: -each.strength)[:MOST]
    open_to_all = any(min(trigger.exposure, access.reach) == Exposure.ANONYMOUS for access in accesses)
    if open_to_all and not is_function_key(trigger):
        ranked.insert(0, Identity(Strength.NONE, trigger.why or "nobody is asked who calls", trigger.span))
    return tuple(ranked)


def _asked(trigger: Trigger) -> Iterator[Identity]:
    if is_function_key(trigger) or trigger.api_key:
        yield Identity(Strength.KEY, trigger.why if is_function_key(trigger) else "an API key", trigger.span)
    elif trigger.exposure == Exposure.AUTHENTICATED:
        yield Identity(Strength.VERIFIED, trigger.why or f"authorizer {trigger.authorizer}", trigger.span)
    elif trigger.exposure < Exposure.AUTHENTICATED:
        yield Identity(Strength.KEY, trigger.why, trigger.span)


def _used(access: Access) -> Iterator[Identity]:
    if access.reach == Exposure.ACCOUNT and access.exposure > access.reach:
        yield Identity(Strength.KEY, "a secret that the code compares", access.span)
    if access.reach == Exposure.AUTHENTICATED and access.exposure > access.reach:
        yield Identity(Strength.VERIFIED, "the code lets only callers on who have proved who they are", access.span)
    for choice in (*access.chosen, *access.conditions, *access.written):
        if choice.how == How.IDENTITY:
            yield Identity(Strength.VERIFIED, choice.what, access.span)
        elif choice.how == How.DECODED:
            yield Identity(Strength.DECODED, choice.what, access.span)
    if claim := access.claimed:
        yield Identity(Strength.CLAIMED, claim, access.span)
