"""Configuration programs: files in, values with their places out."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.core.source import Span
from goatherd.frontends.contents import plain
from goatherd.frontends.programs import Hooks, Program, evaluate_module, node_of
from goatherd.frontends.programs.values import Arguments, Class, Closure, External, Instance, Symbol, Value
from goatherd.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from goatherd.frontends.programs.machine import Machine

    Evaluate = Callable[..., Program]


@pytest.fixture
def evaluate(tmp_path: Path) -> Evaluate:
    def run(files: dict[str, str], main: str = "", hooks: Hooks | None = None) -> Program:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(dedent(text))
        return evaluate_module(Modules(Tree(str(tmp_path))), main or next(iter(files)), hooks)

    return run


def data(program: Program, name: str) -> object:
    return plain(node_of(program.exports[name]))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("['a', 'b'].map((n, i) => `${n}${i}`)", ["a0", "b1"]),
        ("[1, 2, 3].filter(n => n > 1).concat([4])", [2, 3, 4]),
        ("{...{a: 1, b: 2}, b: 3}", {"a": 1, "b": 3}),
        ("Object.entries({a: 1}).map(([k, v]) => k + v)", ["a1"]),
        ("Object.fromEntries([['a', 1]])", {"a": 1}),
        ("'A-b'.toLowerCase().split('-').join('/')", "a/b"),
        ("'a.a'.replace('a', 'b')", "b.a"),
        (r"'a\\b\\c'.replace(/\\/g, '/')", "a/b/c"),
        ("'a.a'.replace(/a/, 'b')", "b.a"),
        ("process.env.STAGE", "${?}"),
        ("process.env.STAGE || 'dev'", "dev"),
        ("process.env.STAGE ?? 'dev'", "dev"),
        ("`x-${process.env.STAGE}`", "x-${?}"),
        ("process.env.STAGE === 'prod' ? 1 : 2", "${?}"),
        ("process.env.NODE_ENV === 'local' ? 1 : 2", 2),
        ("'offline' != process.env['STAGE'] ? 1 : 2", 1),
        ("(process.env.STAGE || 'local') === 'local' ? 1 : 2", 2),
        ("((stage = process.env.STAGE ?? 'dev') => stage == 'local' ? 1 : 2)()", 2),
        ("process.env.NODE_ENV === 'test' ? 1 : 2", 2),
        ("process.env.STAGE === 'test' ? 1 : 2", "${?}"),
        ("process.env.AUTH_MODE === 'local' ? 1 : 2", "${?}"),
        ("((stage) => stage === 'local' ? 1 : 2)('local')", 1),
        ("process.env.IS_OFFLINE ? 1 : 2", 2),
        ("process.env.IS_OFFLINE === 'true' ? 1 : 2", 2),
        ("!process.env.IS_LOCAL ? 1 : 2", 1),
        ("true ? 1 : 2", 1),
        ("undefined ?? null ?? 3", 3),
        ("((a, {b = 2, ...rest}) => [a, b, rest])(1, {c: 3})", [1, 2, {"c": 3}]),
        ("require('path').join(__dirname, '..', 'x.js')", "/@scanned/x.js"),
        ("JSON.parse('{\"a\": [1]}').a[0]", 1),
        ("[...new Set(['a'])].length", 1),
        ("[3, 4].reduce((sum, n) => sum + n, 0)", 7),
    ],
)
def test_expressions_of_javascript(evaluate: Evaluate, expression: str, value: object) -> None:
    program = evaluate({"conf/a.ts": f"export const x = {expression};"})
    assert data(program, "x") == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("[f'{n}{i}' for i, n in enumerate(['a', 'b']) if n != 'b']", ["a0"]),
        ("{k: v * 2 for k, v in {'a': 1}.items()}", {"a": 2}),
        ("'{}-{name}'.format('a', name='b')", "a-b"),
        ("os.environ['STAGE']", "${?}"),
        ("os.environ.get('STAGE', 'dev')", "dev"),
        ("os.getenv('STAGE') or 'dev'", "dev"),
        ("os.path.join(os.path.dirname(__file__), 'x')", "/@scanned/conf/x"),
        ("str(pathlib.Path(__file__).parent.parent / 'x')", "/@scanned/x"),
        ("dict(a=1, **{'b': 2})", {"a": 1, "b": 2}),
        ("','.join(sorted({'a'}))", "a"),
        ("[1, 2, 3][1:]", [2, 3]),
        ("{'a': 1} | {'b': 2}", {"a": 1, "b": 2}),
    ],
)
def test_expressions_of_python(evaluate: Evaluate, expression: str, value: object) -> None:
    program = evaluate({"conf/a.py": f"import os, pathlib\nx = {expression}\n"})
    assert data(program, "x") == value


def test_every_value_knows_where_it_is_written(evaluate: Evaluate) -> None:
    program = evaluate({"a.ts": "const name = 'x';\nexport const c = {\n  name,\n  size: 1,\n};\n"})
    node = node_of(program.exports["c"])
    assert (node.get("name").span, node.key_span("size")) == (Span("a.ts", 3, 3), Span("a.ts", 4, 3))


def test_modules_import_each_other(evaluate: Evaluate) -> None:
    program = evaluate(
        {
            "main.ts": """
                import fn, {stage as s} from './lib';
                import * as all from './lib';
                import settings from './settings.json';
                export const x = [fn(s), all.deep, settings.a];
            """,
            "lib/index.ts": """
                export * from './other';
                export const stage = 'dev';
                export default (name: string) => `f-${name}`;
            """,
            "lib/other.ts": "import {stage} from '.';\nexport const deep = 1;\nexport const later = () => stage;\n",
            "settings.json": '{"a": 2}',
        }
    )
    assert data(program, "x") == ["f-dev", 1, 2]


def test_common_modules(evaluate: Evaluate) -> None:
    program = evaluate(
        {"a.js": "const {f} = require('./b');\nmodule.exports = {x: f(1)};\n", "b.js": "exports.f = n => n + 1;\n"}
    )
    assert plain(node_of(program.exports["default"])) == {"x": 2}


def test_packages_of_python(evaluate: Evaluate) -> None:
    program = evaluate(
        {
            "app.py": "from lib.names import *\nfrom lib import names\nimport lib.names\nx = A, names.A, lib.names.A\n",
            "lib/__init__.py": "",
            "lib/names.py": "A = 1\n",
        }
    )
    assert data(program, "x") == [1, 1, 1]


def test_classes_inherit(evaluate: Evaluate) -> None:
    program = evaluate(
        {
            "a.ts": """
                enum Stage { dev = 'd', prod = 'p' }
                class Base {
                  static kind = 'k';
                  size = 1;
                  constructor(protected readonly name: string) {}
                  get title() { return this.name + this.suffix(); }
                  suffix() { return '!'; }
                }
                class Kid extends Base {
                  more = [2];
                  constructor() { super('kid'); this.size = 5; }
                  suffix() { return super.suffix() + '?'; }
                }
                const kid = new Kid();
                export const x = [kid.title, kid.size, kid.more, Kid.kind, Stage.prod];
            """
        }
    )
    assert data(program, "x") == ["kid!?", 5, [2], "k", "p"]


@pytest.mark.parametrize(("file", "kept"), [("app.ts", "shop"), ("app.js", None)])
def test_a_field_declared_again_without_a_value(evaluate: Evaluate, file: str, kept: str | None) -> None:
    base = "class Base { constructor(app) { this.app = app; } }"
    text = f"""
        {base}
        class Own extends Base {{
          app;
          other;
          constructor() {{ super('shop'); this.seen = [this.app, this.other === undefined]; }}
        }}
        exports.it = new Own().seen;
        class Plain extends Base {{ app; }}
        exports.plain = new Plain('shop').app;
        """
    program = evaluate({file: text})
    assert data(program, "it") == [kept, True]
    assert data(program, "plain") == kept


def test_classes_of_python(evaluate: Evaluate) -> None:
    program = evaluate(
        {
            "a.py": """
                from dataclasses import dataclass
                from enum import Enum
                class Size(Enum):
                    BIG = 10
                @dataclass
                class Config:
                    name: str
                    size: int = Size.BIG.value
                    @property
                    def title(self): return f"{self.name}!"
                class Kid(Config):
                    def __init__(self, name, **more):
                        super().__init__(name, **more)
                        self.kid = True
                one, two = Config("a", size=3), Kid("b")
                x = [one.title, one.size, two.title, two.size, two.kid]
            """
        }
    )
    assert data(program, "x") == ["a!", 3, "b!", 10, True]


def test_both_sides_of_an_unknown_condition(evaluate: Evaluate) -> None:
    program = evaluate(
        {
            "a.ts": """
                const list = [];
                let name = 'a', same = 1, made;
                if (process.env.X) { name = 'b'; same = 2; list.push('then'); made = {x: 1}; }
                else { same = 2; list.push('else'); }
                if (!process.env.Y) throw new Error('Y is missing');
                function pick() { if (process.env.X) return 1; return 1; }
                export const x = [name, same, list, made, pick()];
            """
        }
    )
    assert data(program, "x") == ["${?}", 2, ["then", "else"], {"x": 1}, 1]


def test_loops(evaluate: Evaluate) -> None:
    program = evaluate(
        {
            "a.py": """
                x = []
                for i in range(3):
                    if i == 1: continue
                    x.append(i)
                while len(x) < 4: x.append("w")
            """
        }
    )
    assert data(program, "x") == [0, 2, "w", "w"]


@pytest.mark.parametrize(
    "text",
    [
        "def f(): return f()\nf()\nx = 1\n",
        "x = 1\nwhile True:\n    x = 1\n",
        "x = 1\ny = [0]\nfor i in range(1000):\n    for j in range(1000):\n        y = y + y\n",
        "x = 1\ny = 'a'\nfor i in range(100): y = y + y\n",
        "import a\nx = 1\nclass A(A): pass\nA().b.c(1)[2](**3)\n",
    ],
)
def test_no_program_takes_forever(evaluate: Evaluate, text: str) -> None:
    assert data(evaluate({"a.py": text}), "x") == 1


def test_a_program_that_goes_on_too_long_is_told(evaluate: Evaluate) -> None:
    loops = "for i in range(300):\n for j in range(300):\n  for k in range(300): y = i\n"
    text = f"x = 1\n{loops}z = 2\n"
    program = evaluate({"a.py": text})
    assert (data(program, "x"), "z" in program.exports) == (1, False)
    assert [d.message for d in program.diagnoses] == [
        "the program does more than can be evaluated; the rest is left out from a.py:4 on"
    ]


def test_calls_of_libraries_are_remembered(evaluate: Evaluate) -> None:
    program = evaluate({"a.ts": "import { app } from '@azure/functions';\napp.http('hi', { methods: ['GET'] });\n"})
    (call,) = program.calls
    assert (call.name, call.span) == ("@azure/functions.app.http", Span("a.ts", 2, 1))
    assert [plain(node_of(argument)) for argument in call.arguments.args] == ["hi", {"methods": ["GET"]}]


def test_decorators_are_remembered_with_their_function(evaluate: Evaluate) -> None:
    program = evaluate(
        {
            "app.py": """
                from chalice import Chalice
                app = Chalice(app_name="x")
                @app.route("/a", methods=["GET"])
                @app.lambda_function
                def index(): pass
            """
        }
    )
    decorated = {call.name: call for call in program.calls if isinstance(call.decorated, Closure)}
    assert list(decorated) == ["chalice.Chalice().route", "chalice.Chalice().lambda_function"]
    route = decorated["chalice.Chalice().route"]
    assert isinstance(route.decorated, Closure) and route.decorated.function.name == "index"
    origin = route.receiver.origin
    assert origin is not None and plain(node_of(origin.arguments.keywords["app_name"])) == "x"


class _Thing(Symbol):
    def __init__(self, name: str, span: Span) -> None:
        self.name, self.span = name, span

    def member(self, machine: Machine, name: str, span: Span) -> Value:
        return node_of(_Thing(f"{self.name}.{name}", span))

    def node(self, span: Span):  # type: ignore[no-untyped-def]
        from goatherd.frontends.node import Node

        return Node.scalar(self.name, span)


class _Things(Hooks):
    def call(self, machine: Machine, external: External, arguments: Arguments) -> Value | None:
        return _Thing("made", arguments.span) if external.name == "lib.Thing" else None

    def construct(self, machine: Machine, instance: Instance, base: External, arguments: Arguments) -> Value | None:
        return _Thing("base", arguments.span)


def test_hooks_give_libraries_a_meaning(evaluate: Evaluate) -> None:
    files = {
        "a.ts": """
            import { Thing, Other } from 'lib';
            class Own extends Other { constructor() { super(); } twice() { return this.arn + this.arn; } }
            export const x = [new Thing(), new Thing().arn, new Own().twice()];
        """
    }
    assert data(evaluate(files, hooks=_Things()), "x") == ["made", "made.arn", "base.arnbase.arn"]


def test_a_class_that_nobody_instantiates_can_be(evaluate: Evaluate) -> None:
    program = evaluate({"a.py": "class A:\n    def __init__(self, name, size):\n        self.x = [name, size]\n"})
    cls = program.exports["A"]
    assert isinstance(cls, Class)
    made = program.call(cls, Arguments([], {}, Span("a.py", 1), open=True))
    assert made is not None and plain(node_of(made)) == {"x": ["${?}", "${?}"]}
