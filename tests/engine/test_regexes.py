"""What a pattern proves of the text that it matches, and which can run for ever."""

from __future__ import annotations

import pytest

from goatherd.engine.kinds import satisfied
from goatherd.engine.regex_growth import drags
from goatherd.engine.regexes import explodes, proves, removes, without


@pytest.mark.parametrize(
    ("pattern", "whole", "safe"),
    [
        (r"[a-z0-9]+", "full", True),
        (r"^[a-z0-9]+$", "", True),
        (r"\A\w{1,20}\Z", "", True),
        (r"^(?:start|stop)$", "", True),
        (r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", "", True),
        (r"[a-z]+$", "start", True),
        (r"[a-z]+", "", False),
        (r"[a-z]+", "start", False),
        (r"^[a-z]+", "", False),
        (r"[a-z]+$", "", False),
        (r"^.+$", "", False),
        (r"^[a-z; ]+$", "", False),
        (r"^[^a-z]+$", "", False),
        (r"^(a|.*)$", "", False),
        (r"^([a-z]+)\1$", "", False),
        (r"^(?<name>[a-z]+)$", "", True),
        (r"^[a-z", "", False),
        (r"^([a-z]+$", "", False),
    ],
)
def test_what_is_safe_for_a_shell(pattern: str, whole: str, safe: bool) -> None:
    assert satisfied("shell", proves(pattern, whole)) is safe


@pytest.mark.parametrize(
    ("pattern", "safe"),
    [("[^a-z]", True), (r"\W+", True), ("[;|&`$()<>\\n]", True), ("[;|&]", False), ("[a-z]", False), ("rm -rf", False)],
)
def test_what_is_safe_once_matches_are_removed(pattern: str, safe: bool) -> None:
    removed = removes(pattern)
    assert satisfied("shell", without(removed) if removed else frozenset()) is safe


@pytest.mark.parametrize(
    ("pattern", "does"),
    [
        (r"^(a+)+$", True),
        (r"(a|a)*b", True),
        (r"(.*a)*b", True),
        (r"^(\w+\s?)*$", True),
        (r"(a|aa)+", True),
        (r"(\d\d?)+", True),
        (r"^([a-z0-9])(([-.]|[_]+)?([a-z0-9]+))*@[a-z]+$", True),
        (r"^[a-z0-9]+(?:-[a-z0-9]+)*$", False),
        (r"((?:\.|::)[a-z]+)*", False),
        (r"(\s{1,2}[a-z]+)*", False),
        (r"^(?:[a-z0-9]+\.)+[a-z]{2,}$", False),
        (r"(ab?)+", False),
        (r"(\\.|[^\\])*", False),
        (r"([A-Z][a-z]?)+", False),
        (r"^([a-z]+,)*$", False),
        (r"^[a-z]+$", False),
        (r"^(ab)+$", False),
        (r"(a|b)*c", False),
        (r"\d{1,3}(\.\d{1,3}){3}", False),
        (r"(a+", False),
    ],
)
def test_what_takes_exponential_time(pattern: str, does: bool) -> None:
    assert explodes(pattern) is does


@pytest.mark.parametrize(
    ("pattern", "whole", "slow"),
    [
        (r"^\d*\d*\d*[-. ]?\d+$", "", True),
        (r"^\+?\d*(\(\d+\))?\d+[ -]?\d+(\d+){1,2}$", "", True),
        (r"\s*\s*\s*x", "start", True),
        (r"\s*\s*x", "", True),  # beginning anywhere
        (r"\s*\s*x", "start", False),
        (r"^(a|\d+)(b|\d+)(c|\d+)$", "", True),
        (r"^\d+-\d+-\d+-\d+$", "", False),
        (r"^\d+\d+\d+", "", False),  # nothing behind it can fail
        (r"^[\w.]+@[\w.]+\.\w+$", "", False),
        (r"^(.+)/(.+)/(.+)$", "", False),
        (r"^\d{1,9}\d{1,9}\d{1,9}$", "", False),
        (r"^[a-z]+(?:-[a-z]+)*$", "", False),
    ],
)
def test_which_patterns_take_the_cube_of_the_length(pattern: str, whole: str, slow: bool) -> None:
    assert drags(pattern, whole) is slow
