"""Write docs/lessons.md: what a scan and an attack say of the goat, lesson by lesson, before and after.

Takes some minutes: the goat is attacked twice, as it is and with every model solution applied.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.attack.run import Settings, attack
from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.learn.course import read_course
from goatherd.learn.reading import read_goat
from goatherd.learn.verify import is_at_place
from goatherd.learn.workspace import Workspace
from goatherd.scan import scan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.core.events import Event
    from goatherd.core.finding import Finding
    from goatherd.learn.course import Course, Lesson
    from goatherd.model.application import Application

PAGE = Path(__file__).resolve().parent.parent / "docs" / "lessons.md"
HEAD = """\
# The lessons, measured

Written by `python tools/gen_lessons.py`: what `goatherd scan` and `goatherd attack` say at the place of each lesson of
`goatherd learn`, first of the goat as it is, then with all model solutions applied. Of the rules that a lesson lists
those that speak are shown; **bold** is what should not be. A dash means that no rule knows the weakness: that it is
there, and that it is gone, is shown by the lesson's own attacks (`play.py`) alone.

| | lesson | SAS | place | scan finds | attack proves | all solved |
| --- | --- | --- | --- | --- | --- | --- |
"""


@frozen
class Said:
    """What was found in one copy of the goat."""

    folder: Path
    application: Application
    scanned: tuple[Finding, ...]
    proved: tuple[Finding, ...]

    @classmethod
    def of(cls, folder: Path) -> Said:
        config = Config()
        proved = _findings(attack(str(folder), config, Settings(install=True)))
        return cls(folder, read_goat(folder)[0], _findings(scan(str(folder), config)), proved)

    def at(self, lesson: Lesson) -> set[str]:
        """The ids of the lesson's own rules that speak at its place."""
        found = (*self.scanned, *self.proved)
        return {each.id for each in found if _is_of(each, lesson) and self._is_there(each, lesson)}

    def others(self, course: Course) -> list[str]:
        """What is said beside the lessons, a line each."""
        return sorted(
            f"`{each.span}` {each.id} {each.message}"
            for each in (*self.scanned, *self.proved)
            if not any(_is_of(each, lesson) and self._is_there(each, lesson) for lesson in course.lessons)
        )

    def _is_there(self, finding: Finding, lesson: Lesson) -> bool:
        return is_at_place(lesson, self.application, finding, self.folder)


def _is_of(finding: Finding, lesson: Lesson) -> bool:
    """Whether a lesson lists the rule, or it is a proof of the risk that a lesson without oracles is about."""
    proof = finding.proof is not None and not lesson.oracles and finding.sas == lesson.risk
    return proof or finding.id in (*lesson.checks, *lesson.oracles)


def _findings(events: Iterable[Event]) -> tuple[Finding, ...]:
    return tuple(event.finding for event in events if isinstance(event, FindingFound))


def page() -> str:
    course = read_course()
    with tempfile.TemporaryDirectory() as folder:
        weak, solved = (Workspace(course, Path(folder, name)) for name in ("weak", "solved"))
        for lesson in course.lessons:
            solved.apply(lesson.solution.edits)
        before, after = Said.of(weak.folder), Said.of(solved.folder)
        rows = [_row(number, lesson, before, after) for number, lesson in enumerate(course.lessons, 1)]
        rest = [*_rest("as it is", before.others(course)), *_rest("solved", after.others(course))]
    return "\n".join([HEAD.rstrip(), *rows, "", *rest])


def _row(number: int, lesson: Lesson, before: Said, after: Said) -> str:
    there, left = before.at(lesson), after.at(lesson)
    proofs = tuple(sorted(there - {*lesson.checks}))
    found, proved = _ids(lesson.checks, there), _ids(lesson.oracles or proofs, there)
    place = ", ".join((*lesson.functions, *lesson.resources))
    rest = ", ".join(f"**{id}**" for id in sorted(left)) or ("silent" if lesson.checks or proofs else "–")
    return f"| {number} | {lesson.title} | {lesson.risk} | {place} | {found} | {proved} | {rest} |"


def _ids(listed: tuple[str, ...], there: set[str]) -> str:
    found = ", ".join(id for id in listed if id in there)
    return found or ("**nothing**" if listed else "–")


def _rest(name: str, lines: list[str]) -> list[str]:
    return [f"## Said beside the lessons, {name}", "", *(f"- {line}" for line in lines or ["nothing"]), ""]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
