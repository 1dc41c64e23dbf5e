"""GitLab's code-quality report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from goatherd.core.finding import Severity
from goatherd.report.doubt import doubt
from goatherd.report.records import severity

if TYPE_CHECKING:
    from goatherd.core.finding import Finding
    from goatherd.outcome import Outcome

_NAMES = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
    Severity.INFO: "info",
}


def render(outcome: Outcome) -> str:
    issues = [_issue(finding) for finding in outcome.findings]
    if outcome.cut_short:
        issues.append(_cut_short(outcome))
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"


def _issue(finding: Finding) -> dict[str, Any]:
    return {
        "description": f"{finding.message} ({doubt(finding)})" if finding.reasons else finding.message,
        "check_name": f"{finding.id} {finding.slug}",
        "fingerprint": finding.fingerprint,
        "severity": _NAMES[severity(finding)],
        "location": {"path": finding.span.path, "lines": {"begin": finding.span.line}},
    }


def _cut_short(outcome: Outcome) -> dict[str, Any]:
    """The format has no other place to say that more may be missing."""
    return {
        "description": f"goatherd was cut short {outcome.cut_short}: findings may be missing",
        "check_name": "goatherd cut-short",
        "fingerprint": "cut-short",
        "severity": "info",
        "location": {"path": outcome.prefix or ".", "lines": {"begin": 1}},
    }
