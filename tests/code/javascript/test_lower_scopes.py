"""Which names are bound where, and which block-scoped ones are renamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code import ir
from goatherd.code.javascript import lower

if TYPE_CHECKING:
    from collections.abc import Callable

    Lowered = Callable[..., str]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import a, {b as c} from 'x'; import * as d from 'y'", "a c d"),
        ("let a; const {b, c: [d, ...e], ...f} = g; var h = i", "a b d e f h"),
        ("function f(a) { let b }; class C { m(d) {} }", "C f"),
        ("if (x) { var a; let b = 1; function c() {} }", "a b c"),
        ("for (var a in x); for (const b of y); for (let c = 0;;);", "a b c"),
        ("try {} catch (e) { e }", "e"),
        ("a = 1; b.c = 2", ""),
        ("export default 1", "*default*"),
    ],
)
def test_names_bound_in_a_module(source: str, names: str) -> None:
    assert lower("a.js", source).locals == frozenset(names.split())


def test_names_bound_in_a_function() -> None:
    source = "function f(a, {b}, ...c) { var d; if (a) { let e = 1; g(e); var h } function i(j) {} return k => k }"
    [statement] = lower("a.js", source).body
    assert isinstance(statement, ir.FunctionDef)
    assert statement.function.locals == frozenset("abcdehi")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # two blocks, one name
        (
            "for (const x of a) f(x); for (const x of b) f(() => x)",
            "for (x of a) {f(x)}; for (x#2 of b) {f((arrow () {return x#2}))}",
        ),
        # the block's and the function's
        ("let x = 1; { let x = 2; f(x) } f(x)", "let x = 1; {let x#2 = 2; f(x#2)}; f(x)"),
        ("{ let x = 2; f(x) } var x; f(x)", "{let x#2 = 2; f(x#2)}; f(x)"),
        # the block's and an outer function's, or a global
        (
            "let x = 1; function g() { if (a) { let x = 2; f(x) } return x }",
            "function g() {if (a) {let x#2 = 2; f(x#2)}; return x}; let x = 1",
        ),
        ("{ const console = c; console.log() } console.log()", "{let console#2 = c; console#2.log()}; console.log()"),
        # a parameter of the same name hides the block's
        (
            "let x; { let x = 1; f((x) => x, () => x) }",
            "let x = undefined; {let x#2 = 1; f((arrow (x) {return x}), (arrow () {return x#2}))}",
        ),
        # used before it is declared
        ("let x; { f(() => x); let x = 1 }", "let x = undefined; {f((arrow () {return x#2})); let x#2 = 1}"),
        # caught, switched and class names
        ("let e; try {} catch (e) { f(e) }", "let e = undefined; try {} catch(e#2) {f(e#2)}"),
        (
            "let x; switch (a) { case x: let x = 1; f(x) }",
            "let x = undefined; switch (a) {case x#2: {let x#2 = 1; f(x#2)}}",
        ),
        ("let A; { class A {} new A() }", "let A = undefined; {class A#2 {}; new A#2()}"),
        # keys keep what is written
        ("let x; { let {x} = a; f({x}) }", "let x = undefined; {let <{'x': x#2}> = a; f({'x': x#2})}"),
        # a function's own name is seen inside only
        ("let f = function g() { g() }; g()", "let f = (g#2 := (function g() {g#2()})); g()"),
        ("module.exports = function main() { f() }", "module.exports = (function main() {f()})"),
        ("x = {get() { return get() }}", "x = {'get': (function get() {return get()})}"),
    ],
)
def test_renaming(lowered: Lowered, source: str, expected: str) -> None:
    assert lowered(source) == expected


def test_renamed_names_are_among_the_locals() -> None:
    assert lower("a.js", "{ let x = 1 } { let x = 2 } { let x = 3 }").locals == {"x", "x#2", "x#3"}


def test_a_new_name_is_hidden_by_no_function_between(lowered: Lowered) -> None:
    source = "let x; { let x = 1; g = () => { { let y = x; h(y) } { let y = x; h(y) } } }"
    assert "let y#2 = x#2" in lowered(source)
