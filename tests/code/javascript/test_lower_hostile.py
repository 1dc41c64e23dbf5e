"""Broken, odd and hostile files: never an exception, always a word about what was not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goatherd.code import ir
from goatherd.code.javascript import lower, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    Lowered = Callable[..., str]
    Text = Callable[[list[ir.Stmt]], str]

LEVELS = 2_000


@pytest.mark.parametrize(
    ("opening", "middle", "closing"),
    [
        ("(", "x", ")"),
        ("[", "", "]"),
        ("({a: ", "1", "})"),
        ("{", "", "}"),
        ("if (a) {", "b", "}"),
        ("if (a) b; else ", "c", ""),
        ("f(", "", ")"),
        ("() => {", "", "}"),
        ("function f() {", "", "}"),
        ("(class { a = ", "1", "})"),
        ("class A { static {", "", "} }"),
        ("a ? b : ", "c", ""),
        ("`${", "a", "}`"),
        ("<a>", "", "</a>"),
        ("!", "a", ""),
        ("a = ", "1", ""),
        ("for (const a of b) ", ";", ""),
        ("try {", "", "} catch (e) {}"),
        ("switch (a) { case 1: ", "", "}"),
        ("namespace A {", "", "}"),
        ("a: ", ";", ""),
    ],
)
def test_deep_nesting_is_a_problem_and_no_crash(opening: str, middle: str, closing: str) -> None:
    module = lower("a.jsx", opening * LEVELS + middle + closing * LEVELS)
    assert [line for line, message in module.problems if "nested" in message] == [1]


@pytest.mark.parametrize("link", [".b()", ".b", " + a", " || a", "[0]", "`b`"])
def test_chains_of_any_length_are_read(link: str) -> None:
    module = lower("a.js", "x = a" + link * LEVELS)
    assert module.problems == []


def test_what_lies_around_deep_nesting_is_kept(text: Text) -> None:
    module = lower("a.js", f"let a = 1; function f() {{ g(a); {'[' * LEVELS}{']' * LEVELS}; h(a) }}\nk()")
    assert text(module.body) == "function f() {g(a); h(a)}; let a = 1; k()"
    assert module.locals == {"a", "f"}


def test_long_chains_are_no_nesting() -> None:
    assert not lower("a.js", "x = 'a'" + " + b" * 150).problems


@pytest.mark.parametrize(
    ("source", "expected", "line"),
    [
        ("let a = ;\nf(a)", "f(a)", 1),
        ("a()\nb(\nlet c = 1\nd()", "d()", 2),
        ("if (a {\n b()\n}", "b()", 1),
        ("const x = {a: 1,, b: };\ng(x)", "g(x)", 1),
        ("class A { m( { } }\nf()", "f()", 1),
    ],
)
def test_what_is_valid_in_a_broken_file_is_read(text: Text, source: str, expected: str, line: int) -> None:
    module = lower("a.js", source)
    assert expected in text(module.body)
    assert module.problems[0][0] == line
    assert "not valid" in module.problems[0][1]


def test_few_problems_for_one_file() -> None:
    assert 1 <= len(lower("a.js", "let = = ;\n)(\n" * 500).problems) <= 12


def test_with_is_named_as_a_problem(text: Text) -> None:
    module = lower("a.js", "with (a) { b() }")
    assert text(module.body) == "a; b()"
    assert module.problems == [(1, "uses `with`, whose names are read as ordinary variables")]


def test_parsing_that_never_ends_is_given_up(lowered: Lowered, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "ALLOWED_STEPS", 1)
    monkeypatch.setattr(parse, "BYTES_PER_STEP", 10_000)
    module = lower("a.js", "f(a, b);\n" * 2_000)
    assert module.body == []
    assert module.problems == [(1, "takes too long to parse; it is not analysed")]
    assert lowered("f(a)") == "f(a)"  # the parser is fit for the next file


@pytest.mark.parametrize(
    "source", ["", "\0", "\ufeff", "\ud800", "a\0b", "'\ud800'", "\r", "`", "/*", "<!--", "#", "@", "\\u"]
)
def test_odd_characters(source: str) -> None:
    lower("a.js", source)
    lower("a.ts", source)


def test_byte_order_mark_and_carriage_returns(lowered: Lowered) -> None:
    assert lowered("\ufefflet a = 1;\r\nf(a);\r\n") == "let a = 1; f(a)"


# --- positions ---


def positions(source: str) -> list[tuple[int, int]]:
    return [(ir.line_of(s.pos), ir.column_of(s.pos)) for s in lower("a.js", source).body]


def test_positions_count_lines_from_one_and_columns_in_bytes_from_zero() -> None:
    assert positions("a()\n  b()\n/* ü */ c()") == [(1, 0), (2, 2), (3, 9)]


def test_only_line_feeds_end_a_line() -> None:
    assert positions("a();\r\nb(); '\u2028'; c()") == [(1, 0), (2, 0), (2, 5), (2, 12)]


def test_a_call_starts_where_its_function_starts() -> None:
    [statement] = lower("a.js", "\nfoo\n  .bar(1)").body
    assert isinstance(statement, ir.ExprStmt)
    call = statement.value
    assert isinstance(call, ir.Call)
    assert (ir.line_of(call.pos), ir.line_of(call.args[0].pos), ir.column_of(call.args[0].pos)) == (2, 3, 7)


# --- token soup ---

WORDS = r"""
a b c x.y this super new.target import.meta 1 0x 'q' "r" `t` ${ } ` { } ( ) [ ] ; , . ... ?. ?? => = += ++ -- + - * / **
% < > <= === != && || ! ~ ? : @ # #p /re/g // /* */ ü \ var let const function function* async await yield return if
else for of in while do switch case default break continue try catch finally throw class extends static get set
constructor typeof delete void instanceof new import export from as type interface enum namespace module declare
abstract readonly private satisfies keyof is asserts <T> <A> </A> <a/> use require('x') with debugger using implements
"""
TOKENS = st.sampled_from([*WORDS.split(), "\n", "\0"])


@settings(max_examples=400)
@given(
    st.lists(TOKENS, max_size=40).map(" ".join) | st.text(max_size=60),
    st.sampled_from(["a.js", "a.ts", "a.tsx"]),
)
@example("({a, ...{b}} = c)", "a.js")
@example("[a = 1, {b}] = c", "a.ts")
@example("enum A { B = , C }", "a.ts")
@example("export default", "a.js")
@example("for (const of of of) {}", "a.js")
def test_nothing_raises(text: Text, source: str, path: str) -> None:
    module = lower(path, source)
    for line, message in module.problems:
        assert 1 <= line <= source.count("\n") + 2
        assert message
    text(module.body)
