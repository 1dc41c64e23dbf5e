from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goatherd.core.source import Span
from goatherd.frontends.document import parse_document
from goatherd.frontends.json import parse_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.node import Node

    Plain = Callable[[Node], object]

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(_JSON, st.sampled_from([None, 2, "\t"]), st.booleans())
def test_reads_what_python_writes(plain: Plain, value: object, indent: int | str | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    parsed = parse_json(text, "t.json")
    assert parsed.diagnoses == []
    assert plain(parsed.documents[0]) == value


@given(_JSON)
def test_spans_cover_exactly_the_text_of_the_value(value: object) -> None:
    text = json.dumps({"key": [value, "after"]}, indent=1)
    (root,) = parse_json(text, "t.json").documents
    span = root.get("key", 0).span
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    assert json.loads("\n".join(lines)) == value


def test_tabs_and_surrogate_pairs(plain: Plain) -> None:
    (root,) = parse_document('{\n\t"a":\t"\\ud83d\\udc10", "b": "\\ud83d"}', "t.json").documents
    assert plain(root) == {"a": "\U0001f410", "b": "\ufffd"}
    assert root.get("a").span == Span("t.json", 2, 7, 2, 21)


def test_numbers_keep_what_was_written(plain: Plain) -> None:
    (root,) = parse_json("[1.10, 1e5, 12345678901234567890, 1.5, -0]", "t.json").documents
    assert plain(root) == ["1.10", "1e5", "12345678901234567890", 1.5, "-0"]


def test_the_last_of_two_equal_keys_counts(plain: Plain) -> None:
    parsed = parse_json('{"a": 1,\n "a": 2}', "t.json")
    assert plain(parsed.documents[0]) == {"a": 2}
    assert (parsed.diagnoses[0].span.line, parsed.diagnoses[0].incomplete) == (2, False)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ('{"a": 1,\n "b" 2}', 2, 6, "expected ':'"),
        ('{"a": 1 "b": 2}', 1, 9, "expected ',' or '}'"),
        ('["a"', 1, 5, "expected ',' or ']'"),
        ('{"a": nul}', 1, 7, "not a JSON value"),
        ('{"a": "x\n"}', 1, 7, "closing quote"),
        ("{1: 2}", 1, 2, "key in double quotes"),
        ('{"a": "\\x"}', 1, 7, "unknown escape"),
        ("{} {}", 1, 4, "after the end"),
        ("[1,]", 1, 3, "comma before ']'"),
        ("[" * 2000, 1, 121, "nested more than"),
        ("[01]", 1, 2, "not a JSON value"),
    ],
)
def test_broken_text_is_told_with_its_place(text: str, line: int, column: int, words: str) -> None:
    parsed = parse_json(text, "t.json")
    (diagnosis,) = parsed.diagnoses
    assert parsed.documents == []
    assert (diagnosis.span.line, diagnosis.span.column) == (line, column)
    assert words in diagnosis.message
    assert diagnosis.incomplete


def test_comments_and_trailing_commas_are_read_as_yaml(plain: Plain) -> None:
    parsed = parse_document('{"a": 1, # why\n "b": [1, 2,],}', "t.json")
    assert [plain(d) for d in parsed.documents] == [{"a": 1, "b": [1, 2]}]


def test_the_json_error_is_shown_when_neither_reads_it() -> None:
    (diagnosis,) = parse_document('{"a" "b"}', "t.json").diagnoses
    assert "not valid JSON" in diagnosis.message
