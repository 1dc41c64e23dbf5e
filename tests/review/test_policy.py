from __future__ import annotations

import pytest
from attrs import evolve

from goatherd.core.confidence import Confidence, only_possible
from goatherd.core.config import Config
from goatherd.core.finding import HIGH, INFO, LOW, MEDIUM, Diagnosis
from goatherd.core.source import Span
from goatherd.model.application import Application
from goatherd.outcome import ExitCode, Lines, Outcome
from goatherd.review.policy import exit_code

BROKEN = Diagnosis(Span("t.yaml", 1), "not YAML")
REMARK = Diagnosis(Span("t.yaml", 1), "an unused comment", incomplete=False)
APPLICATION = Application("t.yaml", "sam")


@pytest.mark.parametrize(
    ("severities", "diagnoses", "fail_on", "expected"),
    [
        ([], [], LOW, ExitCode.CLEAN),
        ([LOW], [], LOW, ExitCode.FINDINGS),
        ([INFO], [], LOW, ExitCode.CLEAN),
        ([MEDIUM], [], HIGH, ExitCode.CLEAN),
        ([MEDIUM, HIGH], [], HIGH, ExitCode.FINDINGS),
        ([HIGH], [], None, ExitCode.CLEAN),
        ([], [BROKEN], LOW, ExitCode.INCOMPLETE),
        ([HIGH], [BROKEN], LOW, ExitCode.INCOMPLETE),
        ([], [REMARK], LOW, ExitCode.CLEAN),
    ],
)
def test_exit_codes(desk, severities, diagnoses, fail_on, expected):
    for severity in severities:
        desk.find("t.yaml", 1, severity=severity)
    outcome = Outcome("", Lines(None), applications=[APPLICATION], findings=desk.findings, diagnoses=diagnoses)
    assert exit_code(outcome, Config(fail_on=fail_on)) == expected


def test_nothing_to_scan_is_4_unless_something_was_broken(desk):
    assert desk.review().exit_code == ExitCode.NOTHING
    assert exit_code(Outcome("", Lines(None), diagnoses=[BROKEN]), Config()) == ExitCode.INCOMPLETE


def test_thresholds_hide_and_count(desk):
    desk.find("t.yaml", 1, severity=LOW)
    desk.find("t.yaml", 2, severity=MEDIUM)
    desk.find("t.yaml", 3, severity=HIGH)
    desk.findings[2] = evolve(desk.findings[2], reasons=only_possible("it may be"))
    outcome = desk.review(Config(min_severity=MEDIUM, min_confidence=Confidence.MEDIUM))
    assert [finding.span.line for finding in outcome.findings] == [2]
    assert outcome.below == 2
