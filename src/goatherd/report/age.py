"""From when the advisories are that packages were compared with."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from goatherd.core.events import PackagesCompared
    from goatherd.outcome import Outcome

_FRESH_DAYS = 30


def age_of_advisories(outcome: Outcome) -> str:
    """A sentence or two, "" where there was no package to compare."""
    if not outcome.compared:
        return ""
    days = days_of_advisories(outcome)
    if not any(each.shipped for each in outcome.compared):
        return f"Packages were compared with advisories of your own, {days}."
    return (
        f"Packages were compared with the advisories that come with goatherd, an extract {days}. What was published "
        "later, or is not in it, is not found: goatherd advisories update brings all of today."
    )


def are_old(outcome: Outcome, today: date) -> bool:
    """Whether there is an ecosystem whose last advisory is of more than 30 days ago, or of no known day."""
    latest = (today - timedelta(days=_FRESH_DAYS)).isoformat()
    return any(each.newest < latest for each in outcome.compared)


def days_of_advisories(outcome: Outcome) -> str:
    """ "up to 2026-11-20 (npm) and up to 2024-10-08 (PyPI), of well-known packages up to 2026-11-29"."""
    some = max((each.some for each in outcome.compared), default="")
    return " and ".join(_days(outcome.compared)) + (f", of well-known packages up to {some}" if some else "")


def _days(compared: Sequence[PackagesCompared]) -> Iterator[str]:
    """Ecosystems of the same day together, the latest first."""
    ranked = sorted(compared, key=lambda each: (each.newest, each.ecosystem), reverse=True)
    for day, group in groupby(ranked, key=lambda each: each.newest):
        names = ", ".join(each.ecosystem for each in group)
        yield f"up to {day} ({names})" if day else f"of no known day ({names})"
