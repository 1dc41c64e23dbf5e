"""What a run looked at, in the words of every format for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.wording import functions_of

if TYPE_CHECKING:
    from goatherd.outcome import Outcome


def looked_at(outcome: Outcome) -> str:
    """ "16 functions of 8 applications and 3 applications without functions": a bucket alone is none that runs."""
    functional = sum(1 for application in outcome.applications if application.functions)
    return functions_of(len(outcome.functions), functional, len(outcome.applications) - functional)
