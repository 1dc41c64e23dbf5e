"""The IR as compact text that reads like JavaScript, for tests to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from goatherd.code import ir
from goatherd.code.javascript import lower

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="session")
def lowered() -> Callable[..., str]:
    """(source, path="a.js"): the text of a file's statements; the file must have no problems."""

    def text(source: str, path: str = "a.js") -> str:
        module = lower(path, source)
        assert not module.problems, module.problems
        return body(module.body)

    return text


@pytest.fixture(scope="session")
def text() -> Callable[[list[ir.Stmt]], str]:
    """The text of statements."""
    return body


def body(statements: list[ir.Stmt]) -> str:
    return "; ".join(map(show, statements))


def block(statements: list[ir.Stmt]) -> str:
    return "{" + body(statements) + "}"


def many(nodes: list[Any]) -> str:
    return ", ".join(map(show, nodes))


def function(f: ir.FunctionIR) -> str:
    stars = {"star": "..."}
    params = ", ".join(
        stars.get(p.kind, "") + show(p.target) + (f" = {show(p.default)}" if p.default else "") for p in f.params
    )
    words = [*(f"@{show(d)}" for d in f.decorators), f.kind, "async" if f.is_async else ""]
    words += ["arrow" if f.arrow else "function", "*" if f.is_generator else "", f"{f.name}({params})", block(f.body)]
    return " ".join(filter(None, words))


def class_(c: ir.ClassIR) -> str:
    words = [*(f"@{show(d)}" for d in c.decorators), "class", c.name]
    words += [f"extends {many(c.bases)}"] if c.bases else []
    fields = [f"field {show(k)}" + (f" = {show(v)}" if v else "") for k, v in c.fields]
    return " ".join(words) + " {" + "; ".join([*fields, *map(show, c.body)]) + "}"


def entry(key: ir.Expr | None, value: ir.Expr) -> str:
    return f"...{show(value)}" if key is None else f"{show(key)}: {show(value)}"


def call(node: ir.Call) -> str:
    func = ("new " if node.new else "") + show(node.func) + ("?." if node.optional else "")
    return f"{func}{'`' if node.tagged else ''}({many(node.args)})"


def loop(node: ir.While) -> str:
    update = f"; {body(node.update)}" if node.update else ""
    return f"{'do ' if node.do else ''}while ({show(node.test)}{update}) {block(node.body)}"


def switch(node: ir.Switch) -> str:
    cases = [(f"case {show(test)}" if test else "default") + f": {block(stmts)}" for test, stmts in node.cases]
    return f"switch ({show(node.subject)}) {{{' '.join(cases)}}}"


def try_(node: ir.Try) -> str:
    caught = [f" catch({show(target) if target else ''}) {block(stmts)}" for _, target, stmts in node.handlers]
    return f"try {block(node.body)}{''.join(caught)}" + (f" finally {block(node.finalbody)}" if node.finalbody else "")


def import_(node: ir.Import) -> str:
    names = [f"{name} as {local}" for name, local in node.names] + ([f"* as {node.alias}"] if node.alias else [])
    return f"import {{{', '.join(names)}}} from {node.module}"


def export(node: ir.Export) -> str:
    names = ", ".join(f"{local} as {exported}" for exported, local in node.names)
    return f"export {{{names}}}" + (f" from {node.module}" if node.module else "")


SHOW: dict[type, Any] = {
    ir.Const: lambda n: repr(n.value),
    ir.Regex: lambda n: f"/{n.pattern}/{n.flags}",
    ir.Name: lambda n: n.id,
    ir.Attr: lambda n: show(n.obj) + ("?." if n.optional else ".") + n.name,
    ir.Item: lambda n: show(n.obj) + ("?." if n.optional else "") + f"[{show(n.key)}]",
    ir.Call: call,
    ir.Binary: lambda n: f"({show(n.left)} {n.op} {show(n.right)})",
    ir.Logical: lambda n: f"({show(n.left)} {n.op} {show(n.right)})",
    ir.Compare: lambda n: f"({show(n.left)} {n.op} {show(n.right)})",
    ir.Unary: lambda n: f"({n.op} {show(n.operand)})",
    ir.Conditional: lambda n: f"({show(n.test)} ? {show(n.then)} : {show(n.other)})",
    ir.Template: lambda n: f"`{' '.join(map(show, n.parts))}`",
    ir.List: lambda n: f"[{many(n.items)}]",
    ir.Dict: lambda n: "{" + ", ".join(entry(k, v) for k, v in n.entries) + "}",
    ir.Lambda: lambda n: f"({function(n.function)})",
    ir.ClassExpr: lambda n: f"({class_(n.cls)})",
    ir.Await: lambda n: f"await {show(n.value)}",
    ir.Yield: lambda n: "yield" + ("*" if n.delegate else "") + (f" {show(n.value)}" if n.value else ""),
    ir.Spread: lambda n: f"...{show(n.value)}",
    ir.AssignExpr: lambda n: f"({show(n.target)} {'=:' if n.postfix else ':='} {show(n.value)})",
    ir.Sequence: lambda n: f"({many(n.items)})",
    ir.ImportExpr: lambda n: f"import({show(n.source)})",
    ir.ListPattern: lambda n: f"<{many(n.items)}>",
    ir.DictPattern: lambda n: (
        "<{" + ", ".join([*(entry(k, v) for k, v in n.entries), *([f"...{show(n.rest)}"] if n.rest else [])]) + "}>"
    ),
    ir.Star: lambda n: f"...{show(n.target)}",
    ir.DefaultPattern: lambda n: f"{show(n.target)} = {show(n.default)}",
    ir.ExprStmt: lambda n: show(n.value),
    ir.Assign: lambda n: f"{'let ' if n.declares else ''}{show(n.target)} = {show(n.value)}",
    ir.AugAssign: lambda n: f"{show(n.target)} {n.op}= {show(n.value)}",
    ir.Delete: lambda n: f"delete {show(n.target)}",
    ir.If: lambda n: f"if ({show(n.test)}) {block(n.body)}" + (f" else {block(n.orelse)}" if n.orelse else ""),
    ir.While: loop,
    ir.For: lambda n: f"for ({show(n.target)} {n.kind} {show(n.iterable)}) {block(n.body)}",
    ir.Return: lambda n: "return" + (f" {show(n.value)}" if n.value else ""),
    ir.Raise: lambda n: f"throw {show(n.value)}",
    ir.Break: lambda n: f"break {n.label}".rstrip(),
    ir.Continue: lambda n: f"continue {n.label}".rstrip(),
    ir.Labeled: lambda n: f"{n.label}: {show(n.body)}",
    ir.Try: try_,
    ir.Switch: switch,
    ir.Block: lambda n: block(n.body),
    ir.FunctionDef: lambda n: function(n.function),
    ir.ClassDef: lambda n: class_(n.cls),
    ir.Import: import_,
    ir.Export: export,
}


def show(node: ir.Node) -> str:
    return str(SHOW[type(node)](node))
