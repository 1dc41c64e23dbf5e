"""Finding a check by what a user typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.config import nearest
from goatherd.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.rules.rule import Rule


def find_check(name: str, checks: Sequence[Rule]) -> Rule:
    """By id or slug, in any case; raises UsageError with a suggestion."""
    wanted = name.lower()
    for check in checks:
        if wanted in (check.id.lower(), check.slug):
            return check
    # All ids look alike: only those of the same risk are near.
    ids = [check.id for check in checks if check.id.startswith(name[:6].upper())]
    help = (
        nearest(name.upper(), ids)
        or nearest(wanted, [check.slug for check in checks])
        or "goatherd checks lists them all"
    )
    raise UsageError(f"there is no check {name!r}", help=help)
