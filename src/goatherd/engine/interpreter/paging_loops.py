"""Loops over the pages of a table: those that look at where the last page ended."""

from __future__ import annotations

from goatherd.code import ir

_MARK = "LastEvaluatedKey"
_MOST_NODES = 2_000


def is_over_pages(loop: ir.While) -> bool:
    """Whether the loop's own text names the key that a page of DynamoDB ends with."""
    pending: list[object] = [loop.test, loop.body, loop.update]
    for _ in range(_MOST_NODES):
        if not pending:
            return False
        part = pending.pop()
        if part == _MARK:
            return True
        if isinstance(part, list | tuple):
            pending.extend(part)
        elif isinstance(part, ir.Node):
            pending.extend(getattr(part, name) for name in part.__slots__)
    return False
