"""What an exit code means, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.outcome import ExitCode

if TYPE_CHECKING:
    from goatherd.outcome import Outcome

MEANING = {
    ExitCode.CLEAN: "nothing at or above the level that fails a run",
    ExitCode.FINDINGS: "there are findings at or above the level that fails a run (--fail-on)",
    ExitCode.INCOMPLETE: "something could not be read or decided, so the list may be short",
    ExitCode.NOTHING: "no serverless application was found",
}


def verdict(outcome: Outcome) -> str:
    """What the run's own exit code means."""
    return f"cut short {outcome.cut_short}" if outcome.cut_short else MEANING[outcome.exit_code]
