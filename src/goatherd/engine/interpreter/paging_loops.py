"""Loops over the pages of a table that look at where the last page ended, and start over all the same."""

from __future__ import annotations

from goatherd.code import ir

_MARK = "LastEvaluatedKey"
_START = "ExclusiveStartKey"
_MOST_NODES = 2_000


def stays_on_a_page(loop: ir.While) -> bool:
    """Whether the loop's own text names the key that a page of DynamoDB ends with, and never one to start at.

    A loop that starts somewhere in one branch may start at the beginning in another.
    """
    pending: list[object] = [loop.test, loop.body, loop.update]
    marked = False
    for _ in range(_MOST_NODES):
        if not pending:
            return marked
        part = pending.pop()
        if part == _START:
            return False
        marked = marked or part == _MARK
        if isinstance(part, list | tuple):
            pending.extend(part)
        elif isinstance(part, ir.Node):
            pending.extend(getattr(part, name) for name in part.__slots__)
    return False
