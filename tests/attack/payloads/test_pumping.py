"""Which patterns are slow, and on what."""

from __future__ import annotations

import pytest

from goatherd.attack.payloads.pumping import harmless_text, slow_text


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"^(a+)+$", "search"),
        (r"(a|aa)+", "fullmatch"),
        (r"^(\w+\s?)*$", "match"),
        (r"(?<name>x+x+)+y", "search"),
        (r"^([a-z0-9])(([-.]|_+)?([a-z0-9]+))*@example$", "match"),
        (r"^(.*)(.*)(.*)=$", "match"),
    ],
)
def test_slow_patterns(pattern: str, method: str) -> None:
    pump = slow_text(pattern, method)
    assert pump is not None
    assert len(pump.text(next(pump.counts()))) < 3000


@pytest.mark.parametrize(
    "pattern",
    [r"^\d+$", r"\s+$", r"^[\w.+-]+@[\w-]+\.[\w.]+$", r"^[a-z0-9]+(-[a-z0-9]+)*$", r"^(\d{1,3}\.){3}\d+$", "[a"],
)
def test_quick_patterns(pattern: str) -> None:
    assert slow_text(pattern) is None


def test_a_pattern_that_only_matches_slowly_by_search_is_quick_to_match() -> None:
    assert slow_text(r"(a+)+$", "match") is not None
    assert slow_text(r"(a+)+", "match") is None


def test_harmless_text_is_of_another_kind() -> None:
    assert harmless_text(r"(x+x+)+y", 3) == "777"
