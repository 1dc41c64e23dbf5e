"""detectSQLi and detectXSS. guard/node/test/detection.test.cjs asks the same of the same texts."""

import json
from pathlib import Path

import pytest
from goatherd_guard.firewall.operators import operator
from goatherd_guard.firewall.rules import as_bytes

CASES = json.loads((Path(__file__).parents[2] / "cases" / "detection.json").read_text(encoding="utf-8"))
DETECTORS = ("detectSQLi", "detectXSS")
LENGTH = 100_000  # characters of a text that repeats itself


def holds(name, text):
    return operator(name, "")(text, None) is not None


def asked(kind):
    return [pytest.param(name, text, id=f"{name}-{text[:60]}") for name in DETECTORS for text in CASES[name][kind]]


@pytest.mark.parametrize(("name", "text"), asked("attacks"))
def test_attacks_are_detected_as_text_and_as_bytes(name, text):
    assert holds(name, text)
    assert holds(name, as_bytes(text))


@pytest.mark.parametrize(("name", "text"), asked("harmless"))
def test_what_people_write_is_not(name, text):
    assert not holds(name, text)
    assert not holds(name, as_bytes(text))


@pytest.mark.parametrize(
    ("name", "beginning", "piece", "verdict"), [(name, *row) for name in DETECTORS for row in CASES[name]["repeated"]]
)
def test_a_long_text_is_answered(name, beginning, piece, verdict):
    assert holds(name, beginning + piece * (LENGTH // len(piece))) == verdict


@pytest.mark.parametrize("name", DETECTORS)
def test_there_are_enough_of_both_kinds(name):
    assert len(set(CASES[name]["attacks"])) >= 150
    assert len(set(CASES[name]["harmless"])) >= 300
