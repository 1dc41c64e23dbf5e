"""Long chains of calls and members (`set.add(a).add(b)…`) and of operators: a variable without a name holds each part.

Whoever walks a chain recurses into it, so that none is longer than MAX_LINKS. The parts come in a Sequence, as in
`(#1 = set.add(a).add(b), #1.add(c).add(d))`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.code.javascript.lowering import position

if TYPE_CHECKING:
    from tree_sitter import Node

    from goatherd.code.javascript.lowering import Lowering

MAX_LINKS = 40
_SHORTEST = 4 * MAX_LINKS  # bytes: a link takes two at least
_LINKS = frozenset({"call_expression", "member_expression", "subscript_expression"})


def is_long(node: Node) -> bool:
    """Whether it may be the end of a long chain: cheap to ask, for most are not."""
    return node.end_byte - node.start_byte >= _SHORTEST


def in_parts(lw: Lowering, node: Node) -> ir.Expr | None:
    """The chain that ends in `node` if it has to be taken apart."""
    links = [node]
    while (inner := links[-1].children[0]).type in _LINKS and not _is_held(lw, inner):
        links.append(inner)
    if len(links) <= MAX_LINKS:
        return None
    items: list[ir.Expr] = []
    for index in range(len(links) - MAX_LINKS, 0, -MAX_LINKS):
        part = links[index]
        name = held(lw, lw.expr(part), items)
        lw.held = (part.id, name)
    return ir.Sequence(position(node), [*items, lw.expr(node)])


def held(lw: Lowering, value: ir.Expr, items: list[ir.Expr]) -> str:
    """Put a value into a variable of its own, the assignment into `items`; the variable's name."""
    lw.parts += 1
    name = f"#{lw.parts}"
    lw.scopes.declare(name, hoisted=True)
    items.append(ir.AssignExpr(value.pos, lw.name(value.pos, name), value, False))
    return name


def owner(lw: Lowering, node: Node | None) -> ir.Expr:
    """What a link is a member or a call of."""
    if node is not None and _is_held(lw, node):
        return lw.name(position(node), lw.held[1])
    return lw.expr(node)


def _is_held(lw: Lowering, node: Node) -> bool:
    return lw.held[0] == node.id
