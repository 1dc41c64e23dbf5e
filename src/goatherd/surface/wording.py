"""Words that every format of the map shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.surface.targets import EVERY_FUNCTION
from goatherd.surface.verbs import VERBS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from goatherd.surface.reach import Access, Reach
    from goatherd.surface.targets import Target

LONGEST_LIST = 12
_SPOKEN = {"connects": "connects to", "sends": "sends to"}


def listed(texts: Sequence[str], limit: int = LONGEST_LIST) -> str:
    """The first texts, and how many more there are."""
    shown = ", ".join(texts[:limit])
    return f"{shown} and {len(texts) - limit:,} more" if len(texts) > limit else shown


def does(reach: Reach, targets: Mapping[str, Target], limit: int = LONGEST_LIST) -> str:
    """What the code is seen to do. `limit` is of targets for one verb."""
    return _by_verb((access for access in reach.accesses if access.used), targets, limit)


def may_also(reach: Reach, targets: Mapping[str, Target], limit: int = LONGEST_LIST) -> str:
    """What the role allows beyond that: whoever takes the function over can do it as well."""
    if reach.grants is None:
        return "not known: its role is not part of the application"
    told = _by_verb((access for access in reach.accesses if not access.used), targets, limit)
    if not reach.unknown:
        return told
    return f"{told}; more, for not all is known: {reach.unknown[0]}" if told else f"not known: {reach.unknown[0]}"


def spoken(verb: str) -> str:
    """A kind of edge as a verb before its object."""
    return _SPOKEN.get(verb, verb)


def _by_verb(accesses: Iterable[Access], targets: Mapping[str, Target], limit: int) -> str:
    """ "reads Orders, Users; invokes every function": the most powerful verbs first, in each the widest."""
    grouped: dict[str, list[Target]] = {}
    for access in accesses:
        grouped.setdefault(access.verb, []).append(targets[access.target])
    return "; ".join(f"{spoken(verb)} {listed(_labels(grouped[verb]), limit)}" for verb in VERBS if verb in grouped)


def _labels(targets: list[Target]) -> list[str]:
    every_function = any(target.id == EVERY_FUNCTION for target in targets)
    told = [target for target in targets if not (every_function and target.kind == "function")]
    return [target.label for target in sorted(told, key=lambda target: (target.unnamed, not target.account_wide))]
