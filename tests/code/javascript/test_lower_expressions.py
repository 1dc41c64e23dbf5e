"""Expressions: source in, IR out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from goatherd.code import ir
from goatherd.code.javascript import lower

if TYPE_CHECKING:
    from collections.abc import Callable

    Lowered = Callable[..., str]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a.b.c", "a.b.c"),
        ("a /* why */ . /* not */ b", "a.b"),
        ("a[b]", "a[b]"),
        ("a?.b?.[c]", "a?.b?.[c]"),
        ("f?.(x)", "f?.(x)"),
        ("f(a, ...b, /* c */ d,)", "f(a, ...b, d)"),
        ("f /* here */ (a)", "f(a)"),
        ("new F(a)", "new F(a)"),
        ("new F", "new F()"),
        ("this.#x", "this.#x"),
        ("#x in y", "('#x' has y)"),
        ("super.m()", "super.m()"),
        ("import.meta.url", "import.meta.url"),
        ("import('x')", "import('x')"),
        ("require('x').y", "require('x').y"),
        ("a + b * c ** d", "(a + (b * (c ** d)))"),
        ("a + b - /* c */ d", "((a + b) - d)"),
        ("a >>> 1 | b << 2", "((a >>> 1) | (b << 2))"),
        ("a && b || (c ?? d)", "((a and b) or (c ?? d))"),
        ("a === b !== c", "((a === b) !== c)"),
        ("a in b", "(a has b)"),
        ("a instanceof B", "(a instanceof B)"),
        ("!a", "(not a)"),
        ("-a + ~b", "((- a) + (~ b))"),
        ("typeof a", "(typeof a)"),
        ("void 0", "(void 0)"),
        ("a ? b : c", "(a ? b : c)"),
        ("x = (a, b)", "x = (a, b)"),
        ("x = y = z", "x = (y := z)"),
        ("x = a += b", "x = (a := (a + b))"),
        ("x = a ||= b", "x = (a := (a or b))"),
        ("x = i++", "x = (i =: (i + 1))"),
        ("x = --i", "x = (i := (i - 1))"),
        ("[a, ...b]", "[a, ...b]"),
        ("[, a,, b,]", "[undefined, a, undefined, b]"),
        ("x = {a, b: 1, 'c d': 2, 3: 4, [k]: v, ...r}", "x = {'a': a, 'b': 1, 'c d': 2, '3': 4, k: v, ...r}"),
        ("x = {m() { return this }}", "x = {'m': (function m() {return this})}"),
        ("x = {async *m(a) {}}", "x = {'m': (async function * m(a) {})}"),
        (
            "x = {get a() { return 1 }, set a(v) {}}",
            "x = {'a': (get function a() {return 1}), 'a': (set function a(v) {})}",
        ),
        ("x = {get: 1, set: 2, static: 3, async: 4}", "x = {'get': 1, 'set': 2, 'static': 3, 'async': 4}"),
        ("`a${b}c${d}`", "`'a' b 'c' d`"),
        ("`${a}${b}`", "`a b`"),
        ("`plain`", "'plain'"),
        ("`\\${a}`", "'${a}'"),
        ("sql`a ${b} c`", "sql`(['a ', ' c'], b)"),
        ("/a[/]b\\//gi", "/a[/]b\\//gi"),
        ("async () => { await f() }", "(async arrow () {await f()})"),
        ("a => a", "(arrow (a) {return a})"),
        ("a => /* c */ ({b: a})", "(arrow (a) {return {'b': a}})"),
        ("x = async a => a", "x = (async arrow x(a) {return a})"),
        ("x = function* () { yield a; yield* b; yield }", "x = (function * x() {yield a; yield* b; yield})"),
        ("(function () { new.target })()", "(function () {new.target})()"),
        ("x = class extends B {}", "x = (class x extends B {})"),
        ("null, undefined, true, false", "None; undefined; True; False"),
    ],
)
def test_expression(lowered: Lowered, source: str, expected: str) -> None:
    assert lowered(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a + b!.c", "(a + b.c)"),
        ("a + b.c!.d.e + f", "((a + b.c.d.e) + f)"),
        ("a || b!['c']", "(a or b['c'])"),
        ("a + b!.c(1).d!.e", "(a + b.c(1).d.e)"),
        ("a + b * c!.d", "(a + (b * c.d))"),
        ("!a!.b", "(not a.b)"),
        ("(a + b)!.c", "(a + b).c"),
        ("a + (b + c)!.d.e", "(a + (b + c).d.e)"),
        ("a + b! + c", "((a + b) + c)"),
        ("async () => { await a.b<T>(c) }", "(async arrow () {await a.b(c)})"),
        ("!a.b<T>(c)", "(not a.b(c))"),
        ("void f<T>(c)", "(void f(c))"),
    ],
)
def test_what_follows_an_assertion_belongs_to_its_operand(lowered: Lowered, source: str, expected: str) -> None:
    assert lowered(source, "a.ts") == expected


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (r"'a\n\t\\\'b'", "a\n\t\\'b"),
        (r"'\x41\u0042\u{43}\u{1F600}'", "ABC\U0001f600"),
        (r"'\ud83d\ude00'", "\U0001f600"),
        (r"'\ud83d'", "\ufffd"),
        (r"'\0\101'", "\0A"),
        ("'a\\\nb\\\r\nc'", "abc"),
        ('"ünï"', "ünï"),
        ("`a\r\nb`", "a\nb"),
        (r"'\u{FFFFFF}'", "\ufffd"),
    ],
)
def test_string_value(source: str, value: str) -> None:
    [statement] = lower("a.js", f"x = {source}").body
    assert isinstance(statement, ir.Assign)
    assert isinstance(statement.value, ir.Const)
    assert statement.value.value == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1", 1),
        ("1_000", 1000),
        ("0xFF", 255),
        ("0b101", 5),
        ("0o17", 15),
        ("017", 15),
        ("089", 89),
        ("1.0", 1),
        ("1e3", 1000),
        (".5", 0.5),
        ("5.", 5),
        ("10n", 10),
        ("9007199254740993n", 9007199254740993),
        ("9007199254740993", 9007199254740992.0),
        ("1e400", math.inf),
        ("9" * 5000, math.inf),
        ("0x" + "f" * 5000, math.inf),
    ],
)
def test_number_value(source: str, value: float) -> None:
    [statement] = lower("a.js", f"x = {source}").body
    assert isinstance(statement, ir.Assign)
    assert isinstance(statement.value, ir.Const)
    assert statement.value.value == value
    assert type(statement.value.value) is type(value)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("let {a, b: {c = 1}, [k]: d, ...r} = x", "let <{'a': a, 'b': <{'c': c = 1}>, k: d, ...r}> = x"),
        ("const [a,, b = 2, ...[c]] = x", "let <a, undefined, b = 2, ...<c>> = x"),
        ("[a.b, c[0]] = x", "<a.b, c[0]> = x"),
        ("({a, b: c.d = 3} = x)", "<{'a': a, 'b': c.d = 3}> = x"),
        ("({'a b': c} = x)", "<{'a b': c}> = x"),
        ("f = ({a}, [b] = [], ...c) => a", "f = (arrow f(<{'a': a}>, <b> = [], ...c) {return a})"),
        ("(a) = 1", "a = 1"),
    ],
)
def test_destructuring(lowered: Lowered, source: str, expected: str) -> None:
    assert lowered(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<a/>", "__jsx__('a', {})"),
        ("<A b={c} d='e &amp; f' g {...h}>{i}</A>", "__jsx__(A, {'b': c, 'd': 'e & f', 'g': True, ...h}, i)"),
        ("<a.B>x &lt; y</a.B>", "__jsx__(a.B, {}, 'x ', '<', ' y')"),
        ("<>{/* nothing */}{...x}</>", "__jsx__('', {}, ...x)"),
        ("<my-tag data-id={1}/>", "__jsx__('my-tag', {'data-id': 1})"),
        ("<p>\n  one\n  <b>two</b>\n</p>", "__jsx__('p', {}, 'one', __jsx__('b', {}, 'two'))"),
        ("<a b=<c/> d:e='f'/>", "__jsx__('a', {'b': __jsx__('c', {}), 'd:e': 'f'})"),
    ],
)
def test_jsx(lowered: Lowered, source: str, expected: str) -> None:
    assert lowered(f"x = {source}", "a.jsx") == f"x = {expected}"
