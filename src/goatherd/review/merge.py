"""One finding for one thing to mend, whichever functions it was found in and whatever data leads there."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from attrs import evolve

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from goatherd.core.finding import Finding
    from goatherd.core.source import Span

NAMED = 3


def merge(findings: Iterable[Finding]) -> list[Finding]:
    """Collapse findings of one check at one place: those of several functions, then those of several data."""
    merged = [_of_functions(group) for group in _grouped(findings, _source_and_words)]
    return [_of_data(group) for group in _grouped(merged, _functions_and_words)]


def _grouped(findings: Iterable[Finding], key: Callable[[Finding], Hashable]) -> Iterable[list[Finding]]:
    groups: dict[Hashable, list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: f.sort_key):
        groups.setdefault((finding.id, finding.span, key(finding)), []).append(finding)
    return groups.values()


def _source_and_words(finding: Finding) -> Hashable:
    source = finding.steps[0].span if finding.steps and not finding.whatever_source else None
    words = finding.message.replace(finding.function, "*") if finding.function else finding.message
    return source, words


def _functions_and_words(finding: Finding) -> Hashable:
    if not finding.subject:
        return id(finding)
    return finding.functions, finding.message.replace(finding.subject, "*", 1)


def _of_functions(group: list[Finding]) -> Finding:
    worst = _worst(group)
    functions = tuple(sorted({f.function for f in group if f.function}))
    return evolve(worst, functions=functions, locations=_locations(group, worst))


def _of_data(group: list[Finding]) -> Finding:
    worst = _worst(group)
    others = sorted({f.subject for f in group} - {worst.subject})
    if not others:
        return worst
    more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
    message = f"{worst.message}; likewise {', '.join(others[:NAMED])}{more}"
    return evolve(worst, message=message, locations=_locations(group, worst))


def _worst(group: list[Finding]) -> Finding:
    return max(group, key=lambda f: (f.severity or 0, f.confidence))


def _locations(group: list[Finding], worst: Finding) -> tuple[Span, ...]:
    return tuple(sorted(set(chain.from_iterable(f.locations for f in group)) - {worst.span}))
