"""Which advisories hold for a version, and for a range."""

from __future__ import annotations

import pytest

from goatherd.code.advisories.match import hold_for
from goatherd.code.manifests.npm_requirement import npm_package
from goatherd.code.manifests.pypi_requirement import pypi_package
from goatherd.core.source import Span

SPAN = Span("x", 1)
BEFORE_2 = ["A", [], "", 3, False, [[["introduced", "0"], ["fixed", "2.0.0"]]], []]
FROM_1_TO_15 = ["B", [], "", None, False, [[["introduced", "1.0.0"], ["last_affected", "1.5.0"]]], []]
ALWAYS = ["C", [], "", 4, True, [[["introduced", "0"]]], []]
ONE_VERSION = ["D", [], "", 2, False, [], ["1.1.0"]]
TWICE = [
    "E",
    [],
    "",
    2,
    False,
    [[["introduced", "1.0.0"], ["fixed", "1.1.0"], ["introduced", "2.0.0"], ["fixed", "2.1.0"]]],
    [],
]


def held(requirement: str, *records: list[object]) -> list[tuple[str, bool, str]]:
    package = npm_package("p", requirement, SPAN, development=False)
    assert package
    return [(a.id, a.certain, a.fixed) for a in hold_for(package, list(records))]


@pytest.mark.parametrize(
    ("requirement", "record", "expected"),
    [
        ("1.9.9", BEFORE_2, [("A", True, "2.0.0")]),
        ("2.0.0", BEFORE_2, []),
        ("2.0.0-beta", BEFORE_2, [("A", True, "2.0.0")]),
        ("^1.0.0", BEFORE_2, [("A", True, "2.0.0")]),
        (">=1.0.0", BEFORE_2, [("A", False, "2.0.0")]),
        ("^1.0.0 || ^2.0.0", BEFORE_2, [("A", False, "2.0.0")]),
        ("^2.1.0", BEFORE_2, []),
        ("*", BEFORE_2, []),
        ("latest", BEFORE_2, []),
        ("1.5.0", FROM_1_TO_15, [("B", True, "")]),
        ("1.5.1", FROM_1_TO_15, []),
        ("^1.2.0", FROM_1_TO_15, [("B", False, "")]),
        ("*", ALWAYS, [("C", True, "")]),
        ("1.1.0", ONE_VERSION, [("D", True, "")]),
        ("1.1.1", ONE_VERSION, []),
        ("2.0.5", TWICE, [("E", True, "2.1.0")]),
        ("1.5.0", TWICE, []),
        ("~1.0.0", TWICE, [("E", True, "1.1.0")]),
    ],
)
def test_npm(requirement: str, record: list[object], expected: list[tuple[str, bool, str]]) -> None:
    assert held(requirement, record) == expected


def test_malicious_then_certain_then_severe_come_first() -> None:
    assert [id for id, _, _ in held("^1.0.0", FROM_1_TO_15, BEFORE_2, ALWAYS)] == ["C", "A", "B"]


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("p==1.9", ["A"]),
        ("p==2.0", []),
        ("p==2.0rc1", ["A"]),
        ("p>=1,<2", ["A"]),
        ("p~=1.4", ["A"]),
        ("p", []),
        ("p<3", []),
        ("p @ git+https://example.com/p@main", []),
    ],
)
def test_pypi(requirement: str, expected: list[str]) -> None:
    package = pypi_package(requirement, SPAN)
    assert package
    assert [a.id for a in hold_for(package, [BEFORE_2])] == expected


@pytest.mark.parametrize(("requirement", "malicious", "holds"), [("p", 0, 0), ("p", 1, 1), ("p==1.9", 0, 1)])
def test_what_any_version_of_pypi_satisfies_has_no_vulnerable_one(requirement: str, malicious: int, holds: int) -> None:
    package = pypi_package(requirement, SPAN)
    assert package
    never_mended = ["F", [], "", 2, bool(malicious), [[["introduced", "0"]]], []]
    assert len(hold_for(package, [never_mended])) == holds
