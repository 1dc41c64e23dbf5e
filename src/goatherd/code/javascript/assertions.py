"""`a + b!.c`: the grammar of TypeScript binds what follows `!` to the whole of `a + b`; here it goes to `b` alone.

Nobody can write that tree without parentheses, so where there are none it is put right. (tree-sitter-typescript 0.23.2)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir

if TYPE_CHECKING:
    from tree_sitter import Node

_OPERATIONS = (ir.Binary, ir.Logical, ir.Compare, ir.Unary)
_FIELDS = {"binary_expression": "right", "unary_expression": "argument"}


def rebound(made: ir.Attr | ir.Item | ir.Call, node: Node | None) -> ir.Expr:
    """A member or call as it is, or the operation that it was made of with the member of its last operand.

    `node` is where the object or the function is from.
    """
    base = "func" if isinstance(made, ir.Call) else "obj"
    value: ir.Expr = getattr(made, base)
    if not isinstance(value, _OPERATIONS):
        return made
    while node is not None and node.type == "non_null_expression":
        node = node.named_children[0]
    if node is None or node.type == "parenthesized_expression":
        return made
    holder: ir.Expr = value
    while True:
        name = "operand" if isinstance(holder, ir.Unary) else "right"
        last = getattr(holder, name)
        # Below a member that has been put right, operations on the way are never in parentheses.
        node = node.child_by_field_name(_FIELDS[node.type]) if node is not None and node.type in _FIELDS else None
        if not isinstance(last, _OPERATIONS) or (node is not None and node.type not in _FIELDS):
            setattr(made, base, last)
            setattr(holder, name, made)
            return value
        holder = last
