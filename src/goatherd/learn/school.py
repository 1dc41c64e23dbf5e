"""What a learner does, whichever front door they came by: start, attack, take a hint, edit, verify, put back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.learn import progress as happened
from goatherd.learn.packages import MANIFESTS, install_for
from goatherd.learn.progress import Progress
from goatherd.learn.stage import Stage
from goatherd.learn.verify import verify
from goatherd.learn.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.learn.course import Course, Lesson
    from goatherd.learn.progress import Standing
    from goatherd.learn.sending import Sending
    from goatherd.learn.verify import Verdict


@frozen
class Total:
    """Of the whole course."""

    lessons: int
    exploited: int
    verified: int
    hints: int


class School:
    """One learner in one course; `folder` is where their copy and what they did are kept."""

    def __init__(self, course: Course, folder: Path) -> None:
        self.course = course
        self.workspace = Workspace(course, folder / "goat")
        self.progress = Progress(folder / "progress.sqlite")
        self._stage = Stage(self.workspace)
        # What runs in the sandbox ends with the thread that started it, and a thread that answers a request ends soon.
        self._thread = ThreadPoolExecutor(1)

    def prepare(self) -> None:
        """Have what the first attack needs loaded while the learner reads."""
        self._thread.submit(self._stage.prepare)

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
        self.start(lesson)
        self._fetch_packages()
        seen = self._thread.submit(self._stage.send, lesson, sending).result()
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

    def reset(self, lesson: Lesson | None) -> None:
        """Put the files of a lesson, or everything, back to how they were."""
        self.workspace.reset(lesson)
        self._thread.submit(self._stage.close).result()
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
        self._thread.submit(self._stage.close).result()
        self._thread.shutdown()
