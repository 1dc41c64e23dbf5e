"""JSX elements as calls of `__jsx__`: component or tag, properties, children."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.code.javascript.lowering import WITHOUT_MEANING, inner, position

if TYPE_CHECKING:
    from tree_sitter import Node

    from goatherd.code.javascript.lowering import Expressions, Lowering

FUNCTION = "__jsx__"
_LINE_BREAK = re.compile(r"[ \t]*\r?\n\s*")


def element(lw: Lowering, node: Node) -> ir.Expr:
    opening = node.child_by_field_name("open_tag")
    children = [child for child in node.named_children if child.type not in _TAGS]
    return _call(lw, node, opening or node, children)


def self_closing(lw: Lowering, node: Node) -> ir.Expr:
    return _call(lw, node, node, [])


def _call(lw: Lowering, node: Node, opening: Node, children: list[Node]) -> ir.Expr:
    pos = position(node)
    args = [_tag(lw, opening), _properties(lw, opening)]
    for child in children:
        value = _child(lw, child)
        if value is not None:
            args.append(value)
    return ir.Call(pos, ir.Name(pos, FUNCTION), args, [], False, False, False)


def _tag(lw: Lowering, opening: Node) -> ir.Expr:
    """A component in scope, or the name of an element; a fragment's is empty."""
    name = opening.child_by_field_name("name")
    if name is None:
        return ir.Const(position(opening), "")
    text = lw.text(name)
    if name.type == "member_expression" or (name.type == "identifier" and "-" not in text and not text[:1].islower()):
        return lw.expr(name)
    return ir.Const(position(name), text)


def _properties(lw: Lowering, opening: Node) -> ir.Expr:
    entries: list[tuple[ir.Expr | None, ir.Expr]] = []
    for attribute in opening.children_by_field_name("attribute"):
        parts = [child for child in attribute.named_children if child.type not in WITHOUT_MEANING]
        if attribute.type == "jsx_expression":
            entries.extend((None, lw.inner(part)) for part in parts if part.type == "spread_element")
        elif parts:
            pos = position(parts[0])
            value = _child(lw, parts[1]) if len(parts) > 1 else ir.Const(pos, True)
            entries.append((ir.Const(pos, lw.text(parts[0])), value or lw.expr(None)))
    return ir.Dict(position(opening), entries)


def _child(lw: Lowering, node: Node) -> ir.Expr | None:
    """A child or an attribute's value; None where there is nothing but white space or a comment."""
    kind = node.type
    if kind == "jsx_expression":
        value = inner(node)
        return lw.expr(value) if value else None
    if kind == "string":
        return ir.Const(position(node), unescape(lw.text(node)[1:-1]))
    if kind in _TEXT:
        text = _LINE_BREAK.sub("\n", lw.text(node))
        text = unescape(text.strip("\n").replace("\n", " "))
        return ir.Const(position(node), text) if text else None
    if kind in WITHOUT_MEANING:
        return None
    return lw.expr(node)


_TAGS = frozenset({"jsx_opening_element", "jsx_closing_element"})
_TEXT = frozenset({"jsx_text", "html_character_reference"})

EXPRESSIONS: Expressions = {
    "jsx_element": element,
    "jsx_self_closing_element": self_closing,
}
