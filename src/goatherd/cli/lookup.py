"""Finding a check by what a user typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.errors import UsageError
from goatherd.rules.selection import meant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.rules.rule import Rule


def find_check(name: str, checks: Sequence[Rule]) -> Rule:
    """By id or slug, in any case; raises UsageError with a suggestion."""
    wanted = name.lower()
    for check in checks:
        if wanted in (check.id.lower(), check.slug):
            return check
    raise UsageError(f"there is no check {name!r}", help=meant(name, checks))
