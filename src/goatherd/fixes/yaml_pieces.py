"""YAML and JSON text -> pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from goatherd.fixes.pieces import Piece, Source, Syntax
from goatherd.fixes.unfixable import Unfixable
from goatherd.frontends.json import parse_json
from goatherd.frontends.parsed import MAX_DEPTH

if TYPE_CHECKING:
    from goatherd.frontends.node import Node

_Loader: Any = getattr(yaml, "CLoader", yaml.Loader)


def read_document(path: str, text: str) -> Source:
    """A template in YAML or JSON; raises Unfixable."""
    if text.lstrip().startswith(("{", "[")):
        parsed = parse_json(text, path)
        if parsed.documents and not parsed.diagnoses:
            source = Source(path, text, [])
            source.roots = [of_node(parsed.documents[0], source, Syntax.JSON)]
            return source
    try:
        roots = [_Builder(text).build(root, 0) for root in yaml.compose_all(text, Loader=_Loader) if root is not None]
    except (yaml.YAMLError, RecursionError) as error:
        raise Unfixable("the file is not plain YAML") from error
    return Source(path, text, roots)


def of_node(node: Node, source: Source, syntax: Syntax, shift: int = 0) -> Piece:
    """A tree that the reader of JSON made of the text from character `shift` on."""

    def offset(line: int, column: int) -> int:
        return source.offset(line, column) + shift

    span = node.span
    start, end = offset(span.line, span.column), offset(span.end_line, span.end_column)
    if node.is_mapping:
        piece = Piece("mapping", start, end, syntax)
        for key, child in node.items():
            piece.entries[key] = of_node(child, source, syntax, shift)
            at = node.key_span(key)
            piece.keys[key] = (offset(at.line, at.column), offset(at.end_line, at.end_column))
        return piece.adopt()
    if node.kind == "sequence":
        elements = [of_node(child, source, syntax, shift) for child in node.elements]
        return Piece("sequence", start, end, syntax, elements=elements).adopt()
    return Piece("scalar", start, end, syntax, value=node.text() or "")


class _Builder:
    """What an alias stands for is written elsewhere: the alias itself is an `other`, without a place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.seen: set[int] = set()
        self.pieces: dict[int, Piece] = {}

    def build(self, raw: Any, depth: int) -> Piece:
        if id(raw) in self.pieces:
            self.pieces[id(raw)].shared = True
        if id(raw) in self.seen or depth > MAX_DEPTH:
            return Piece("other", -1, -1, Syntax.FLOW)
        self.seen.add(id(raw))
        self.pieces[id(raw)] = self._written(raw, depth)
        return self.pieces[id(raw)]

    def _written(self, raw: Any, depth: int) -> Piece:
        start, end = raw.start_mark.index, raw.end_mark.index
        if isinstance(raw, yaml.ScalarNode):
            if raw.style in ("|", ">"):
                end = len(self.text[:end].rstrip())
            kind = "other" if (raw.tag or "").startswith("!") else "scalar"
            return Piece(kind, start, end, Syntax.FLOW, value=raw.value)  # type: ignore[arg-type]
        syntax = Syntax.FLOW if raw.flow_style else Syntax.BLOCK
        if isinstance(raw, yaml.SequenceNode):
            piece = Piece("sequence", start, end, syntax)
            piece.elements = [self.build(element, depth + 1) for element in raw.value]
        else:
            piece = Piece("mapping", start, end, syntax)
            self._entries(raw, piece, depth)
        if (raw.tag or "").startswith("!"):
            piece.kind = "other"
        if not raw.flow_style:  # the parser's own mark is that of the next thing
            ends = [child.end for child in (*piece.entries.values(), *piece.elements)]
            ends += [last for _, last in piece.keys.values()]
            piece.end = max([end for end in ends if end >= 0], default=start)
        return piece.adopt()

    def _entries(self, raw: Any, piece: Piece, depth: int) -> None:
        for key, value in raw.value:
            child = self.build(value, depth + 1)
            if isinstance(key, yaml.ScalarNode) and key.value != "<<":
                piece.entries[key.value] = child
                piece.keys[key.value] = (key.start_mark.index, key.end_mark.index)
            else:
                piece.elements.append(child)
                if isinstance(key, yaml.ScalarNode):
                    piece.keys[key.value] = (key.start_mark.index, key.end_mark.index)
