"""Classes that a program makes no object of, unless a switch is turned off which is on by default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import Class

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.frontends.programs.scope import Scope
    from goatherd.frontends.programs.values import Value


def is_default(asked: Value) -> bool:
    """Whether what was asked has its answer by default, and may have another one where it is deployed."""
    return isinstance(asked, Node) and asked.kind == "scalar" and bool(asked.why)


def classes_in(branch: Sequence[ir.Stmt], scope: Scope) -> Iterator[Class]:
    """The classes that a branch names."""
    pending: list[Any] = [branch]
    while pending:
        node = pending.pop()
        if isinstance(node, (list, tuple)):
            pending.extend(node)
        elif isinstance(node, ir.Name):
            value = scope.find(node.id)
            if isinstance(value, Class):
                yield value
        elif isinstance(node, ir.Node):
            pending.extend(getattr(node, slot) for slot in node.__slots__)
