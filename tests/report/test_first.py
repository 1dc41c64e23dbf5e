"""The end of the report is one screen, and begins with what to do first."""

from __future__ import annotations

from io import StringIO

from attrs import evolve

from goatherd.core.confidence import unseen
from goatherd.core.finding import CRITICAL, HIGH, LOW, MEDIUM, Finding, Proof
from goatherd.core.source import Span
from goatherd.outcome import ExitCode
from goatherd.report import terminal
from goatherd.report.first import first_things

SCREEN = 24


def finding(id, severity=HIGH, line=1, **more):
    return Finding(Span("src/app.py", line), f"{id} is there", id=id, slug=id.lower(), sas=1, severity=severity, **more)


def first(outcome, *findings):
    outcome.findings = list(findings)
    return [(thing.finding.id, thing.why) for thing in first_things(outcome)]


def test_what_weighs_most_comes_first_and_says_why(outcome):
    doubtful = finding("GOAT0104", CRITICAL, reasons=unseen("a gateway may refuse it"))
    proved = finding("GOAT0105", MEDIUM, proof=Proof("proved"))
    open_to_all = finding("GOAT0103", function="Convert")
    assert first(outcome, finding("GOAT0101", LOW), finding("GOAT0102"), open_to_all, doubtful, proved) == [
        ("GOAT0105", "proved, medium"),
        ("GOAT0104", "critical, medium confidence"),
        ("GOAT0103", "high, anybody can call the function"),
    ]


def test_one_kind_of_thing_is_told_once_with_how_many_there_are(outcome):
    many = [finding("GOAT0101", line=line) for line in (3, 1, 2)]
    assert first(outcome, *many, finding("GOAT0102", functions=("A", "B"))) == [
        ("GOAT0101", "high; 2 more like it"),
        ("GOAT0102", "high; in 2 functions"),
    ]
    assert first_things(outcome)[0].finding.span.line == 1


def test_of_a_few_findings_none_is_told_twice(outcome):
    assert first(outcome, *(finding(f"GOAT010{n}") for n in range(3))) == []


def test_the_summary_is_one_screen(outcome):
    long = "a very long message about something that is wrong at this place, and why that matters to you " * 4
    outcome.findings = [evolve(finding(f"GOAT010{n}"), message=long) for n in range(9)]
    outcome.diagnoses, outcome.below, outcome.beside, outcome.profile = [], 3, 40, "ci"
    outcome.since = "main"
    outcome.exit_code = ExitCode.FINDINGS
    stream = StringIO()
    terminal.write(outcome, stream, width=80)
    summary = stream.getvalue().partition("DO FIRST")[2]
    assert 12 < len(summary.splitlines()) <= SCREEN
    assert [line[:5] for line in summary.splitlines() if line[2:3].isdigit()] == ["  1. ", "  2. ", "  3. "]
