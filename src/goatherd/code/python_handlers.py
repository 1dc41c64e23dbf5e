"""What in a Python module looks like a Lambda handler."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code import ir

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

HANDLER_NAMES = frozenset({"lambda_handler", "handler", "lambdaHandler"})

_EVENT = re.compile(r"_*(?:event|evt)s?|lambda_event")
# All of which `handlers_in` finds any, and not much more: it parses.
MAY_HOLD_HANDLER = re.compile(
    rf"^(?:async\s+)?def\s+(?:{'|'.join(sorted(HANDLER_NAMES))}|\w+\s*\((?:\s|#[^\n]*\n)*(?:{_EVENT.pattern}))\b"
    r"|\bMangum\b|\bChalice\b|make_lambda_handler",
    re.MULTILINE,
)
_CONTEXT = re.compile(r"_*(?:context|ctx|lambda_context|_)|_")
# What wraps a web application for Lambda, or is one that its framework deploys there itself.
_APPLICATIONS = frozenset({"Mangum", "Chalice", "make_lambda_handler"})


def handlers_in(module: ir.Module, text: str) -> list[tuple[str, int]]:
    """(symbol, line) of every handler. One with a conventional name makes its helpers of the same shape no handlers."""
    applications = list(_applications(module))
    functions = [s.function for s in module.body if isinstance(s, ir.FunctionDef) and _takes_event(s.function)]
    chosen = [f for f in functions if f.name in HANDLER_NAMES]
    if not chosen:
        chosen = [f for f in functions if len(re.findall(rf"\b{re.escape(f.name)}\s*\(", text)) == 1]
    return applications + [(f.name, ir.line_of(f.pos)) for f in chosen]


def _takes_event(function: ir.FunctionIR) -> bool:
    names = [p.target.id for p in function.params if p.kind == "positional" and isinstance(p.target, ir.Name)]
    required = [p for p in function.params[2:] if p.kind == "positional" and p.default is None]
    if len(names) < 2 or required:
        return False
    if function.name in HANDLER_NAMES and names[0] != "self":
        return True
    return bool(_EVENT.fullmatch(names[0]) and _CONTEXT.fullmatch(names[1]))


def _applications(module: ir.Module) -> Iterator[tuple[str, int]]:
    for statement in module.body:
        if (name := constructed(statement, _APPLICATIONS)) is not None:
            yield name, ir.line_of(statement.pos)


def constructed(statement: ir.Stmt, kinds: Collection[str]) -> str | None:
    """The variable that a call of one of these names is put into."""
    if isinstance(statement, ir.Assign) and isinstance(statement.target, ir.Name):
        value = statement.value
        if isinstance(value, ir.Call) and _last_name(value.func) in kinds:
            return statement.target.id
    return None


def _last_name(node: ir.Expr) -> str:
    return node.name if isinstance(node, ir.Attr) else node.id if isinstance(node, ir.Name) else ""
