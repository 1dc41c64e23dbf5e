"""Which patterns are slow, and on what."""

from __future__ import annotations

import signal
from contextlib import suppress

import pytest

from goatherd.attack.patience import TookTooLong, working_at_most
from goatherd.attack.payloads import pumping
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


@pytest.mark.parametrize("pattern", ["(?:(?:|){45}!)+b+", "(?:(?:|){45}!)+[!b]+"])
def test_a_pattern_that_takes_for_ever_on_any_text_is_given_up(monkeypatch, pattern):
    monkeypatch.setattr(pumping, "_MOST_IN_ALL", 0.5)
    assert slow_text(pattern) is None


def test_repeats_within_repeats_make_no_text_of_gigabytes():
    assert slow_text("(?:" * 12 + "a" + "){11,}" * 12 + "b") is None


def test_a_part_of_work_that_is_broken_off_does_not_give_the_whole_more_time():
    with pytest.raises(TookTooLong), working_at_most(0.5):
        with working_at_most(60):
            pass
        with suppress(TookTooLong), working_at_most(0.1):
            signal.pause()
        signal.pause()
