"""Which findings are shown, and what the run's exit code is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import Severity
from goatherd.outcome import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.core.config import Config
    from goatherd.core.finding import Finding
    from goatherd.outcome import Outcome


def above_thresholds(findings: Iterable[Finding], config: Config) -> list[Finding]:
    return [
        finding
        for finding in findings
        if _severity(finding) >= config.min_severity and finding.confidence >= config.min_confidence
    ]


def exit_code(outcome: Outcome, config: Config) -> ExitCode:
    """Incomplete beats findings: whoever tolerates findings must still learn that some may be missing."""
    if outcome.incomplete:
        return ExitCode.INCOMPLETE
    if config.fail_on is not None and any(_severity(finding) >= config.fail_on for finding in outcome.findings):
        return ExitCode.FINDINGS
    if not outcome.applications and not outcome.since:
        return ExitCode.NOTHING
    return ExitCode.CLEAN


def _severity(finding: Finding) -> Severity:
    return finding.severity if finding.severity is not None else Severity.MEDIUM
