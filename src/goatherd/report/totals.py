"""What a run looked at, in the words of every format for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.wording import counted

if TYPE_CHECKING:
    from goatherd.outcome import Outcome


def looked_at(outcome: Outcome) -> str:
    """ "16 functions of 8 applications and 3 applications without functions": a bucket alone is none that runs."""
    functional = sum(1 for application in outcome.applications if application.functions)
    without = len(outcome.applications) - functional
    told = []
    if functional or not without:
        told.append(f"{counted(len(outcome.functions), 'function')} of {counted(functional, 'application')}")
    if without:
        told.append(f"{counted(without, 'application')} without functions")
    return " and ".join(told)
