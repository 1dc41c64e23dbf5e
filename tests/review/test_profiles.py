"""Which findings a run is about."""

from __future__ import annotations

import pytest
from attrs import evolve

from goatherd.core.confidence import only_possible, unseen
from goatherd.core.config import Config
from goatherd.core.finding import CRITICAL, HIGH, INFO, LOW, MEDIUM, Finding, Proof
from goatherd.core.source import Span
from goatherd.review import accept_all
from goatherd.review.profiles import belongs

SURE, LIKELY, POSSIBLE = (), unseen("a gateway may refuse it"), only_possible("nothing shows it")


@pytest.mark.parametrize(
    ("severity", "reasons", "id", "profiles"),
    [
        (CRITICAL, SURE, "GOAT0101", {"ci", "audit", "everything"}),
        (HIGH, SURE, "GOAT0401", {"ci", "audit", "everything"}),
        (HIGH, LIKELY, "GOAT0610", {"audit", "everything"}),
        (HIGH, LIKELY, "GOAT0201", {"ci", "audit", "everything"}),
        (HIGH, POSSIBLE, "GOAT0201", {"everything"}),
        (MEDIUM, LIKELY, "GOAT0201", {"audit", "everything"}),
        (MEDIUM, SURE, "GOAT0221", {"ci", "audit", "everything"}),
        (MEDIUM, LIKELY, "GOAT0221", {"audit", "everything"}),
        (MEDIUM, SURE, "GOAT0706", {"audit", "everything"}),
        (LOW, SURE, "GOAT0601", {"audit", "everything"}),
        (LOW, POSSIBLE, "GOAT1001", {"everything"}),
        (INFO, SURE, "GOAT0510", {"everything"}),
    ],
)
def test_profiles_go_by_severity_confidence_and_kind(severity, reasons, id, profiles):
    finding = Finding(Span("a.py", 1), "x", severity=severity, reasons=reasons, id=id)
    assert {name for name in ("ci", "audit", "everything") if belongs(finding, name, ())} == profiles
    proved = evolve(finding, proof=Proof("proved"))
    assert belongs(proved, "ci", ())
    assert belongs(finding, "ci", {id})  # a check of the user's own


def test_what_a_profile_leaves_out_is_counted_and_stays_in_the_baseline(desk, tmp_path):
    desk.write("a.py", "one\ntwo\n")
    desk.find("a.py", 1, severity=HIGH)
    desk.find("a.py", 2, severity=LOW)
    path = str(tmp_path / "known.json")
    assert accept_all(desk.review(), path, Config()) == 2
    outcome = desk.review(Config(profile="ci"))
    assert ([finding.span.line for finding in outcome.findings], outcome.beside, outcome.below) == ([1], 1, 0)
    assert accept_all(outcome, path, Config(profile="ci")) == 2
