"""What the grammar does not know yet is read all the same, and nothing is told of it."""

from __future__ import annotations

import pytest

from goatherd.code import ir
from goatherd.code.javascript import lower


def told(source: str, path: str = "a.ts") -> list[tuple[int, str]]:
    return lower(path, source).problems


NEWEST = [
    # TypeScript 4.9 to 5.9, and what decorators, `using` and import attributes brought to both languages
    "const o = { a: 1 } satisfies Record<string, number>;\nexport default { fetch() {} } satisfies Handler;",
    "class A { accessor x = 1; static accessor y: string = 'a'; @dec private accessor z = 2; accessor #p = 1 }",
    "async function f() { using r = open(); await using s: S = open(), t = open(); use(r, s, t) }",
    "async function f() { for (using r of rs) use(r); for (await using r of rs) { use(r) } }",
    "function f<const T extends readonly unknown[]>(x: T): T { return x }\nconst g = <const T,>(x: T): T => x;",
    "import d from './x.json' with { type: 'json' };\nexport { default as e } from './y.json' with { type: 'json' };",
    "export * from './y.json' with { type: 'json' }\nconst d = await import('./x.json', { with: { type: 'json' } });",
    "export type * from './types';\nexport type * as T from './types';",
    "import { type A, b } from './x'; import type { F } from './f'; import type * as G from './g';",
    "import defer * as ns from './x';\nimport source wasm from './x.wasm';",
    "const enum E { A = 1, B = A << 1, C = 'x' } export const enum F { A } declare const enum G { A }",
    "@dec @dec2({ a: 1 }) class A { @log m(@inject() x: string) {} @field f = 1; @(a.b()) g }",
    "export @dec class B {}\nexport default @dec({ a: 1 }) @other abstract class C {}",
    "function a(x: unknown): asserts x is string {}\nclass C { is(): this is C { return true } }",
    "type A<T> = T extends [infer X extends string, ...infer R] ? X : never;",
    "interface A<in T> {} interface B<\n  out T,\n  in out U = T> {} type D<in out T> = T; class E<in T, out U> {}",
    "declare const s: unique symbol;\ntype B = `${Uppercase<'a'>}-${number}`;\ntype C = [a: string, b?: number];",
    "a?.b!.c; a!?.b; a?.[0]!; a?.b!();",
    "const r = /[\\p{L}--[a-z]]/v; const s = /(?i:a)(?<year>x)/d;",
    "class A { #x = 1; static is(o) { return #x in o } static { init() } static [k: string]: any }",
    "#!/usr/bin/env node\nconst x = await f(); for await (const y of z) {}",
    "const n = 1_000_000; const b = 1_0n; a ??= 1; b ||= 2; c &&= 3;",
    "type F = import('./x').Y<string>;\ntype G = typeof a.b<string>;\nexport type H = import('./x').Z<number>[]",
    "const f = makeBox<string>; new Map<string, Foo>; const x = sql<User>`select ${id}`;",
    "const n = await db.query<{ count: bigint }[]>`SELECT ${id}`; const p = db.q<Map<string, A[]>>`x`;",
    "const f: (any) => any = p => p.x; type F = (string) => void; let g: (number) => number;",
    "vi.mock('x', async (load) => ({ ...(await load<typeof import('x')>()), a: 1 }));",
    "let a: { b: import('x').default.C[]; at: number } | null = null; f(a as Map<string, import('x').default>);",
    "async function f(s: import('x').default): Promise<import('x').default.C[]> { (await import('x')).default.g() }",
    "type M<T> = { -readonly [K in keyof T as `get${K & string}`]-?: T[K] };",
]


@pytest.mark.parametrize("source", NEWEST)
@pytest.mark.parametrize("path", ["a.ts", "a.tsx"])
def test_newest_syntax_is_read_whole(source: str, path: str) -> None:
    assert told(source, path) == []


def test_using_binds_a_name_of_its_block() -> None:
    function = lower("a.ts", "function f() { using r: R = open(); for (await using s of all) use(s) }").body[0]
    assert isinstance(function, ir.FunctionDef)
    assert {"r", "s"} <= function.function.locals


def test_a_field_may_be_called_accessor() -> None:
    fields = "name = 'a'\n  accessor = (x) => x\n  static accessor = 1\n  b = 2"
    source = f"class A {{\n  {fields}\n}}\nlet accessor = 1\naccessor = 2"
    module = lower("a.tsx", source)
    assert module.problems == []
    (cls,) = (each.cls for each in module.body if isinstance(each, ir.ClassDef))
    assert "accessor" in repr(cls)


def test_texts_of_pages_may_hold_an_ampersand() -> None:
    assert told("const a = <p title={b & c}>\n  <b>this & {b & c} & that &lt; more</b>\n</p>;", "a.tsx") == []


def test_decorators_behind_export_stay() -> None:
    module = lower("a.ts", "export @controller('x') class A { handle() {} }")
    (cls,) = (each.cls for each in module.body if isinstance(each, ir.ClassDef))
    assert len(cls.decorators) == 1


@pytest.mark.parametrize("text", ["using a = 1", "export type * from 1", "x<in T, out U>", "' with { a: 1 }"])
def test_texts_stay_as_they_are(text: str) -> None:
    source = f"""f(`\n{text}`, "{text}"); /* {text} */ x = a |> b;"""
    call = lower("a.ts", source).body[0]
    assert isinstance(call, ir.ExprStmt)
    assert isinstance(call.value, ir.Call)
    assert [part.value for part in call.value.args if isinstance(part, ir.Const)] == [f"\n{text}", text]


def test_a_word_of_newer_syntax_may_be_a_name() -> None:
    assert told("const using = 1; const accessor = 2; f(accessor); let defer, source, out = accessor;") == []


def test_a_mistake_beside_newer_syntax_is_told_with_its_line() -> None:
    assert told("export type * from './types';\nconst x = ;\nconst y = 1;")[0][0] == 2
