"""Statements, functions, classes, modules and TypeScript: source in, IR out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.javascript import lower

if TYPE_CHECKING:
    from collections.abc import Callable

    Lowered = Callable[..., str]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("let a = 1, b; var c = 2, d", "let a = 1; let b = undefined; let c = 2"),
        ("a += 1; b ??= c; i++; --j", "a += 1; b ??= c; i += 1; j -= 1"),
        ("delete a.b; (delete c[d])", "delete a.b; delete c[d]"),
        ("a(), b()", "a(); b()"),
        ("if (a) b; else if (c) { d } else e", "if (a) {b} else {if (c) {d} else {e}}"),
        ("while (a) { b; continue }", "while (a) {b; continue}"),
        ("do a(); while (b)", "do while (b) {a()}"),
        ("for (let i = 0, n = 3; i < n; i++, f()) g(i)", "let i = 0; let n = 3; while ((i < n); i += 1; f()) {g(i)}"),
        ("for (;;) break", "while (True) {break}"),
        ("for (i = 0; /* no test */ ;) ;", "i = 0; while (True) {}"),
        ("for (const [a, b] of c) d(a)", "for (<a, b> of c) {d(a)}"),
        ("for (a.b in c) ;", "for (a.b in c) {}"),
        ("async () => { for await (const a of b) c(a) }", "(async arrow () {for (a of await b) {c(a)}})"),
        ("o: for (let i = 0; i < 9; i++) { continue o }", "let i = 0; o: while ((i < 9); i += 1) {continue o}"),
        ("o: { break o }", "o: {break o}"),
        (
            "switch (a) { case 1: case 2: b(); break; default: c() }",
            "switch (a) {case 1: {} case 2: {b(); break} default: {c()}}",
        ),
        (
            "try { a() } catch ({message}) { b(message) } finally { c() }",
            "try {a()} catch(<{'message': message}>) {b(message)} finally {c()}",
        ),
        ("try { a() } catch { b() }", "try {a()} catch() {b()}"),
        ("throw new Error('x')", "throw new Error('x')"),
        ("function f() { return }", "function f() {return}"),
        ("f(); function f() {}", "function f() {}; f()"),
        ("#!/usr/bin/env node\n// hello\ndebugger; ;", ""),
        ("async function* f(a, b = a, ...c) {}", "async function * f(a, b = a, ...c) {}"),
        ("using x = f(); x.y", "let x = f(); x.y"),
    ],
)
def test_statement(lowered: Lowered, source: str, expected: str) -> None:
    assert lowered(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("class A extends mixin(B) {}", "class A extends mixin(B) {}"),
        (
            "class A { x = 1; y; #z = () => this; static s = 2; static t }",
            "class A {field 'x' = 1; field 'y'; field '#z' = (arrow #z() {return this}); let s = 2; let t = undefined}",
        ),
        (
            "class A { constructor(a) { this.a = a } m() {} static n() {} get p() {} set p(v) {} static get q() {} }",
            "class A {constructor function constructor(a) {this.a = a}; function m() {}; static function n() {}; "
            "get function p() {}; set function p(v) {}; static get function q() {}}",
        ),
        (
            "class A { async *#m() {} 'a b'() {} 1() {} }",
            "class A {async function * #m() {}; function a b() {}; function 1() {}}",
        ),
        ("class A { [Symbol.iterator]() {} }", "class A {field Symbol.iterator = (function [Symbol.iterator]() {})}"),
        ("class A { static [k] = 1 }", "class A {let this[k] = 1}"),
        ("class A { static { this.a = f() } }", "class A {(arrow () {this.a = f()})()}"),
        ("x = class B { m() { return B } }", "x = (B := (class B {function m() {return B}}))"),
    ],
)
def test_class(lowered: Lowered, source: str, expected: str) -> None:
    assert lowered(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import d, {x as y, z} from 'm'", "import {default as d, x as y, z as z} from m"),
        ("import * as n from './m.js'", "import {* as n} from ./m.js"),
        ("import d, * as n from 'm'", "import {default as d, * as n} from m"),
        ("import {'a b' as c} from 'm'", "import {a b as c} from m"),
        ("import 'm'", "import {} from m"),
        ("import j from './j.json' with {type: 'json'}", "import {default as j} from ./j.json"),
        ("f(); import {f} from 'm'", "import {f as f} from m; f()"),
        ("export const a = 1, {b} = c", "let a = 1; let <{'b': b}> = c; export {a as a, b as b}"),
        ("export var a", "export {a as a}"),
        ("export async function f() {}", "async function f() {}; export {f as f}"),
        ("export class A {}", "class A {}; export {A as A}"),
        ("export {a, b as c, d as default}", "export {a as a, b as c, d as default}"),
        ("export {a as b} from 'm'", "export {a as b} from m"),
        ("export * from 'm'", "export {* as *} from m"),
        ("export * as n from 'm'", "export {* as n} from m"),
        ("export default function f() {}", "function f() {}; export {f as default}"),
        ("export default class A {}", "class A {}; export {A as default}"),
        ("export default a + 1", "let *default* = (a + 1); export {*default* as default}"),
        (
            "export default async e => e",
            "let *default* = (async arrow default(e) {return e}); export {*default* as default}",
        ),
        ("exports.handler = async (e) => e", "exports.handler = (async arrow handler(e) {return e})"),
        ("module.exports = {handler}", "module.exports = {'handler': handler}"),
    ],
)
def test_module(lowered: Lowered, source: str, expected: str) -> None:
    assert lowered(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("let a: string = b as any as string", "let a = b"),
        ("a!.b = <T>c satisfies D", "a.b = c"),
        (
            "const f = <T extends U>(this: X, a?: T, ...r: T[]): asserts a is T => g<T>(a!)",
            "let f = (arrow f(a, ...r) {return g(a)})",
        ),
        ("interface A {} type B = A; declare const c: B; declare module 'm' {} declare global {}", ""),
        ("function f(a: string): void; function f(a: any) {}", "function f(a) {}"),
        ("import type {A} from 'a'; import {type B} from 'b'; import {type C, d} from 'c'", "import {d as d} from c"),
        ("export type {A} from 'a'; export interface B {}; export {type C, d}", "export {d as d}"),
        ("import fs = require('fs'); import a = b.c", "let fs = require('fs'); let a = b.c"),
        ("export = handler", "module.exports = handler"),
        ("export as namespace Foo", ""),
        (
            "abstract class A<T> extends B<T> implements C "
            "{ declare x: T; readonly y!: T; abstract z(): T; [k: string]: any; m(): T; m() {} }",
            "class A extends B {field 'y'; function m() {}}",
        ),
        (
            "class A { constructor(private readonly a: T, public b = 1, c: U) { f(c) } }",
            "class A {constructor function constructor(a, b = 1, c) {this.a = a; this.b = b; f(c)}}",
        ),
        (
            "class A extends B { constructor(private a) { super(); f() } }",
            "class A extends B {constructor function constructor(a) {super(); this.a = a; f()}}",
        ),
        (
            "@Injectable() class A { @Get(':id') m(@Param() p) {} @Inject(X) y }",
            "@Injectable() class A {field 'y'; @Get(':id') function m(p) {}; Inject(X)}",
        ),
        (
            "enum A { X, Y = 5, Z, 'W-V' = 'w' }",
            "let A = {'X': 0, '0': 'X', 'Y': 5, '5': 'Y', 'Z': 6, '6': 'Z', 'W-V': 'w'}",
        ),
        ("const enum A { X = f(), Y, Z }", "let A = {'X': f(), 'Y': (f() + 1), 'Z': (f() + 2)}"),
        ("export enum A { X = 'x' }", "let A = {'X': 'x'}; export {A as A}"),
        ("enum A { X = 1, Y = X | 2 }", "let A = {'X': (X := 1), '1': 'X', 'Y': (X | 2)}"),
        (
            "namespace A { const b = 1; export const c = b; export function d() {} }",
            "let A = (arrow () {function d() {}; let b = 1; let c = b; return {'c': c, 'd': d}})()",
        ),
        ("namespace A.B { export const c = 1 }", "let A = {'B': (arrow () {let c = 1; return {'c': c}})()}"),
        (
            "class A {} namespace A { export const b = 1 }",
            "class A {}; Object.assign(A, (arrow () {let b = 1; return {'b': b}})())",
        ),
    ],
)
def test_typescript(lowered: Lowered, source: str, expected: str) -> None:
    assert lowered(source, "a.ts") == expected


@pytest.mark.parametrize(
    ("path", "source", "esm"),
    [
        ("a.js", "exports.a = 1", False),
        ("a.js", "import 'x'", True),
        ("a.js", "export {}", True),
        ("a.mjs", "f()", True),
        ("a.cjs", "f()", False),
        ("a.ts", "import x = require('x'); export = x", False),
        ("a.ts", "import type {A} from 'a'; f()", False),
    ],
)
def test_which_files_are_esm(path: str, source: str, esm: bool) -> None:
    assert lower(path, source).esm is esm


def test_angle_brackets_are_casts_in_typescript_and_elements_elsewhere(lowered: Lowered) -> None:
    assert lowered("x = <any>y", "a.ts") == "x = y"
    assert lowered("x = <any>y</any>", "a.tsx") == "x = __jsx__('any', {}, 'y')"
    assert lower("a.mts", "x = <any>y").problems == []
