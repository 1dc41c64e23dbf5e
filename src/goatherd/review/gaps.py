"""What was not read or decided, and whether somebody who has looked at the place accepts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.outcome import Tolerated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from goatherd.core.finding import Diagnosis
    from goatherd.review.baseline import Baseline
    from goatherd.review.configured import Configured
    from goatherd.review.suppress import Suppressions


def split(
    diagnoses: Iterable[Diagnosis],
    suppressions: Suppressions,
    configured: Sequence[Configured],
    baseline: Baseline | None,
    *,
    require_reason: bool,
    today: date,
) -> tuple[list[Diagnosis], list[Tolerated]]:
    """Those that stay, and those that a comment, the configuration or the baseline accepts."""
    kept: list[Diagnosis] = []
    tolerated: list[Tolerated] = []
    for diagnosis in diagnoses:
        if not diagnosis.incomplete or not diagnosis.id:
            kept.append(diagnosis)
        elif comment := suppressions.comment_for(diagnosis, require_reason):
            tolerated.append(Tolerated(diagnosis, "comment", comment.reason))
        elif acceptance := next(filter(None, (each.of(diagnosis) for each in configured)), None):
            tolerated.append(Tolerated(diagnosis, "configuration", acceptance.reason))
        elif baseline is not None and (entry := baseline.entry_for(diagnosis, today=today)):
            tolerated.append(Tolerated(diagnosis, "baseline", entry.reason))
        else:
            kept.append(diagnosis)
    return kept, tolerated
