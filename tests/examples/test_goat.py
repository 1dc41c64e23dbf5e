"""The deliberately vulnerable application: every weak place is found with its risk, no safe twin is reported."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from goatherd.core.events import FindingFound
from goatherd.learn.course import SHIPPED
from goatherd.scan import scan
from tests.reasons import faults

if TYPE_CHECKING:
    from goatherd.core.finding import Finding

GOAT = SHIPPED / "goat"
# What a reader of the code could see and goatherd does not; an entry that is found has to go.
NOT_SEEN = {
    "template.yaml secret-in-template": "neither the name MAP_KEY nor the value's prefix is known",
    "template.yaml timeout": "a long timeout of a function URL is not judged",
    "functions/convert/app.py recursion": "a call that writes to the bucket of its own event is not followed",
    "functions/login/app.py secret-in-code": "the key is reported where it is used, not where it is written",
    "functions/login/app.py unlogged-refusal": "no check asks whether a refusal is logged",
    "functions/order/index.js unbounded-loop": "no check asks who bounds a loop",
}
LISTED = tomllib.loads((GOAT / "weaknesses.toml").read_text())


@cache
def findings() -> tuple[Finding, ...]:
    return tuple(event.finding for event in scan(str(GOAT)) if isinstance(event, FindingFound))


def test_what_is_doubted_says_why():
    assert faults(findings(), GOAT) == []
    assert any(finding.reasons for finding in findings())


def line_of(place: dict[str, Any]) -> int | None:
    """The line that an entry of the list means; None for the whole file."""
    if "line" not in place:
        return None
    lines = (GOAT / place["file"]).read_text().splitlines()
    numbers = [number for number, line in enumerate(lines, 1) if line.endswith(place["line"]) or place["line"] in line]
    exact = [number for number in numbers if lines[number - 1].endswith(place["line"])] or numbers
    assert len(exact) == 1, f"{place['line']!r} stands on {len(exact)} lines of {place['file']}"
    return exact[0]


def reports(place: dict[str, Any], *, anywhere: bool) -> list[str]:
    """What is reported of the place's risk: with `anywhere` also as one of several places of a finding."""
    line = line_of(place)
    found = []
    for finding in findings():
        spans = (finding.span, *finding.locations) if anywhere else (finding.span,)
        at_place = any(s.path == place["file"] and (line is None or s.covers(line)) for s in spans)
        if finding.sas == place["risk"] and at_place:
            found.append(f"{finding.id} {finding.message}")
    return found


def cases(kind: str) -> list[Any]:
    found = []
    for place in LISTED[kind]:
        reason = place.get("beyond") or (kind == "weak" and NOT_SEEN.get(f"{place['file']} {place['kind']}"))
        marks = [pytest.mark.xfail(reason=reason)] if reason else []
        found.append(pytest.param(place, id=f"{place['file']}-{place['kind']}", marks=marks))
    return found


@pytest.mark.parametrize("place", cases("weak"))
def test_weak_place_is_found(place: dict[str, Any]) -> None:
    assert reports(place, anywhere=True)


@pytest.mark.parametrize("place", cases("safe"))
def test_safe_twin_is_silent(place: dict[str, Any]) -> None:
    assert reports(place, anywhere=False) == []


def test_every_risk_is_there_twice() -> None:
    risks = [place["risk"] for place in LISTED["weak"]]
    assert [risk for risk in range(1, 11) if risks.count(risk) < 2] == []


def test_every_marked_line_is_listed() -> None:
    listed = {(place["file"], place["line"]) for place in LISTED["weak"] + LISTED["safe"] if "line" in place}
    marked = {
        (path.relative_to(GOAT).as_posix(), line[at:].rstrip())
        for path in GOAT.rglob("*")
        if path.is_file() and path.suffix in (".py", ".js", ".yaml", ".txt")
        for line in path.read_text().splitlines()
        for word in ("weak: SAS-", "safe: SAS-")
        if (at := line.find(word)) >= 0
    }
    assert marked <= listed
