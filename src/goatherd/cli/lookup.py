"""Finding a check by what a user typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from goatherd.core.errors import UsageError
from goatherd.rules.rule import is_oracle_id
from goatherd.rules.selection import meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goatherd.hunt.application.catalogue import Deviation
    from goatherd.hunt.detections.registry import Detection
    from goatherd.rules.rule import Catalogued, Rule

C = TypeVar("C", bound="Catalogued")


def every_rule(checks_from: Sequence[str] = ()) -> list[Rule]:
    """All checks and oracles, and the checks in folders of the user's, by id."""
    from goatherd.attack.oracles.registry import all_oracles
    from goatherd.checks.external import known_checks

    return sorted((*known_checks(checks_from), *all_oracles()), key=lambda rule: rule.id)


def catalogue(checks_from: Sequence[str] = ()) -> list[Rule | Detection | Deviation]:
    """The same, goatherd's own detections, and what logs are held against an application for."""
    from goatherd.hunt.application.catalogue import all_deviations
    from goatherd.hunt.detections.registry import all_detections

    return sorted((*every_rule(checks_from), *all_detections(), *all_deviations()), key=lambda each: each.id)


def find_check(name: str, checks: Sequence[C]) -> C:
    """By id or slug, in any case; raises UsageError with a suggestion."""
    wanted = name.lower()
    for check in checks:
        if wanted in (check.id.lower(), check.slug):
            return check
    raise UsageError(f"there is no check {name!r}", help=meant(name, checks))


def refuse_unknown_oracles(names: Iterable[str]) -> None:
    """A scan passes over ids of oracles, which a configuration names for attack, but not over those of none."""
    shaped_like_one = [name for name in names if is_oracle_id(name)]
    if not shaped_like_one:
        return
    from goatherd.attack.oracles.registry import all_oracles

    oracles = all_oracles()
    known = {oracle.id for oracle in oracles}
    for name in shaped_like_one:
        if name.upper() not in known:
            raise UsageError(f"{name!r} names no check", help=meant(name, oracles))
