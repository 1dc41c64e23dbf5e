"""Ranges of npm: expectations are what node-semver's `satisfies` answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goatherd.code.versions.npm import parse_range, parse_version


def satisfies(version: str, text: str) -> bool:
    intervals = parse_range(text)
    assert intervals is not None
    return any(interval.contains(parse_version(version)) for interval in intervals)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("^1.2.3", ["1.2.3", "1.9.0"], ["1.2.2", "2.0.0", "2.0.0-beta"]),
        ("^0.2.3", ["0.2.3", "0.2.9"], ["0.3.0"]),
        ("^0.0.3", ["0.0.3"], ["0.0.4"]),
        ("^0.x", ["0.0.0", "0.9.0"], ["1.0.0"]),
        ("~1.2.3", ["1.2.9"], ["1.3.0"]),
        ("~1", ["1.9.9"], ["2.0.0"]),
        ("1.2.x", ["1.2.0"], ["1.3.0"]),
        ("*", ["0.0.0", "99.0.0"], []),
        ("", ["1.0.0"], []),
        ("1.2.3 - 2.3", ["1.2.3", "2.3.9"], ["2.4.0", "1.2.2"]),
        (">= 1.2 < 2", ["1.2.0", "1.9.9"], ["2.0.0", "1.1.9"]),
        (">1", ["2.0.0"], ["1.9.9", "1.0.0"]),
        ("<=1.2", ["1.2.9"], ["1.3.0"]),
        ("1.0.0 || ^3", ["1.0.0", "3.4.0"], ["2.0.0"]),
        ("=v1.0.0", ["1.0.0"], ["1.0.1"]),
        (">2 <1", [], ["0.5.0", "1.5.0", "3.0.0"]),
    ],
)
def test_range_admits_what_npm_would_install(text: str, inside: list[str], outside: list[str]) -> None:
    assert [v for v in inside if not satisfies(v, text)] == []
    assert [v for v in outside if satisfies(v, text)] == []


@pytest.mark.parametrize("text", ["latest", "git+https://example.com/a.git", "user/repo", "1.2.3.4", "^"])
def test_tags_and_addresses_are_no_ranges(text: str) -> None:
    assert parse_range(text) is None


def test_versions_are_ordered_as_in_the_specification() -> None:
    written = [
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0-rc.1",
        "1.0.0",
    ]
    keys = [parse_version(text) for text in written]
    assert None not in keys
    assert sorted(keys, key=lambda k: k or ()) == keys


@given(st.text(alphabet="0123456789.xX*^~<>=| -abv", max_size=40))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    for interval in parse_range(text) or []:
        interval.contains((1, 0, 0, (1,)))
