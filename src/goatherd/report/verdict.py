"""What an exit code means, in words."""

from __future__ import annotations

from goatherd.outcome import ExitCode

MEANING = {
    ExitCode.CLEAN: "nothing at or above the level that fails a run",
    ExitCode.FINDINGS: "there are findings at or above the level that fails a run (--fail-on)",
    ExitCode.INCOMPLETE: "something could not be read or decided, so the list may be short",
    ExitCode.NOTHING: "no serverless application was found",
}
