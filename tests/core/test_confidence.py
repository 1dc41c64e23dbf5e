"""The rule for confidence, and that docs/confidence.md and the JSON schema say what the code does."""

from __future__ import annotations

import json
import re
from itertools import combinations_with_replacement
from pathlib import Path

import pytest
from attrs import evolve

from goatherd.core.confidence import MEANINGS, Confidence, Doubt, Reason, by_name, confidence_of, only_possible, unseen
from goatherd.core.finding import Finding, Proof
from goatherd.core.source import Span

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS.joinpath("confidence.md").read_text("utf-8")
ROW = re.compile(r"^\| ([^|]+) \| (weak|strong) \| ([^|]+) \|$", re.M)


def test_the_table_of_kinds_is_that_of_the_code():
    kinds = [(kind.value, "strong" if kind.strong else "weak", meaning) for kind, meaning in MEANINGS.items()]
    assert ROW.findall(PAGE) == kinds
    assert MEANINGS.keys() == set(Doubt)


def test_the_schema_knows_the_same_kinds():
    schema = json.loads(DOCS.joinpath("json-schema/report-1.json").read_text("utf-8"))
    assert schema["$defs"]["reason"]["properties"]["kind"]["enum"] == [kind.value for kind in Doubt]


LEVELS = {
    "none, and its check is one of those that were right nine times in ten (below)": lambda strong, weak: (
        not strong and not weak
    ),
    "none, or one that is weak": lambda strong, weak: not strong and weak == 1,
    "two or more, or one that is strong": lambda strong, weak: strong or weak > 1,
}


def test_the_table_of_levels_is_that_of_the_code():
    documented = dict(re.findall(r"^\| ([^|]+) \| (high|medium|low) \|$", PAGE, re.M))
    assert documented.keys() == LEVELS.keys()
    for number in range(4):
        for kinds in combinations_with_replacement(Doubt, number):
            reasons = [Reason(kind, str(n)) for n, kind in enumerate(kinds)]
            strong = sum(kind.strong for kind in kinds)
            (row,) = (row for row, holds in LEVELS.items() if holds(strong, number - strong))
            assert confidence_of(reasons).label == documented[row], kinds


def test_the_same_reason_counts_once():
    twice = (*unseen("a gateway may refuse it", Span("a.py", 1)), *unseen("a gateway may refuse it", Span("a.py", 1)))
    elsewhere = unseen("a gateway may refuse it", Span("a.py", 2))
    assert (confidence_of(twice), confidence_of(twice + elsewhere)) == (Confidence.MEDIUM, Confidence.LOW)


@pytest.mark.parametrize(
    ("reasons", "confidence"),
    [((), Confidence.HIGH), (by_name("called so"), Confidence.MEDIUM), (only_possible("it can"), Confidence.LOW)],
)
def test_a_finding_is_as_sure_as_its_reasons_leave_it(reasons, confidence):
    assert Finding(Span("a.py", 1), "something", reasons=reasons).confidence is confidence


def test_it_is_sure_only_where_its_check_is_reliable_or_it_was_proved():
    finding = Finding(Span("a.py", 1), "something", reliable=False)
    assert (finding.confidence, finding.certainty) == (Confidence.MEDIUM, Confidence.HIGH)
    assert evolve(finding, proof=Proof("proved")).confidence is Confidence.HIGH
    assert evolve(finding, reasons=only_possible("it can")).confidence is Confidence.LOW


def test_a_reason_is_told_with_its_place():
    placed, unplaced = Reason(Doubt.UNSEEN, "it may", Span("a.py", 3)), Reason(Doubt.UNSEEN, "it may")
    assert (str(placed), str(unplaced)) == ("it may (a.py:3)", "it may")
