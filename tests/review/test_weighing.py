"""A finding in doubt weighs less than its check says."""

from __future__ import annotations

import pytest

from goatherd.core.confidence import only_possible, unseen
from goatherd.core.finding import CRITICAL, HIGH, LOW, MEDIUM, Finding, Proof, Step
from goatherd.core.source import Span
from goatherd.review.weighing import weighed

ONE, TWO = unseen("it is elsewhere"), only_possible("nothing shows it")
PLACE = Span("app.py", 3)
FLOW = (Step(Span("app.py", 1), "it starts here"), Step(PLACE, "it ends here"))


@pytest.mark.parametrize(
    ("said", "reasons", "steps", "weighs"),
    [
        (CRITICAL, (), FLOW, CRITICAL),
        (CRITICAL, ONE, FLOW, HIGH),
        (HIGH, ONE, FLOW, MEDIUM),
        (HIGH, ONE, (), HIGH),
        (CRITICAL, TWO, FLOW, MEDIUM),
        (HIGH, TWO, (), MEDIUM),
        (LOW, TWO, (), LOW),
    ],
)
def test_doubt_takes_weight(said, reasons, steps, weighs):
    assert weighed(Finding(PLACE, "found", severity=said, reasons=reasons, steps=steps)).severity == weighs


def test_a_proof_gives_it_back():
    proved = Finding(PLACE, "found", severity=CRITICAL, reasons=TWO, steps=FLOW, proof=Proof("proved"))
    assert weighed(proved) == proved
