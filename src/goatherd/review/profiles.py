"""Profiles: which findings a run is about, by severity, certainty and kind.

docs/ci.md tells what they were measured on. What a run of code has proved, and what the user's own checks say, is
in each of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.confidence import Confidence
from goatherd.core.finding import HIGH, LOW, MEDIUM

if TYPE_CHECKING:
    from collections.abc import Container

    from goatherd.core.finding import Finding

# What is medium and right nearly always, so that nearly every owner mends it: pages and certificates, stack traces in
# answers, runtimes without patches, secrets that a stack shows, tokens in addresses.
_MENDED = frozenset({"GOAT0110", "GOAT0209", "GOAT0221", "GOAT0601", "GOAT0703", "GOAT1001"})
# What is true and of which the code cannot tell whether it is meant; where it is not, nothing is worse.
_OPEN_ROUTE = "GOAT0201"


def belongs(finding: Finding, profile: str, own: Container[str]) -> bool:
    """Whether a finding is one for the profile. `own` are the ids of the user's own checks."""
    if finding.id in own or finding.proved:
        return True
    severity = MEDIUM if finding.severity is None else finding.severity
    match profile:
        case "ci":
            if finding.certainty == Confidence.HIGH:
                return severity >= HIGH or (severity == MEDIUM and finding.id in _MENDED)
            return severity >= HIGH and finding.certainty == Confidence.MEDIUM and finding.id == _OPEN_ROUTE
        case "audit":
            return severity >= LOW and finding.certainty >= Confidence.MEDIUM
        case _:
            return True
