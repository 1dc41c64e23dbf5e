"""Specifiers of PyPI, compared with `packaging`'s own, and the notations that Poetry adds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from goatherd.code.versions.pep440 import parse_specifiers

number = st.integers(0, 3).map(str)
release = st.one_of(number, st.tuples(number, number).map(".".join), st.tuples(number, number, number).map(".".join))
# `>` and `!=` leave out post-releases and single versions, which an interval does not show
operator = st.sampled_from(["==", ">=", "<=", "<"])
specifier = st.one_of(
    st.tuples(operator, release).map("".join),
    release.map(lambda r: f"=={r}.*"),
    st.tuples(number, release).map(lambda pair: f"~={pair[0]}.{pair[1]}"),
)


@given(st.lists(specifier, max_size=3).map(",".join), release)
def test_specifiers_admit_what_packaging_admits(text: str, version: str) -> None:
    intervals = parse_specifiers(text)
    assert intervals is not None
    assert any(i.contains(Version(version)) for i in intervals) == SpecifierSet(text).contains(
        version, prereleases=True
    )


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("^1.2.3", "1.9", "2.0"),
        ("^0.2", "0.2.7", "0.3"),
        ("~1.2", "1.2.9", "1.3"),
        ("1.*", "1.9", "2.0"),
        ("1.2.3", "1.2.3", "1.2.4"),
        ("^1.0 || ^3.0", "3.5", "2.5"),
        ("*", "7.0", ""),
        ("!=1.5,<2", "1.0", "2.0"),
    ],
)
def test_notations_of_poetry(text: str, inside: str, outside: str) -> None:
    intervals = parse_specifiers(text)
    assert intervals is not None
    assert any(i.contains(Version(inside)) for i in intervals)
    assert not outside or not any(i.contains(Version(outside)) for i in intervals)


@given(st.text(alphabet="0123456789.*^~<>=!|, ab", max_size=40))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    parse_specifiers(text)
