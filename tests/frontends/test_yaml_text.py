from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from goatherd.core.source import Span
from goatherd.frontends.yaml import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.node import Node

    Plain = Callable[[Node], object]


@pytest.fixture
def read(plain: Plain) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        parsed = parse_yaml(text, "t.yaml")
        assert parsed.diagnoses == []
        (document,) = parsed.documents
        return plain(document)

    return parse


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", True),
        ("On", True),
        ("FALSE", False),
        ("off", False),
        ("'yes'", "yes"),
        ('"1"', "1"),
        ("y", "y"),
        ("~", None),
        ("", None),
        ("null", None),
        ("3", 3),
        ("-7", -7),
        ("1.5", 1.5),
        ("1.10", "1.10"),
        ("012345678901", "012345678901"),
        ("123456789012", 123456789012),
        ("2012-10-17", "2012-10-17"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("9" * 5000, "9" * 5000),
        ("=", "="),
        (".inf", ".inf"),
        ("!!str 5", "5"),
        ("|\n  a\n  b\n", "a\nb\n"),
        (">-\n  a\n  b\n", "a b"),
        ("\U0001f410 goat", "\U0001f410 goat"),
    ],
)
def test_plain_scalars_are_typed_as_in_cloudformation(read: Callable[[str], Any], written: str, value: object) -> None:
    result = read(f"A: {written}")
    assert result == {"A": value}
    assert type(result["A"]) is type(value)


@pytest.mark.parametrize(
    ("written", "long"),
    [
        ("!Ref X", {"Ref": "X"}),
        ("!Ref yes", {"Ref": "yes"}),
        ("!Condition C", {"Condition": "C"}),
        ("!GetAtt A.Arn", {"Fn::GetAtt": "A.Arn"}),
        ("!GetAtt [A, Arn]", {"Fn::GetAtt": ["A", "Arn"]}),
        ("!Sub 'x-${Y}'", {"Fn::Sub": "x-${Y}"}),
        ("!Join [',', [a, !Ref B]]", {"Fn::Join": [",", ["a", {"Ref": "B"}]]}),
        ("!If [C, 1, !Ref 'AWS::NoValue']", {"Fn::If": ["C", 1, {"Ref": "AWS::NoValue"}]}),
        ("!Select [0, !GetAZs '']", {"Fn::Select": [0, {"Fn::GetAZs": ""}]}),
        ("!Base64 x", {"Fn::Base64": "x"}),
        ("!Not [!Equals [a, b]]", {"Fn::Not": [{"Fn::Equals": ["a", "b"]}]}),
        ("!Transform {Name: M}", {"Fn::Transform": {"Name": "M"}}),
    ],
)
def test_short_tags_come_out_long(read: Callable[[str], Any], written: str, long: object) -> None:
    assert read(f"A: {written}") == {"A": long}


def test_every_value_knows_where_it_stands() -> None:
    text = 'A:\n  - one\n  - {k: "two"}\n\nB: !Sub x\nC: |\n  first\n  last\n\nD: 1\n'
    (root,) = parse_yaml(text, "t.yaml").documents
    assert root.get("A").span == Span("t.yaml", 2, 3, 3, 15)
    assert root.get("A", 0).span == Span("t.yaml", 2, 5, 2, 8)
    assert root.get("A", 1).span == Span("t.yaml", 3, 5, 3, 15)
    assert root.get("A", 1).key_span("k") == Span("t.yaml", 3, 6, 3, 7)
    assert root.get("A", 1, "k").span == Span("t.yaml", 3, 9, 3, 14)
    assert root.get("B").span == Span("t.yaml", 5, 4, 5, 10)
    assert root.get("C").span == Span("t.yaml", 6, 4, 8, 7)
    assert root.key_span("D") == Span("t.yaml", 10, 1, 10, 2)
    assert root.span == Span("t.yaml", 1, 1, 10, 5)


def test_windows_line_ends_count_once() -> None:
    (root,) = parse_yaml("A: 1\r\nB:\r\n  C: x\r\n", "t.yaml").documents
    assert root.get("B", "C").span == Span("t.yaml", 3, 6, 3, 7)


