"""What to do first, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.confidence import Confidence
from goatherd.core.wording import counted
from goatherd.model.trigger import Exposure
from goatherd.report.records import severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.core.finding import Finding
    from goatherd.model.function import Function
    from goatherd.outcome import Outcome

FEW = 3


@frozen
class Thing:
    """One check. `like` counts findings of it apart from `finding`, the first of them to look at."""

    finding: Finding
    like: int
    exposure: Exposure | None

    @property
    def why(self) -> str:
        """ "critical, anybody can call the function; 3 more like it"; of doubts, only that there are some."""
        finding = self.finding
        doubtful = finding.certainty < Confidence.HIGH
        sure = f"{finding.confidence.label} confidence" if doubtful else ""
        facts = [severity(finding).label, sure, _reached(self.exposure)]
        if finding.proved:
            facts.insert(0, "proved")
        places = len(finding.functions)
        spread = [f"in {counted(places, 'function')}" if places > 1 else ""]
        spread.append(f"{self.like} more like it" if self.like else "")
        return "; ".join(filter(None, (", ".join(filter(None, facts)), *spread)))


def first_things(outcome: Outcome) -> list[Thing]:
    """The three that weigh most: proved, severe, certain, open to many, in many places. None where few are found."""
    if len(outcome.findings) <= FEW:
        return []
    functions: dict[str, list[Function]] = {}
    for _, function in outcome.functions:
        functions.setdefault(function.id, []).append(function)
    groups: dict[str, list[Finding]] = {}
    for finding in outcome.findings:
        groups.setdefault(finding.id, []).append(finding)
    things = [_thing(group, functions) for group in groups.values()]
    return sorted(things, key=_weight)[:FEW]


def _thing(group: list[Finding], functions: dict[str, list[Function]]) -> Thing:
    candidates = [Thing(finding, len(group) - 1, _exposure(finding, functions)) for finding in group]
    return min(candidates, key=_weight)


def _weight(thing: Thing) -> tuple[object, ...]:
    finding = thing.finding
    exposure = -1 if thing.exposure is None else int(thing.exposure)
    spread = thing.like + len(finding.functions)
    return (not finding.proved, -severity(finding), -finding.certainty, -exposure, -spread, finding.sort_key)


def _exposure(finding: Finding, functions: dict[str, list[Function]]) -> Exposure | None:
    names: Iterable[str] = finding.functions or (finding.function,)
    known = [each.exposure for name in names for each in functions.get(name, ()) if each.exposure is not None]
    return max(known, default=None)


def _reached(exposure: Exposure | None) -> str:
    if exposure == Exposure.ANONYMOUS:
        return "anybody can call the function"
    return "users can call the function" if exposure == Exposure.AUTHENTICATED else ""
