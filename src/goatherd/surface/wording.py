"""Words that every format of the map shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from goatherd.surface.blast import Blast

LONGEST_LIST = 12


def listed(texts: Sequence[str], limit: int = LONGEST_LIST) -> str:
    """The first texts, and how many more there are."""
    shown = ", ".join(texts[:limit])
    return f"{shown} and {len(texts) - limit} more" if len(texts) > limit else shown


def told(blast: Blast, name: Callable[[str], str], limit: int = LONGEST_LIST) -> str:
    """What whoever owns the function can act on, the widest first. `name` gives a target's label."""
    if blast.everything:
        return "everything in the account"
    reached = dict.fromkeys(name(target) for target in (*blast.account, *blast.own, *blast.outside))
    if not blast.known:
        return listed([*reached, "what its role allows is not known in full"], limit + 1)
    return listed(list(reached), limit) or "nothing"
