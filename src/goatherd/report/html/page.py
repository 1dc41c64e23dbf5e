"""What the page shows around its findings: counts, bars, groups, functions."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from pathlib import PurePath
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.finding import Severity
from goatherd.core.risks import RISKS
from goatherd.core.value import known
from goatherd.model.function import Entry
from goatherd.outcome import ExitCode
from goatherd.report.age import age_of_advisories
from goatherd.report.html.story import Story, functions_of
from goatherd.report.records import severity
from goatherd.report.verdict import verdict

if TYPE_CHECKING:
    from goatherd.core.finding import Diagnosis
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger
    from goatherd.outcome import Outcome

STATUSES = ("proved", "not reproduced", "not attempted")


@frozen
class Part:
    """A piece of a risk's bar, in hundredths of the longest bar."""

    level: str
    count: int
    start: float
    width: float


@frozen
class Risk:
    number: int
    name: str
    count: int
    parts: tuple[Part, ...]

    @property
    def words(self) -> str:
        return ", ".join(f"{part.count} {part.level}" for part in self.parts)


@frozen
class ShownFunction:
    application: str
    function: Function
    findings: int

    @property
    def code(self) -> str:
        return self.function.entry.file if isinstance(self.function.entry, Entry) else ""

    @property
    def facts(self) -> str:
        return " · ".join(filter(None, (known(self.function.runtime), known(self.function.handler))))

    @property
    def triggers(self) -> list[Trigger]:
        """From the most exposed to the least."""
        return sorted(self.function.triggers, key=lambda trigger: -trigger.exposure)


class Page:
    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.name = PurePath(outcome.root, outcome.prefix).name or "application"
        self.age = age_of_advisories(outcome)
        self.choices = sorted({name for finding in outcome.findings for name in functions_of(finding)})
        numbers = {name: number for number, name in enumerate(self.choices, 1)}
        ranked = sorted(outcome.findings, key=lambda finding: (-severity(finding), *finding.sort_key))
        self.stories = [
            Story(number, finding, outcome.lines, tuple(numbers[name] for name in functions_of(finding)))
            for number, finding in enumerate(ranked, 1)
        ]

    @property
    def verdict(self) -> str:
        return verdict(self.outcome)

    @property
    def clean(self) -> bool:
        return self.outcome.exit_code == ExitCode.CLEAN

    @property
    def groups(self) -> list[tuple[str, list[Story]]]:
        return [(level, list(stories)) for level, stories in groupby(self.stories, key=lambda story: story.level)]

    @property
    def levels(self) -> list[tuple[str, int]]:
        counts = Counter(story.level for story in self.stories)
        return [(level.label, counts[level.label]) for level in reversed(Severity)]

    @property
    def risks(self) -> list[Risk]:
        counts = Counter((story.finding.sas, story.level) for story in self.stories)
        totals = {number: sum(counts[number, level] for level, _ in self.levels) for number in RISKS}
        longest = max(totals.values()) or 1
        risks = []
        for number, name in RISKS.items():
            parts: list[Part] = []
            for level, _ in self.levels:
                count = counts[number, level]
                start = parts[-1].start + parts[-1].width if parts else 0.0
                if count:
                    parts.append(Part(level, count, round(start, 2), round(100 * count / longest, 2)))
            risks.append(Risk(number, name, totals[number], tuple(parts)))
        return risks

    @property
    def statuses(self) -> list[tuple[str, int]]:
        """How many findings have a proof of each status; none where nothing was attacked."""
        counts = Counter[str](story.proof.status for story in self.stories if story.proof)
        return [(status, counts[status]) for status in STATUSES if counts[status]]

    @property
    def undecided(self) -> str:
        return "Not attacked or not read" if self.outcome.attack else "Not read or not decided"

    @property
    def open_questions(self) -> list[Diagnosis]:
        return [diagnosis for diagnosis in self.outcome.diagnoses if diagnosis.incomplete]

    @property
    def remarks(self) -> list[Diagnosis]:
        return [diagnosis for diagnosis in self.outcome.diagnoses if not diagnosis.incomplete]

    @property
    def functions(self) -> list[ShownFunction]:
        counts = Counter(name for story in self.stories for name in story.functions)
        return [ShownFunction(name, function, counts[function.id]) for name, function in self.outcome.functions]
