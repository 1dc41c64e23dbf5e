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


def test_what_was_seldom_right_says_so_and_is_medium_at_most():
    found = weighed(Finding(PLACE, "found", severity=CRITICAL, steps=FLOW, seldom_right="of 9 such 2 were right"))
    assert (found.severity, [str(reason) for reason in found.reasons]) == (MEDIUM, ["of 9 such 2 were right"])
    assert weighed(found) == found
    proved = Finding(PLACE, "found", severity=CRITICAL, proof=Proof("proved"), seldom_right="of 9 such 2 were right")
    assert weighed(proved).severity == CRITICAL
