"""Requests of an SDK that an async function sends and does not wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.code.walking import below, functions_in

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHAINED = frozenset({"then", "catch", "finally"})
_COMMAND = "Command"


def requests_left(module: ir.Module) -> tuple[tuple[int, str], ...]:
    """Their positions, and what they are for ("SendEmail")."""
    if module.language != "javascript":
        return ()
    functions = (function for function in functions_in(module) if function.is_async)
    return tuple(sorted({found for function in functions for found in _left(function.body)}))


def _left(body: Any) -> Iterator[tuple[int, str]]:
    for node in below(body, deeper=False):
        value = node.value if isinstance(node, ir.ExprStmt) else None
        if isinstance(value, ir.Unary) and value.op == "void":
            value = value.operand
        while isinstance(value, ir.Call) and isinstance(value.func, ir.Attr) and value.func.name in _CHAINED:
            value = value.func.obj
        what = _request(value)
        if what:
            yield node.pos, what


def _request(value: object) -> str:
    """The operation of `client.send(new SendEmailCommand(…))` and `client.sendEmail(…).promise()`."""
    if not isinstance(value, ir.Call) or not isinstance(value.func, ir.Attr):
        return ""
    if value.func.name == "promise" and isinstance(value.func.obj, ir.Call):
        called = value.func.obj.func
        return called.name if isinstance(called, ir.Attr) else ""
    given = value.args[0] if value.func.name == "send" and len(value.args) == 1 else None
    if not isinstance(given, ir.Call) or not given.new or not isinstance(given.func, ir.Name):
        return ""
    return given.func.id.removesuffix(_COMMAND) if given.func.id.endswith(_COMMAND) else ""