def test_unicode_line_separators_are_no_line_ends() -> None:
    (root,) = parse_yaml('A: "x\u2028y\u0085z"\nB: 1\n', "t.yaml").documents
    assert root.key_span("B").line == 2


def test_columns_count_characters() -> None:
    (root,) = parse_yaml('{"\U0001f410é": 1, b: 2}', "t.yaml").documents
    assert root.key_span("b") == Span("t.yaml", 1, 11, 1, 12)


def test_merge_keys_are_merged_and_own_keys_win(read: Callable[[str], Any]) -> None:
    text = "Base: &b {x: 1, y: 2}\nMore: &m {z: 3}\nA: {<<: [*b, *m], y: own}\n"
    result = read(text)
    assert result["A"] == {"x": 1, "y": "own", "z": 3}


def test_several_documents(plain: Plain) -> None:
    parsed = parse_yaml("a: 1\n---\nb: 2\n", "t.yaml")
    assert [plain(d) for d in parsed.documents] == [{"a": 1}, {"b": 2}]
    assert parsed.documents[1].span.line == 3


def test_the_last_of_two_equal_keys_counts_and_is_remarked(plain: Plain) -> None:
    parsed = parse_yaml("A: 1\nB: 2\nA: 3\n", "t.yaml")
    assert plain(parsed.documents[0]) == {"A": 3, "B": 2}
    (remark,) = parsed.diagnoses
    assert (remark.span.line, remark.incomplete) == (3, False)
    assert "'A'" in remark.message
    assert "line 1" in remark.message


def test_a_hole_of_a_template_engine_is_a_value_nobody_knows() -> None:
    parsed = parse_yaml("A: {{ name }}\nB: 1\n", "t.yaml")
    assert parsed.diagnoses == []
    assert parsed.documents[0].get("A").kind == "opaque"
    assert parsed.documents[0].get("B").value == 1


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a:\n\t- b", 2, 1, "tab"),
        ("a: b: c", 1, 5, "second ':'"),
        ('a: 1\nb: "x', 2, 6, "ends inside a quoted value"),
        ("a: [1, 2", 2, 1, "expected ',' or ']'"),
        ("a: \x01", 1, 4, "control character"),
        ("a: *nowhere", 1, 4, "undefined alias"),
        ("a: 1\n{% if a %}\n", 2, 2, "template engine"),
    ],
)
def test_broken_text_is_told_in_plain_words_with_its_place(text: str, line: int, column: int, words: str) -> None:
    parsed = parse_yaml(text, "t.yaml")
    diagnosis = parsed.diagnoses[-1]
    assert diagnosis.incomplete
    assert (diagnosis.span.line, diagnosis.span.column) == (line, column)
    assert words in diagnosis.message


def test_documents_before_a_broken_one_are_kept(plain: Plain) -> None:
    parsed = parse_yaml("a: 1\n---\nb: [\n", "t.yaml")
    assert [plain(d) for d in parsed.documents] == [{"a": 1}]
    assert len(parsed.diagnoses) == 1


def test_an_anchor_that_contains_itself_is_left_out() -> None:
    parsed = parse_yaml("A: &a\n  B: *a\n  C: 1\n", "t.yaml")
    root = parsed.documents[0]
    assert root.get("A", "C").value == 1
    assert root.get("A", "B").kind == "opaque"
    assert "contains itself" in parsed.diagnoses[0].message


def test_an_alias_bomb_is_cut() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    parsed = parse_yaml("\n".join(lines), "t.yaml")
    assert parsed.documents[0].get("a0", 0).value == "x"
    (diagnosis,) = parsed.diagnoses
    assert "expand to more than" in diagnosis.message
    assert diagnosis.incomplete


@pytest.mark.parametrize("text", ["[" * 2000, "- " * 500 + "x", "{a: " * 300 + "1" + "}" * 300])
def test_deep_nesting_is_refused(text: str) -> None:
    parsed = parse_yaml(text, "t.yaml")
    assert parsed.documents == []
    assert "nested" in parsed.diagnoses[0].message
