"""Objects and lists of TypeScript and JavaScript -> pieces."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from goatherd.code.javascript.parse import TooCostly, syntax_tree
from goatherd.fixes.pieces import Kind, Piece, Source, Syntax
from goatherd.fixes.unfixable import Unfixable

if TYPE_CHECKING:
    import tree_sitter


def nodes_of(source: Source, type: str) -> list[tree_sitter.Node]:
    """The nodes of one type in a file; raises Unfixable."""
    try:
        tree = syntax_tree(source.path, source.text.encode())
    except TooCostly as error:
        raise Unfixable("the file takes too long to read") from error
    found, pending = [], [tree.root_node]
    while pending:
        node = pending.pop()
        if node.type == type:
            found.append(node)
        pending.extend(node.named_children)
    return found


def text_of(source: Source, node: tree_sitter.Node) -> str:
    """What is written there."""
    return source.text[place_of(source, node.start_byte) : place_of(source, node.end_byte)]


def place_of(source: Source, byte: int) -> int:
    """The character that a byte belongs to."""
    return byte if source.text.isascii() else _characters(source.text)[byte]


@lru_cache(maxsize=4)
def _characters(text: str) -> list[int]:
    return [place for place, one in enumerate(text) for _ in range(len(one.encode()))] + [len(text)]


def object_of(source: Source, node: tree_sitter.Node) -> Piece:
    """A mapping; what is no pair of a key and a value is an `other` among its `elements`, whose `name` is its type."""
    piece = Piece("mapping", place_of(source, node.start_byte), place_of(source, node.end_byte), Syntax.FLOW)
    for child in node.named_children:
        if child.type == "comment":
            continue
        key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        start, end = place_of(source, child.start_byte), place_of(source, child.end_byte)
        if key is None or value is None:
            other = Piece("other", start, end, Syntax.FLOW, value=text_of(source, child), name=child.type)
            piece.elements.append(other)
            continue
        name = text_of(source, key).strip("'\"")
        piece.entries[name] = _value(source, value)
        piece.keys[name] = (start, place_of(source, key.end_byte))
    return piece.adopt()


def _value(source: Source, node: tree_sitter.Node) -> Piece:
    if node.type == "object":
        return object_of(source, node)
    start, end = place_of(source, node.start_byte), place_of(source, node.end_byte)
    if node.type == "array":
        elements = [_value(source, child) for child in node.named_children if child.type != "comment"]
        return Piece("sequence", start, end, Syntax.FLOW, elements=elements).adopt()
    kind: Kind = "scalar" if node.type == "string" else "other"
    return Piece(kind, start, end, Syntax.FLOW, value=source.text[start:end].strip("'\"`"))
