"""JSON of somebody hostile: read as any other where it is harmless, refused with a reason where it is not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goatherd.core.foreign_json import Unreadable, read_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@given(VALUES, st.booleans())
@settings(derandomize=True, deadline=None, max_examples=50)
def test_what_is_harmless_is_read_as_it_is(value, ascii_only):
    whole = json.loads(json.dumps(value))
    assert read_json(json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "replace")) == whole


@given(st.binary(max_size=200) | st.text(alphabet='[]{}":,\\u0dDfF19eE+-. ', max_size=200).map(str.encode))
@settings(derandomize=True, deadline=None, max_examples=500)
def test_anything_is_read_or_refused_and_can_be_written_again(data):
    try:
        value = read_json(data)
    except Unreadable:
        return
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("[" * 200_000, "is nested more than 100 deep"),
        ("[" * 101 + "]" * 101, "is nested more than 100 deep"),
        ('{"a":' * 101 + "1" + "}" * 101, "is nested more than 100 deep"),
        ('["[[[",' * 101, "is nested more than 100 deep"),
        ("[" + "0," * 600_000 + "0]", "holds more than 500,000 values"),
        ("[" + "[]," * 300_000 + "0]", "holds more than 500,000 values"),
        ("9" * 5000, "holds a number of more than 400 digits"),
        ("1e999", "holds a number beyond all bounds"),
        ('{"a": NaN}', "holds NaN"),
        ("-Infinity", "holds -Infinity"),
        (b"\xff", "is not UTF-8"),
        (b'"\xed\xa0\x80"', "is not UTF-8"),
        ("", "is no JSON: Expecting value"),
        ("\ufeff1", "is no JSON: Expecting value"),
        (" " * (17 << 20), "is larger than"),
    ],
)
def test_what_would_do_harm_is_refused_with_the_reason(data, why):
    with pytest.raises(Unreadable, match=why):
        read_json(data)


def test_brackets_commas_and_digits_in_texts_do_not_count():
    text = '[{,\\"' * 100_000 + "7" * 5000
    assert read_json(json.dumps({"body": text, "more": [1]})) == {"body": text, "more": [1]}


@pytest.mark.parametrize("text", ['"' + '\\"' * 500_000, '"' * 500_000, '["' + "\\" * 500_001, '"' + "[" * 500_000])
def test_texts_that_do_not_end_take_no_longer_than_others(text):
    with pytest.raises(Unreadable):
        read_json(text)


def test_halves_of_pairs_are_replaced_and_pairs_are_not():
    assert read_json(r'["\ud83d\udc10", "\ud83d", "\udc10x", "\\ud83d", "\\\ud83d"]') == [
        "\U0001f410",
        "\ufffd",
        "\ufffdx",
        r"\ud83d",
        "\\\ufffd",
    ]
    assert read_json('"\ud83d"') == "\ufffd"


def test_the_deepest_that_is_read_can_be_walked_and_written():
    deepest = "[" * 100 + "]" * 100
    assert json.dumps(read_json(deepest)) == deepest
