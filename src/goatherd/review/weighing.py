"""How much a finding weighs in doubt: what heads a report is what its reader has to get up for."""

from __future__ import annotations

from attrs import evolve

from goatherd.core.confidence import Confidence, Doubt, Reason
from goatherd.core.finding import HIGH, MEDIUM, Finding, Severity


def weighed(finding: Finding) -> Finding:
    """With the severity that the reasons to doubt it leave: with low certainty medium at most; with medium certainty
    one less where data flows from somewhere to somewhere, since the doubt lies on its way. What was proved stays.

    That its check was seldom right is one of the reasons.
    """
    if finding.proved:
        return finding
    if finding.seldom_right:
        seldom = Reason(Doubt.SELDOM_RIGHT, finding.seldom_right)
        finding = evolve(finding, reasons=(*finding.reasons, seldom), seldom_right="")
    severity = finding.severity
    if severity is None or severity < HIGH:
        return finding
    if finding.certainty is Confidence.LOW:
        return evolve(finding, severity=MEDIUM)
    if finding.certainty is Confidence.MEDIUM and finding.steps:
        return evolve(finding, severity=Severity(severity - 1))
    return finding
