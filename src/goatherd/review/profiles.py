"""Profiles: which findings a run is about, by severity, confidence and kind.

docs/usage.md tells what they were measured on. What a run of code has proved, and what the user's own checks say, is
in each of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.confidence import Confidence
from goatherd.core.finding import HIGH, LOW, MEDIUM

if TYPE_CHECKING:
    from collections.abc import Container

    from goatherd.core.finding import Finding

_PERMISSIONS = 4


def belongs(finding: Finding, profile: str, own: Container[str]) -> bool:
    """Whether a finding is one for the profile. `own` are the ids of the user's own checks."""
    if finding.id in own or (finding.proof is not None and finding.proof.status == "proved"):
        return True
    severity = MEDIUM if finding.severity is None else finding.severity
    match profile:
        case "ci":
            # Nearly every owner mends what an outsider can use, and leaves a permission that is wider than its use.
            if severity == MEDIUM and finding.confidence == Confidence.HIGH:
                return finding.sas != _PERMISSIONS
            return severity >= HIGH and finding.confidence >= Confidence.MEDIUM
        case "audit":
            return severity >= LOW and finding.confidence >= Confidence.MEDIUM
        case _:
            return True
