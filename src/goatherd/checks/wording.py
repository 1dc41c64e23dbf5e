"""Small pieces of the sentences that checks write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE

if TYPE_CHECKING:
    from collections.abc import Sequence


def shown(text: str) -> str:
    """A path or name with "…" for what nobody knows of it."""
    return text.replace(HOLE, "…")


def listed(names: Sequence[str], limit: int = 4) -> str:
    """ "a, b and c", cut after `limit` names: "a, b, c, d and 5 more"."""
    if len(names) > limit + 1:
        return f"{', '.join(names[:limit])} and {len(names) - limit} more"
    if len(names) > 1:
        return f"{', '.join(names[:-1])} and {names[-1]}"
    return names[0] if names else ""
