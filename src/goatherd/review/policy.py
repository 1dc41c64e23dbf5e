"""Which findings are shown, and what the run's exit code is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import Severity
from goatherd.outcome import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.config import Config
    from goatherd.core.finding import Finding
    from goatherd.outcome import Outcome


def is_above(finding: Finding, config: Config) -> bool:
    return _severity(finding) >= config.min_severity and finding.confidence >= config.min_confidence


def exit_code(outcome: Outcome, config: Config, near: Callable[[str], Config] | None = None) -> ExitCode:
    """Incomplete beats findings: whoever tolerates findings must still learn that some may be missing.

    `near` gives the configuration for a path, where there are several.
    """
    if outcome.incomplete:
        return ExitCode.INCOMPLETE
    if any(_fails(finding, near(finding.span.path) if near else config) for finding in outcome.findings):
        return ExitCode.FINDINGS
    if not outcome.applications and not outcome.since:
        return ExitCode.NOTHING
    return ExitCode.CLEAN


def _fails(finding: Finding, config: Config) -> bool:
    return config.fail_on is not None and _severity(finding) >= config.fail_on


def _severity(finding: Finding) -> Severity:
    return finding.severity if finding.severity is not None else Severity.MEDIUM
