"""Every lesson of the shipped course, played in both directions."""

from __future__ import annotations

import pytest

from goatherd.learn.course import read_course
from goatherd.learn.packages import install_packages
from goatherd.learn.verify import verify
from goatherd.learn.workspace import Workspace

COURSE = read_course()
WRONG = [(lesson, fix) for lesson in COURSE.lessons for fix in lesson.wrong]


@pytest.fixture(scope="session", autouse=True)
def packages():
    install_packages(COURSE)


@pytest.fixture
def workspace(tmp_path):
    return Workspace(COURSE, tmp_path / "goat")


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.name)
def test_before_the_fix_it_is_exploited_and_works(lesson, workspace):
    verdict = verify(lesson, workspace.folder)
    assert not verdict.part("exploit").ok
    assert verdict.part("behaviour").ok, verdict.part("behaviour").why
    assert not verdict.part("scan").ok or not lesson.checks


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.name)
def test_with_the_solution_it_is_verified(lesson, workspace):
    workspace.apply(lesson.solution.edits)
    verdict = verify(lesson, workspace.folder)
    assert [(part.name, part.why) for part in verdict.parts if not part.ok] == []


@pytest.mark.parametrize(("lesson", "fix"), WRONG, ids=lambda each: each.name)
def test_a_wrong_fix_is_refused(lesson, fix, workspace):
    workspace.apply(fix.edits)
    verdict = verify(lesson, workspace.folder)
    assert not verdict.part(fix.fails).ok, [(part.name, part.why) for part in verdict.parts]


def test_every_lesson_has_a_wrong_fix_and_three_hints():
    assert [lesson.name for lesson in COURSE.lessons if not lesson.wrong or len(lesson.hints) != 3] == []


def test_every_risk_has_two_lessons():
    risks = [lesson.risk for lesson in COURSE.lessons]
    assert [risk for risk in range(1, 11) if risks.count(risk) < 2] == []
