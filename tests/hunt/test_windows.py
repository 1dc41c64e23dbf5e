"""Correlations against the plainest way to say what they mean: look at every window, one by one."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations, pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from goatherd.core.finding import LOW
from goatherd.hunt.rule import About, Correlation
from goatherd.hunt.windows import firing, spans

SECOND = 1_000_000
RECORDS = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from("abc"), st.sampled_from("xyz")), min_size=1, max_size=14
).map(sorted)


def correlation(kind: Any, number: int = 1, rules: tuple[str, ...] = ("a", "b"), order: Any = ">=") -> Correlation:
    return Correlation(About("C", "c", LOW), kind, rules, (), timedelta(seconds=10), order, number)


def ends(asked: Correlation, records: list[tuple[int, str, str]]) -> list[int]:
    return [time // SECOND for time in firing(asked, [(time * SECOND, name, ord(v)) for time, name, v in records])]


def inside(records: list[tuple[int, str, str]], time: int) -> list[tuple[int, str, str]]:
    return [each for each in records if time - 10 <= each[0] <= time]


@given(RECORDS, st.integers(1, 5), st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
def test_values_are_counted_once_a_window(records, number, order):
    compare = {
        "<": int.__lt__,
        "<=": int.__le__,
        ">": int.__gt__,
        ">=": int.__ge__,
        "==": int.__eq__,
        "!=": int.__ne__,
    }[order]
    expected = {time for time, _, _ in records if compare(len({each[2] for each in inside(records, time)}), number)}
    assert ends(correlation("value_count", number, order=order), records) == sorted(expected)


@given(RECORDS)
def test_all_rules_stand_in_a_window(records):
    expected = {time for time, _, _ in records if {each[1] for each in inside(records, time)} == {"a", "b", "c"}}
    assert ends(correlation("temporal", 3), records) == sorted(expected)


@given(RECORDS, st.permutations("abc").map(tuple))
def test_rules_follow_each_other(records, rules):
    def follows(chain: tuple[tuple[int, str, str], ...]) -> bool:
        times = [each[0] for each in chain]
        return tuple(each[1] for each in chain) == rules and times == sorted(times) and times[-1] - times[0] <= 10

    chains = [each for each in _chains(records, rules) if follows(each)]
    expected = {chain[-1][0] for chain in chains}
    assert ends(correlation("temporal_ordered", rules=rules), records) == sorted(expected)


@given(st.lists(st.integers(0, 60)).map(sorted))
def test_spans_are_the_windows_together(times):
    found = list(spans(times, 10))
    assert {t for first, last in found for t in range(first, last + 1)} == {t - n for t in times for n in range(11)}
    assert all(before[1] < first for before, (first, _) in pairwise(found))


def _chains(records, rules):
    """Records of one time may follow each other in any order, so those of the rule that is asked first come first."""
    return combinations(sorted(records, key=lambda each: (each[0], rules.index(each[1]))), len(rules))
