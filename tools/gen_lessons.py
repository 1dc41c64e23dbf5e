"""Write docs/lessons.md: what `scan` finds and `attack` proves of each lesson, before it is solved and after all are.

python tools/gen_lessons.py
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from goatherd.attack.run import Settings, attack
from goatherd.core.events import FindingFound
from goatherd.learn.course import read_course
from goatherd.learn.packages import install_for, install_packages
from goatherd.learn.reading import read_goat
from goatherd.learn.verify import is_at_place
from goatherd.learn.workspace import Workspace
from goatherd.scan import scan

HEAD = """# The lessons, scanned and attacked

Written by `make lessons`. *scan* and *attack* name the checks that find and the oracles that prove the weakness of a
lesson in the goat as it is, at the lesson's own place; a dash where goatherd knows none, because only the rule of the
business says that it is wrong. *solved* is what they say at that place when all lessons are solved together.

| lesson | risk | scan | attack | solved |
| --- | --- | --- | --- | --- |
"""


def main() -> None:
    course = read_course()
    install_packages(course)
    with tempfile.TemporaryDirectory() as place:
        before = Workspace(course, Path(place, "before"))
        after = Workspace(course, Path(place, "after"))
        for lesson in course.lessons:
            after.apply(lesson.solution.edits)
        install_for(after.folder)
        weak, solved = found(course, before.folder), found(course, after.folder)
    rows = [
        f"| {lesson.title} | SAS-{lesson.risk} | {said(weak[lesson.name][0])} | {said(weak[lesson.name][1])} "
        f"| {said(solved[lesson.name][0] | solved[lesson.name][1]) if any(solved[lesson.name]) else 'silent'} |"
        for lesson in course.lessons
    ]
    target = Path(__file__).parent.parent / "docs" / "lessons.md"
    target.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


def found(course, folder):
    """Lesson -> (ids of checks, ids of oracles) that speak up at its place."""
    application, _ = read_goat(folder)
    read = [event.finding for event in scan(str(folder)) if isinstance(event, FindingFound)]
    ran = [event.finding for event in attack(str(folder), settings=Settings()) if isinstance(event, FindingFound)]
    return {
        lesson.name: (
            {each.id for each in read if each.id in lesson.checks and is_at_place(lesson, application, each, folder)},
            {each.id for each in ran if each.id in lesson.oracles and is_at_place(lesson, application, each, folder)},
        )
        for lesson in course.lessons
    }


def said(ids):
    return ", ".join(sorted(ids)) or "–"


if __name__ == "__main__":
    main()
