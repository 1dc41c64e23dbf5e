"""What a run looked at, in the words of every format for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.wording import counted, functions_of

if TYPE_CHECKING:
    from goatherd.outcome import By, Outcome

ACCEPTED_BY: dict[By, str] = {
    "comment": "ignore comments",
    "configuration": "the configuration",
    "baseline": "the baseline",
}


def looked_at(outcome: Outcome) -> str:
    """ "16 functions of 8 applications and 3 applications without functions": a bucket alone is none that runs."""
    functional = sum(1 for application in outcome.applications if application.functions)
    return functions_of(len(outcome.functions), functional, len(outcome.applications) - functional)


def left_out_by_profile(outcome: Outcome) -> str:
    """ "The profile ci leaves out 12 findings (…)", "" where it leaves out none."""
    if not outcome.beside:
        return ""
    wider = "--profile audit or everything shows" if outcome.profile == "ci" else "--profile everything shows"
    them = "it" if outcome.beside == 1 else "them"
    return f"The profile {outcome.profile} leaves out {counted(outcome.beside, 'finding')} ({wider} {them})"
