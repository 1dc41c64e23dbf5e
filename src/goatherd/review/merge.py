"""One finding for one thing to mend, whichever functions it was found in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.core.finding import Finding
    from goatherd.core.source import Span

Key = tuple[str, "Span", "Span | None", str]


def merge(findings: Iterable[Finding]) -> list[Finding]:
    """Collapse findings of one check with the same place, the same source and the same words."""
    groups: dict[Key, list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: f.sort_key):
        groups.setdefault(_key(finding), []).append(finding)
    return [_merged(group) for group in groups.values()]


def _key(finding: Finding) -> Key:
    source = finding.steps[0].span if finding.steps else None
    words = finding.message.replace(finding.function, "*") if finding.function else finding.message
    return finding.id, finding.span, source, words


def _merged(group: list[Finding]) -> Finding:
    worst = max(group, key=lambda f: (f.severity or 0, f.confidence))
    functions = tuple(sorted({f.function for f in group if f.function}))
    locations = tuple(sorted({span for f in group for span in f.locations} - {worst.span}))
    return evolve(worst, functions=functions, locations=locations)
