"""Targets of assignments and declarations: names, members, destructuring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.code.javascript.literals import key
from goatherd.code.javascript.lowering import WITHOUT_MEANING, inner, position

if TYPE_CHECKING:
    from tree_sitter import Node

    from goatherd.code.javascript.lowering import Lowering, Targets


def identifier(lw: Lowering, node: Node, declare: str) -> ir.Expr:
    result = lw.name(position(node), lw.text(node))
    if declare:
        lw.scopes.declare(result.id, hoisted=declare == "var")
    return result


def member(lw: Lowering, node: Node, _declare: str) -> ir.Expr:
    return lw.expr(node)


def wrapped(lw: Lowering, node: Node, declare: str) -> ir.Expr:
    """Parentheses, `x!` and `x as T` around a target."""
    return lw.target(inner(node), declare)


def with_default(lw: Lowering, node: Node, declare: str) -> ir.Expr:
    target = lw.target(node.child_by_field_name("left"), declare)
    return ir.DefaultPattern(position(node), target, lw.field(node, "right"))


def array(lw: Lowering, node: Node, declare: str) -> ir.Expr:
    items: list[ir.Expr] = []
    filled = False
    for child in node.children:
        kind = child.type
        if kind == ",":
            if not filled:
                items.append(ir.Const(position(child), ir.UNDEFINED))
            filled = False
        elif kind in _REST:
            items.append(ir.Star(position(child), wrapped(lw, child, declare)))
            filled = True
        elif child.is_named and kind not in WITHOUT_MEANING:
            items.append(lw.target(child, declare))
            filled = True
    return ir.ListPattern(position(node), items)


def object_(lw: Lowering, node: Node, declare: str) -> ir.Expr:
    entries: list[tuple[ir.Expr, ir.Expr]] = []
    rest: ir.Expr | None = None
    for child in node.named_children:
        kind = child.type
        if kind in _PAIRS:
            target = lw.target(child.child_by_field_name("value"), declare)
            entries.append((key(lw, child.child_by_field_name("key")), target))
        elif kind in _REST:
            rest = wrapped(lw, child, declare)
        elif kind not in WITHOUT_MEANING:
            target = lw.target(child, declare)
            name = target.target if isinstance(target, ir.DefaultPattern) else target
            entries.append((ir.Const(target.pos, name.id if isinstance(name, ir.Name) else ir.UNDEFINED), target))
    return ir.DictPattern(position(node), entries, rest)


def names(target: ir.Expr) -> list[str]:
    """The variables that a target binds."""
    if isinstance(target, ir.Name):
        return [target.id]
    if isinstance(target, ir.DefaultPattern | ir.Star):
        return names(target.target)
    if isinstance(target, ir.ListPattern):
        return [name for item in target.items for name in names(item)]
    if isinstance(target, ir.DictPattern):
        parts = [value for _, value in target.entries] + ([target.rest] if target.rest else [])
        return [name for part in parts for name in names(part)]
    return []


_REST = frozenset({"rest_pattern", "spread_element"})
_PAIRS = frozenset({"pair_pattern", "pair"})

# A literal stands where a pattern should when the parser had to choose before it saw the `=`.
TARGETS: Targets = {
    "identifier": identifier,
    "undefined": identifier,
    "shorthand_property_identifier_pattern": identifier,
    "shorthand_property_identifier": identifier,
    "member_expression": member,
    "subscript_expression": member,
    "parenthesized_expression": wrapped,
    "non_null_expression": wrapped,
    "as_expression": wrapped,
    "satisfies_expression": wrapped,
    "type_assertion": wrapped,
    "assignment_pattern": with_default,
    "object_assignment_pattern": with_default,
    "assignment_expression": with_default,
    "array_pattern": array,
    "array": array,
    "object_pattern": object_,
    "object": object_,
}
