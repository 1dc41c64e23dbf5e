"""The deliberately vulnerable application, attacked: what must be proved is, and no safe twin is."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

from goatherd.attack.run import Settings, attack
from goatherd.core.events import FindingFound

GOAT = Path(__file__).parents[2] / "src" / "goatherd" / "learn" / "course" / "goat"
SAFE = tomllib.loads((GOAT / "weaknesses.toml").read_text())["safe"]


@cache
def proofs() -> dict[tuple[str, str], str]:
    """(oracle, file:line) -> the evidence."""
    events = attack(str(GOAT), settings=Settings(install=True))
    found = [event.finding for event in events if isinstance(event, FindingFound)]
    return {(f.id, f"{f.span.path}:{_text(f.span.path, f.span.line)}"): f.proof.evidence for f in found if f.proof}


def _text(path: str, line: int) -> str:
    return (GOAT / path).read_text().splitlines()[line - 1]


@pytest.mark.parametrize(
    ("oracle", "path", "text"),
    [
        ("GOAT0151", "functions/convert/app.py", "weak: SAS-1 os command injection"),
        ("GOAT0151", "functions/label/index.js", "weak: SAS-1 command injection, queued"),
        ("GOAT0152", "functions/notify/index.js", "weak: SAS-1 code injection, through stream and topic"),
        ("GOAT0167", "functions/fetch/index.js", "weak: SAS-1 server-side request forgery"),
        ("GOAT0154", "functions/statement/app.py", "weak: SAS-1"),
        ("GOAT0951", "functions/convert/app.py", "weak: SAS-8"),
        ("GOAT0351", "template.yaml", "Pages:"),
    ],
)
def test_it_is_proved(oracle, path, text):
    places = [place for id, place in proofs() if id == oracle]
    assert [place for place in places if place.startswith(f"{path}:") and text in place], places


@pytest.mark.parametrize("place", SAFE, ids=lambda place: f"{place['file']}-{place['kind']}")
def test_a_safe_twin_is_not(place):
    at_place = [(id, where) for id, where in proofs() if "line" in place and where.endswith(place["line"])]
    assert at_place == []
