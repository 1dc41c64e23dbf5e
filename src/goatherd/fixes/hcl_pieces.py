"""Terraform's HCL -> pieces, JSON in its heredocs included."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from goatherd.fixes.pieces import Piece, Source, Syntax
from goatherd.fixes.unfixable import Unfixable
from goatherd.fixes.yaml_pieces import of_node
from goatherd.frontends.json import parse_json
from goatherd.frontends.terraform.lower import MAX_DEPTH
from goatherd.frontends.terraform.parse import hcl_parser

if TYPE_CHECKING:
    import tree_sitter

_FILLED_IN = re.compile(r"\$\{[^{}\n]*\}")


def read_hcl(path: str, text: str) -> Source:
    """A file of a configuration; raises Unfixable."""
    reader = _Reader(path, text)
    root = hcl_parser().parse(reader.bytes).root_node
    if root.has_error:
        raise Unfixable("the file is not valid HCL")
    reader.source.roots = [reader.block(root, 0)]
    return reader.source


class _Reader:
    def __init__(self, path: str, text: str) -> None:
        self.source = Source(path, text, [])
        self.bytes = text.encode()

    @cached_property
    def _characters(self) -> list[int]:
        """The character that each byte belongs to."""
        return [i for i, c in enumerate(self.source.text) for _ in range(len(c.encode()))] + [len(self.source.text)]

    def _at(self, byte: int) -> int:
        return byte if len(self.bytes) == len(self.source.text) else self._characters[byte]

    def _piece(self, kind: str, node: tree_sitter.Node, **more: object) -> Piece:
        return Piece(kind, self._at(node.start_byte), self._at(node.end_byte), Syntax.HCL, **more)  # type: ignore[arg-type]

    def _text(self, node: tree_sitter.Node) -> str:
        return self.bytes[node.start_byte : node.end_byte].decode()

    def block(self, node: tree_sitter.Node, depth: int) -> Piece:
        """A block, or the whole file; `name` is its type with its labels, separated by dots."""
        words = [c for c in node.named_children if c.type in ("identifier", "string_lit")]
        piece = self._piece("block", node, name=".".join(self._text(word).strip('"') for word in words))
        for body in (child for child in node.named_children if child.type == "body"):
            for child in body.named_children if depth < MAX_DEPTH else ():
                if child.type == "block":
                    piece.elements.append(self.block(child, depth + 1))
                elif child.type == "attribute":
                    name, *_, value = child.named_children
                    self._entry(piece, self._text(name), name, value, depth)
        return piece.adopt()

    def _entry(self, piece: Piece, key: str, at: tree_sitter.Node, value: tree_sitter.Node, depth: int) -> None:
        piece.entries[key] = self.value(value, depth + 1)
        piece.keys[key] = (self._at(at.start_byte), self._at(at.end_byte))

    def value(self, node: tree_sitter.Node, depth: int) -> Piece:
        while node.type in ("expression", "collection_value", "literal_value", "template_expr"):
            if len(node.named_children) != 1:
                break
            node = node.named_children[0]
        if depth > MAX_DEPTH:
            return self._piece("other", node)
        if node.type == "object":
            return self._object(node, depth)
        if node.type == "tuple":
            elements = [c for c in node.named_children if c.type == "expression"]
            return self._piece("sequence", node, elements=[self.value(c, depth + 1) for c in elements]).adopt()
        if node.type in ("string_lit", "quoted_template") and all(
            child.type in ("quoted_template_start", "quoted_template_end", "template_literal")
            for child in node.named_children
        ):
            return self._piece("scalar", node, value=self._text(node)[1:-1])
        if node.type == "heredoc_template":
            return self._heredoc(node)
        inner = [child for child in node.named_children if child.named_children]
        return self._piece("other", node, elements=[self.value(child, depth + 1) for child in inner]).adopt()

    def _object(self, node: tree_sitter.Node, depth: int) -> Piece:
        piece = self._piece("mapping", node)
        for element in node.named_children:
            if element.type == "object_elem" and len(element.named_children) >= 2:
                key, *_, value = element.named_children
                self._entry(piece, self._text(key).strip('"'), key, value, depth)
        return piece.adopt()

    def _heredoc(self, node: tree_sitter.Node) -> Piece:
        """What is filled in is a text to the reader of JSON."""
        piece = self._piece("other", node)
        text = self.source.text[piece.start : piece.end]
        first, last = text.find("\n") + 1, text.rfind("\n") + 1
        if "%{" in text:
            return piece
        filled = _FILLED_IN.sub(lambda match: "x" * len(match[0]), text[first:last])
        parsed = parse_json(filled, self.source.path)
        if parsed.documents and not parsed.diagnoses:
            inside = Source(self.source.path, filled, [])
            document = of_node(parsed.documents[0], inside, Syntax.TEXT, piece.start + first)
            for scalar in (inner for inner in document.walk() if inner.kind == "scalar"):
                scalar.value = self.source.text[scalar.start : scalar.end].strip('"')
            piece.elements = [document]
        return piece.adopt()
