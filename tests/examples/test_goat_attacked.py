"""The deliberately vulnerable application, attacked: what its lessons say is proved, and no safe twin is."""

from __future__ import annotations

import tomllib

from goatherd.attack.run import Settings, attack
from goatherd.core.events import FindingFound
from goatherd.learn.course import read_course
from goatherd.learn.reading import read_goat
from goatherd.learn.verify import is_at_place

COURSE = read_course()
GOAT = COURSE.goat
SAFE = tomllib.loads((GOAT / "weaknesses.toml").read_text())["safe"]


def line(span):
    return (GOAT / span.path).read_text().splitlines()[span.line - 1]


def test_what_the_lessons_say_is_proved_and_no_safe_twin_is():
    events = attack(str(GOAT), settings=Settings(install=True))
    found = [event.finding for event in events if isinstance(event, FindingFound)]
    application, _ = read_goat(GOAT)
    silent = [
        f"{lesson.name} {oracle}"
        for lesson in COURSE.lessons
        for oracle in lesson.oracles
        if not any(each.id == oracle and is_at_place(lesson, application, each, GOAT) for each in found)
    ]
    assert silent == []
    marks = [place["line"] for place in SAFE if "line" in place]
    assert [f"{each.id} {each.span}" for each in found if line(each.span).endswith(tuple(marks))] == []
