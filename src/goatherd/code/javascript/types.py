"""Types that exist when the program runs: TypeScript hands the names of classes to whoever reads decorators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.code.javascript.lowering import position

if TYPE_CHECKING:
    from tree_sitter import Node

    from goatherd.code.javascript.lowering import Lowering

_PREDEFINED = {"string": "String", "number": "Number", "boolean": "Boolean"}


def type_name(lw: Lowering, annotation: Node | None) -> ir.Expr | None:
    """What a type annotation names; None for one that is made of others."""
    if annotation is None:
        return None
    for node in annotation.named_children:
        kind = node.type
        if kind == "type_identifier":
            return lw.name(position(node), lw.text(node))
        if kind == "predefined_type" and lw.text(node) in _PREDEFINED:
            return ir.Name(position(node), _PREDEFINED[lw.text(node)])
        if kind == "generic_type":
            return type_name(lw, node)
        if kind == "nested_type_identifier":
            return _nested(lw, node)
    return None


def _nested(lw: Lowering, node: Node) -> ir.Expr | None:
    """`library.Name`."""
    module, name = node.child_by_field_name("module"), node.child_by_field_name("name")
    if module is None or name is None or module.type != "identifier":
        return None
    return ir.Attr(position(node), lw.name(position(module), lw.text(module)), lw.text(name), False)
