"""One finding as its template shows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import frozen
from rich.cells import cell_len

from goatherd.core.finding import Step
from goatherd.core.risks import RISKS
from goatherd.report.excerpt import excerpt
from goatherd.report.flow import shortened
from goatherd.report.records import severity
from goatherd.report.safe import escaped

if TYPE_CHECKING:
    from goatherd.core.finding import Finding, Proof
    from goatherd.outcome import Lines
    from goatherd.report.excerpt import Excerpt

MAX_EVENT = 16_000  # characters
MAX_PLACES = 20
_ROOM = 160


@frozen
class ShownStep:
    """`code` is the line in three pieces, the marked one in the middle; "" where the step before shows the same."""

    place: str
    line: int
    note: str
    code: tuple[str, str, str] | None


@frozen
class Story:
    """`number` counts from 1 in the order of the page; `choices` are the numbers of its functions in the filter."""

    number: int
    finding: Finding
    lines: Lines
    choices: tuple[int, ...]

    @property
    def level(self) -> str:
        return severity(self.finding).label

    @property
    def risk(self) -> str:
        return RISKS.get(self.finding.sas, "")

    @property
    def functions(self) -> tuple[str, ...]:
        return functions_of(self.finding)

    @property
    def status(self) -> str:
        """The status of the proof as a name that can be filtered by."""
        return self.finding.proof.status.replace(" ", "-") if self.finding.proof else ""

    @property
    def steps(self) -> list[ShownStep]:
        shown = []
        before: tuple[str, object] = ("", None)
        for step in shortened(self.finding.steps) or [Step(self.finding.span, "")]:
            found = excerpt(self.lines, step.span, _ROOM)
            place = str(step.span)
            code = _pieces(found) if found and (place, found) != before else None
            shown.append(ShownStep(place, step.span.line, step.note, code))
            before = (place, found)
        return shown

    @property
    def steps_left_out(self) -> int:
        return len(set(self.finding.steps)) - len(set(shortened(self.finding.steps)))

    @property
    def places(self) -> list[str]:
        return [str(span) for span in self.finding.locations[:MAX_PLACES]]

    @property
    def places_left_out(self) -> int:
        return max(0, len(self.finding.locations) - MAX_PLACES)

    @property
    def remedy(self) -> list[str]:
        """The first line, cut at its backticks: every second piece is code."""
        first = self.finding.remedy.partition("\n")[0]
        return first.split("`") if first.count("`") % 2 == 0 else [first]

    @property
    def remedy_code(self) -> str:
        """What stands below the first line."""
        return self.finding.remedy.partition("\n")[2].rstrip()

    @property
    def proof(self) -> Proof | None:
        return self.finding.proof

    @property
    def event(self) -> str:
        """The event over several lines, or as it is where it is no JSON or very long."""
        text = self.finding.proof.event if self.finding.proof else ""
        if len(text) > MAX_EVENT:
            return text[:MAX_EVENT]
        try:
            return escaped(json.dumps(json.loads(text), indent=2, ensure_ascii=False))
        except (ValueError, RecursionError):
            return text

    @property
    def event_left_out(self) -> int:
        return max(0, len(self.finding.proof.event) - MAX_EVENT) if self.finding.proof else 0


def functions_of(finding: Finding) -> tuple[str, ...]:
    return finding.functions or ((finding.function,) if finding.function else ())


def _pieces(found: Excerpt) -> tuple[str, str, str]:
    start, end = _index(found.text, found.offset), _index(found.text, found.offset + found.width)
    return found.text[:start].lstrip(), found.text[start:end], found.text[end:]


def _index(text: str, cells: int) -> int:
    """How many characters are as wide as this many cells."""
    seen = 0
    for number, character in enumerate(text):
        if seen >= cells:
            return number
        seen += cell_len(character)
    return len(text)
