"""The nodes of a program, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir

if TYPE_CHECKING:
    from collections.abc import Iterator

HOLDERS = (ir.Node, ir.FunctionIR, ir.ClassIR, ir.Param)
_ATOMS = frozenset({str, int, bool, type(None)})  # most of what nodes hold


def below(root: Any, *, deeper: bool = True) -> Iterator[Any]:
    """A tree's nodes, in no order; without functions and classes within and what is in them, unless `deeper`."""
    pending: list[Any] = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, (list, tuple)):
            pending.extend(part for part in node if type(part) not in _ATOMS)
        elif isinstance(node, HOLDERS) and (deeper or not isinstance(node, (ir.FunctionIR, ir.ClassIR))):
            yield node
            pending.extend(part for slot in node.__slots__ if type(part := getattr(node, slot)) not in _ATOMS)


def functions_in(module: ir.Module) -> Iterator[ir.FunctionIR]:
    """All functions of a file, those within others too, in no order."""
    return (node for node in below(module.body) if isinstance(node, ir.FunctionIR))
