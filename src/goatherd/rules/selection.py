"""Which checks a run was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from goatherd.core.config import nearest
from goatherd.core.errors import UsageError
from goatherd.rules.rule import is_oracle_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goatherd.rules.rule import Rule


R = TypeVar("R", bound="Rule")


def selected(checks: Sequence[R], select: Iterable[str], ignore: Iterable[str]) -> tuple[R, ...]:
    """Those that `select` names (all, if it is empty) without those that `ignore` names.

    A name is an id or the beginning of one, a slug, or a risk ("SAS-1"). Raises UsageError for a name
    that stands for no check, unless it is the id of an oracle: a configuration names those for another command.
    """
    wanted = _named(checks, select) or set(checks)
    unwanted = _named(checks, ignore)
    return tuple(check for check in checks if check in wanted and check not in unwanted)


def _named(checks: Sequence[R], names: Iterable[str]) -> set[R]:
    found: set[R] = set()
    for name in names:
        matching = {check for check in checks if _matches(check, name.lower())}
        if not matching and not is_oracle_id(name):
            known = [known for check in checks for known in (check.id, check.slug)]
            help = nearest(name, known) or "goatherd checks lists them all"
            raise UsageError(f"{name!r} names no check", help=help)
        found |= matching
    return found


def _matches(check: Rule, name: str) -> bool:
    return name in (check.slug, f"sas-{check.sas}") or (name.startswith("goat") and check.id.lower().startswith(name))
