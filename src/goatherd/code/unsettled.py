"""Promises that may never settle: nobody can, or what their executor awaits fails and it does not say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.code.walking import HOLDERS, below

if TYPE_CHECKING:
    from collections.abc import Iterator


def unsettled_promises(module: ir.Module) -> tuple[tuple[int, bool], ...]:
    """Where they are made, and whether they settle unless something awaited is rejected."""
    found: set[tuple[int, bool]] = set()
    dropped = {id(node.value) for node in below(module.body) if isinstance(node, ir.ExprStmt)}
    for node in below(module.body):
        made = isinstance(node, ir.Call) and node.new and isinstance(node.func, ir.Name) and node.func.id == "Promise"
        executor = node.args[0] if made and node.args else None
        if not isinstance(executor, ir.Lambda) or id(node) in dropped:
            continue  # nobody waits for what is thrown away
        if not executor.function.params:
            found.add((node.pos, False))
        elif executor.function.is_async and any(map(_may_fail, _left_open(executor.function.body))):
            found.add((node.pos, True))
    return tuple(sorted(found))


def _left_open(root: Any) -> Iterator[ir.Await]:
    """What is awaited where no handler hears of its rejection."""
    pending: list[Any] = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, (list, tuple)):
            pending.extend(node)
        elif isinstance(node, ir.Try) and node.handlers:
            continue  # how its handlers end is their own
        elif isinstance(node, HOLDERS) and not isinstance(node, (ir.FunctionIR, ir.ClassIR)):
            pending.extend(getattr(node, slot) for slot in node.__slots__)
            if isinstance(node, ir.Await):
                yield node


def _may_fail(awaited: ir.Await) -> bool:
    """Whether it may be rejected: a promise that is made on the spot has its own executor, and `catch` hears of it."""
    value = awaited.value
    if not isinstance(value, ir.Call) or value.new:
        return False
    return not any(isinstance(node, ir.Attr) and node.name == "catch" for node in below(value.func))
