"""Which checks a run was asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from goatherd.core.errors import UsageError
from goatherd.core.lazy import regex
from goatherd.core.nearest import nearest
from goatherd.core.risks import RISKS
from goatherd.rules.rule import is_advisory_id, is_oracle_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goatherd.rules.rule import Catalogued, Rule


_RISK = regex(r"(?:goat(\d\d)\w*|sas-?0*(\d+).*)", re.IGNORECASE)
_OWN = regex(r"(?!GOAT|SAS)[A-Z]{2,}-?\d+")
R = TypeVar("R", bound="Rule")


def selected(checks: Sequence[R], select: Iterable[str], ignore: Iterable[str]) -> tuple[R, ...]:
    """Those that `select` names (all, if it is empty) without those that `ignore` names.

    A name is an id or the beginning of one, a slug, or a risk ("SAS-1"). Raises UsageError for a name
    that stands for no check, unless it is the id of an oracle: a configuration names those for another command. What
    is ignored may also be a published advisory, which review leaves out.
    """
    wanted = _named(checks, select) or set(checks)
    unwanted = _named(checks, (name for name in ignore if not is_advisory_id(name)))
    return tuple(check for check in checks if check in wanted and check not in unwanted)


def meant(name: str, checks: Sequence[Catalogued]) -> str:
    """What helps whoever wrote a name that stands for no check: one that is nearly the same, or where to look."""
    known = [*(known for check in checks for known in (check.id, check.slug)), *(f"SAS-{number}" for number in RISKS)]
    if suggestion := nearest(name, known):
        return suggestion
    if risk := _RISK.match(name):
        number = int(risk[1] or risk[2])
        if number in RISKS:
            return f"goatherd explain SAS-{number} lists those of {RISKS[number]}"
    if _OWN.fullmatch(name):
        return "goatherd checks lists them all; one of your own is known with --checks-from FOLDER"
    return "goatherd checks lists them all"


def _named(checks: Sequence[R], names: Iterable[str]) -> set[R]:
    found: set[R] = set()
    oracles = all(is_oracle_id(check.id) for check in checks)
    for name in names:
        matching = {check for check in checks if _matches(check, name.lower())}
        if not matching and (oracles or not is_oracle_id(name)):
            raise UsageError(f"{name!r} names no {'oracle' if oracles else 'check'}", help=meant(name, checks))
        found |= matching
    return found


def _matches(check: Rule, name: str) -> bool:
    if name in (check.slug, f"sas-{check.sas}"):
        return True
    id = check.id.lower()
    return id.startswith(name) and name.startswith(id.rstrip("0123456789"))
