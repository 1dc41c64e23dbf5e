"""The shipped course: what each lesson must have, its solution, and fixes that are none.

test_pages plays a few lessons in a browser.
"""

from __future__ import annotations

import pytest
from attrs import evolve

from goatherd.guard.homes import read_policy
from goatherd.guard.policy import policies_of
from goatherd.learn.course import read_course
from goatherd.learn.packages import install_packages
from goatherd.learn.reading import read_goat
from goatherd.learn.school import School
from goatherd.learn.verify import BEHAVIOUR, EXPLOIT, SCAN, verify
from goatherd.learn.workspace import Workspace

COURSE = read_course()
WRONG = [(lesson, fix) for lesson in COURSE.lessons for fix in lesson.wrong]


@pytest.fixture(scope="session", autouse=True)
def packages():
    install_packages(COURSE)


@pytest.fixture
def workspace(tmp_path):
    return Workspace(COURSE, tmp_path / "goat")


@pytest.fixture
def school(tmp_path):
    school = School(COURSE, tmp_path)
    yield school
    school.close()


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.name)
def test_a_lesson_is_played_in_both_directions(lesson, school):
    assert school.attack(lesson, lesson.attack)["reached"]
    before = school.verify(lesson)
    found = {part.name: part.ok for part in before.parts}
    assert found == {EXPLOIT: False, BEHAVIOUR: True, SCAN: not lesson.checks}, before
    school.workspace.apply(lesson.solution.edits)
    after = school.verify(lesson)
    assert after.ok, after


@pytest.mark.parametrize(("lesson", "fix"), WRONG, ids=lambda each: each.name)
def test_a_wrong_fix_is_refused(lesson, fix, workspace):
    workspace.apply(fix.edits)
    # As a rule the lesson's own attacks and features tell, which takes half as long as goatherd's attacks beside them.
    alone = evolve(lesson, oracles=(), checks=lesson.checks if fix.fails == SCAN else ())
    if verify(alone, workspace.folder).part(fix.fails).ok:
        verdict = verify(lesson, workspace.folder)
        assert not verdict.part(fix.fails).ok, [(part.name, part.why) for part in verdict.parts]


def test_every_lesson_has_a_wrong_fix_and_three_hints():
    assert [lesson.name for lesson in COURSE.lessons if not lesson.wrong or len(lesson.hints) != 3] == []


def test_every_risk_has_two_lessons():
    risks = [lesson.risk for lesson in COURSE.lessons]
    assert [risk for risk in range(1, 11) if risks.count(risk) < 2] == []


def test_lessons_of_other_courses_are_taught():
    assert [other.course for other in COURSE.elsewhere].count("Serverless-Goat") == 7
    assert [other.course for other in COURSE.elsewhere].count("DVSA") == 10
    assert [str(other) for other in COURSE.elsewhere if not COURSE.covering(other)] == []


def test_all_solutions_fit_together(workspace):
    for lesson in COURSE.lessons:
        workspace.apply(lesson.solution.edits)


def test_the_policy_of_the_guard_is_the_one_that_it_writes():
    application, _ = read_goat(COURSE.goat)
    shipped = read_policy(COURSE.goat / "goatherd-guard" / "policies" / "Convert.json")
    assert shipped == policies_of(application, "monitor")["Convert"]
