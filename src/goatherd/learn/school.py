"""What a learner does, whichever front door they came by: start, attack, take a hint, edit, verify, put back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.core.errors import GoatherdError
from goatherd.learn import progress as happened
from goatherd.learn.needs import require_hunting
from goatherd.learn.packages import MANIFESTS, install_for
from goatherd.learn.private import make_private
from goatherd.learn.progress import Progress
from goatherd.learn.reading import read_template
from goatherd.learn.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.learn.course import Course, Lesson
    from goatherd.learn.progress import Standing
    from goatherd.learn.sending import Sending
    from goatherd.learn.stage import Stage
    from goatherd.learn.verify import Verdict
    from goatherd.model.application import Application


@frozen
class Total:
    """Of the whole course."""

    lessons: int
    exploited: int
    verified: int
    hints: int


@frozen
class Loss:
    """`changed` are files whose changes go, the numbers are marks and hints that count no more, `others` are lessons
    that keep their marks though what fixed them stands in the same files.
    """

    changed: tuple[str, ...]
    exploited: int
    verified: int
    hints: int
    others: tuple[Lesson, ...]


class School:
    """One learner in one course; `folder` is where their copy and what they did are kept.

    Lessons are listed and read without the packages that run functions: what needs those is imported when it is used.
    """

    def __init__(self, course: Course, folder: Path) -> None:
        make_private(folder)
        self.course, self.folder = course, folder
        self.workspace = Workspace(course, folder / "goat")
        self.progress = Progress(folder / "progress.sqlite")
        self._staged: Stage | None = None
        # What runs in the sandbox ends with the thread that started it, and a thread that answers a request ends soon.
        self._thread = ThreadPoolExecutor(1)

    def prepare(self) -> None:
        """Have what the first attack needs loaded while the learner reads."""
        self._thread.submit(lambda: self._stage().prepare())

    def model(self) -> tuple[Application, str]:
        """What the learner's template says. Where it cannot be read, why, and what the course's own says."""
        try:
            return read_template(self.workspace.folder), ""
        except GoatherdError as error:
            return read_template(self.course.goat), error.message

    def standing(self, lesson: Lesson) -> Standing:
        return self.progress.standing(lesson)

    def standings(self) -> list[tuple[Lesson, Standing]]:
        """Every lesson of the course with its own."""
        lessons = self.course.lessons
        return list(zip(lessons, self.progress.standings(lessons), strict=True))

    def start(self, lesson: Lesson) -> None:
        if not self.standing(lesson).started:
            self.progress.note(lesson, happened.STARTED)

    def attack(self, lesson: Lesson, sending: Sending) -> dict[str, Any]:
        """See Stage.send."""
        require_hunting(lesson)
        self.start(lesson)
        self._fetch_packages()
        seen = self._thread.submit(lambda: self._stage().send(lesson, sending)).result()
        if seen.get("reached"):
            self.progress.note(lesson, happened.EXPLOITED, str(seen["reached"]))
        return seen

    def hint(self, lesson: Lesson) -> str:
        """The next hint, or the last once more."""
        taken = self.standing(lesson).hints
        if taken < len(lesson.hints):
            self.progress.note(lesson, happened.HINT, str(taken + 1))
        return lesson.hints[min(taken, len(lesson.hints) - 1)]

    def hints(self, lesson: Lesson) -> tuple[str, ...]:
        """Those that were taken."""
        return lesson.hints[: self.standing(lesson).hints]

    def verify(self, lesson: Lesson) -> Verdict:
        from goatherd.learn.verify import verify

        require_hunting(lesson)
        self.start(lesson)
        self._fetch_packages()
        verdict = self._thread.submit(verify, lesson, self.workspace.folder).result()
        why = next((f"{part.name}: {part.why}" for part in verdict.parts if not part.ok), "")
        self.progress.note(lesson, happened.REFUSED if why else happened.VERIFIED, why)
        return verdict

    def _fetch_packages(self) -> None:
        """What the learner has chosen instead of what the goat had."""
        manifests = [name for name in self.workspace.files() if name.endswith(MANIFESTS)]
        if any(self.workspace.read(name) != self.workspace.original(name) for name in manifests):
            install_for(self.workspace.folder)

    def loss(self, lesson: Lesson | None) -> Loss:
        """What `reset` would take away."""
        lessons = (lesson,) if lesson else self.course.lessons
        names = list(dict.fromkeys(name for each in lessons for name in each.files)) if lesson else self._all_files()
        changed = [name for name in names if self.workspace.changes([name])]
        others = [
            each
            for each, standing in self.standings()
            if each not in lessons and standing.verified and {*each.files} & {*changed}
        ]
        standings = self.progress.standings(lessons)
        return Loss(
            tuple(changed),
            sum(bool(each.exploited) for each in standings),
            sum(bool(each.verified) for each in standings),
            sum(each.hints for each in standings),
            tuple(others),
        )

    def _all_files(self) -> list[str]:
        return sorted({*self.workspace.files(), *(name for each in self.course.lessons for name in each.files)})

    def reset(self, lesson: Lesson | None) -> None:
        """Put the files of a lesson, or everything, back to how they were."""
        self.workspace.reset(lesson)
        self._thread.submit(self._end_goat).result()
        for each in (lesson,) if lesson else self.course.lessons:
            self.progress.note(each, happened.RESET)

    def total(self) -> Total:
        standings = [standing for _, standing in self.standings()]
        return Total(
            len(standings),
            sum(bool(each.exploited) for each in standings),
            sum(bool(each.verified) for each in standings),
            sum(each.hints for each in standings),
        )

    def close(self) -> None:
        self._thread.submit(self._end_goat).result()
        self._thread.shutdown()

    def _stage(self) -> Stage:
        from goatherd.learn.stage import Stage

        self._staged = self._staged or Stage(self.workspace)
        return self._staged

    def _end_goat(self) -> None:
        if self._staged is not None:
            self._staged.close()
