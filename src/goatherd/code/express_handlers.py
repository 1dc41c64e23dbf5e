"""Async handlers of Express whose errors nobody catches: version 4 waits for none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir

if TYPE_CHECKING:
    from collections.abc import Iterator

_HOLDERS = (ir.Node, ir.FunctionIR, ir.ClassIR, ir.Param)
_METHODS = frozenset({"get", "post", "put", "patch", "delete", "all"})


def unguarded_handlers(module: ir.Module) -> tuple[int, ...]:
    """The positions of the routes, in a file that uses Express."""
    if module.language != "javascript" or not _uses_express(module):
        return ()
    found = []
    for node in _inside(module.body):
        if isinstance(node, ir.Call) and isinstance(node.func, ir.Attr) and node.func.name in _METHODS:
            path = node.args[0] if node.args else None
            last = node.args[-1] if len(node.args) > 1 else None
            if isinstance(path, ir.Const) and isinstance(path.value, str) and _fails_unseen(last):
                found.append(node.pos)
    return tuple(sorted(found))


def _uses_express(module: ir.Module) -> bool:
    names = [node.module for node in _inside(module.body) if isinstance(node, ir.Import)]
    called = (node for node in _inside(module.body) if isinstance(node, ir.Call))
    required = [
        a.value
        for node in called
        if isinstance(node.func, ir.Name) and node.func.id == "require"
        for a in node.args
        if isinstance(a, ir.Const)
    ]
    used = {*names, *required}
    return "express" in used and "express-promise-router" not in used


def _fails_unseen(handler: object) -> bool:
    if not isinstance(handler, ir.Lambda) or not handler.function.is_async:
        return False
    return any(isinstance(node, ir.Await) for node in _unguarded(handler.function.body))


def _unguarded(root: Any) -> Iterator[Any]:
    """What runs in the handler itself outside of any `try` that catches."""
    pending: list[Any] = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, (list, tuple)):
            pending.extend(node)
        elif isinstance(node, ir.Try) and node.handlers:
            pending.append(node.finalbody)
        elif isinstance(node, _HOLDERS) and not isinstance(node, (ir.FunctionIR, ir.ClassIR)):
            caught = isinstance(node, ir.Await) and _is_caught(node.value)
            if not caught:
                yield node
            pending.extend(getattr(node, slot) for slot in node.__slots__)


def _is_caught(value: ir.Expr) -> bool:
    return isinstance(value, ir.Call) and isinstance(value.func, ir.Attr) and value.func.name == "catch"


def _inside(root: Any) -> Iterator[Any]:
    pending: list[Any] = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, (list, tuple)):
            pending.extend(node)
        elif isinstance(node, _HOLDERS):
            yield node
            pending.extend(getattr(node, slot) for slot in node.__slots__)
