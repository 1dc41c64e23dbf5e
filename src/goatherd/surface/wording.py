"""Words that every format of the map shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.surface.targets import SERVICES
from goatherd.surface.verbs import VERBS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from goatherd.surface.reach import Access, Reach

LONGEST_LIST = 12


def listed(texts: Sequence[str], limit: int = LONGEST_LIST) -> str:
    """The first texts, and how many more there are."""
    shown = ", ".join(texts[:limit])
    return f"{shown} and {len(texts) - limit} more" if len(texts) > limit else shown


def does(reach: Reach, name: Callable[[str], str], limit: int = LONGEST_LIST) -> str:
    """What the code is seen to do. `name` gives a target's label, `limit` is of targets for one verb."""
    return _by_verb((access for access in reach.accesses if access.used), name, limit)


def may_also(reach: Reach, name: Callable[[str], str], limit: int = LONGEST_LIST) -> str:
    """What the role allows beyond that: whoever takes the function over can do it as well."""
    told = _by_verb((access for access in reach.accesses if not access.used), name, limit)
    if reach.grants is None:
        return "not known: its role is not part of the application"
    return "; ".join(filter(None, [told, "more, as its policies are not known in full" if reach.unknown else ""]))


def _by_verb(accesses: Iterable[Access], name: Callable[[str], str], limit: int) -> str:
    """ "reads Orders, Users; invokes Mail": the most powerful verbs first, what cannot be named last."""
    grouped: dict[str, dict[str, None]] = {}
    for access in sorted(accesses, key=lambda access: access.target == SERVICES):
        grouped.setdefault(access.verb, {})[name(access.target)] = None
    return "; ".join(f"{verb} {listed(list(grouped[verb]), limit)}" for verb in VERBS if verb in grouped)
