"""Where code takes the first record of an event, and never looks at others."""

from __future__ import annotations

from typing import Any

from goatherd.code import ir
from goatherd.code.walking import HOLDERS

_RECORDS = "Records"


def first_records(module: ir.Module) -> tuple[tuple[int, ...], bool]:
    """The places, and whether the file does anything else with the records of an event."""
    found: list[int] = []
    others = False
    pending: list[Any] = [module.body]
    while pending:
        node = pending.pop()
        if isinstance(node, (list, tuple)):
            pending.extend(node)
            continue
        if not isinstance(node, HOLDERS):
            continue
        if isinstance(node, ir.Item) and _is_records(node.obj) and _is_first(node.key):
            found.append(node.pos)
            continue
        if isinstance(node, ir.Assign) and _is_records(node.value) and isinstance(node.target, ir.ListPattern):
            only = len(node.target.items) == 1 and not isinstance(node.target.items[0], ir.Star)
            found += [node.pos] if only else []
            others = others or not only
            continue
        others = others or _is_records(node) or _picks_records(node)
        pending.extend(getattr(node, slot) for slot in node.__slots__)
    return tuple(sorted(found)), others


def _is_records(node: object) -> bool:
    if isinstance(node, ir.Item):
        return isinstance(node.key, ir.Const) and node.key.value == _RECORDS
    return isinstance(node, ir.Attr) and node.name == _RECORDS


def _is_first(key: ir.Expr) -> bool:
    return isinstance(key, ir.Const) and key.value == 0 and not isinstance(key.value, bool)


def _picks_records(node: object) -> bool:
    """`const { Records } = event`, `event.get("Records")`."""
    if isinstance(node, ir.DictPattern):
        return any(isinstance(key, ir.Const) and key.value == _RECORDS for key, _ in node.entries)
    if not isinstance(node, ir.Call) or not isinstance(node.func, ir.Attr):
        return False
    return any(isinstance(argument, ir.Const) and argument.value == _RECORDS for argument in node.args)
