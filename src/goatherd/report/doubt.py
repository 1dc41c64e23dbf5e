"""How sure a finding is, in words, where it is not altogether."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.core.finding import Finding


def doubt(finding: Finding) -> str:
    """The confidence with the reasons that lower it, on one line; "" where nothing does."""
    why = "; ".join(dict.fromkeys(map(str, finding.reasons)))
    return f"{finding.confidence.label} confidence: {why}" if why else ""
