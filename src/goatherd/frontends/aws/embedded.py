"""Documents inside and beside a template: JSON or YAML in a string, local definition files. Spans stay exact."""

from __future__ import annotations

import re
from functools import lru_cache
from posixpath import join, normpath
from typing import TYPE_CHECKING

from goatherd.core.errors import ReadError
from goatherd.core.source import Span
from goatherd.core.value import escaped
from goatherd.frontends.document import parse_document
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Declared
    from goatherd.tree import Tree

MAX_TEXT = 500_000
MAX_FILE = 2_000_000
_BARE_PLACEHOLDER = re.compile(r"([:\[,]\s*)(\$\{(?:[^}\"\n\\]|\\\"){0,200}\})")


def parse_embedded(node: Node, tree: Tree) -> Node:
    """The document that a string holds; a node that is no string, or has its document with it, is returned as it is."""
    text = node.text() if node.kind == "scalar" else None
    if text is None:
        return node
    if len(text) > MAX_TEXT:
        return Node.opaque("the text is too long to be read", node.span)
    text = escaped(text)
    for candidate in (text, _BARE_PLACEHOLDER.sub(r'\1"\2"', text)):
        parsed = parse_document(candidate, node.span.path)
        if parsed.documents and parsed.documents[0].is_mapping:
            return _moved(parsed.documents[0], _mover(node, tree))
    return Node.opaque("the text is neither JSON nor YAML", node.span)


def _mover(node: Node, tree: Tree) -> Callable[[Span], Span]:
    """From a place in the text to one in the template; a text on one line is one place."""
    start = first_character(node, tree)
    if start.line == node.span.line:
        return lambda span: node.span
    rows, columns = start.line - 1, start.column - 1
    return lambda span: Span(
        start.path, span.line + rows, span.column + columns, span.end_line + rows, span.end_column + columns
    )


def _moved(node: Node, move: Callable[[Span], Span]) -> Node:
    return Node(
        node.kind,
        move(node.span),
        value=node.value,
        entries={key: _moved(child, move) for key, child in node.entries.items()},
        key_spans={key: move(span) for key, span in node.key_spans.items()},
        elements=tuple(_moved(child, move) for child in node.elements),
        why=node.why,
    )


def first_character(node: Node, tree: Tree) -> Span:
    """Where a scalar's text itself starts: a block scalar's first line is below its `|`, a file's is its own."""
    span, text = node.span, node.text() or ""
    if span.end_line <= span.line or "\n" not in text or span.end_line - span.line < len(text.splitlines()):
        return span
    line = span.line + 1
    return Span(span.path, line, _indentation(tree, span.path, line) + 1, span.end_line, span.end_column)


def _indentation(tree: Tree, path: str, line: int) -> int:
    try:
        lines = _lines(tree.read(path))
    except ReadError:
        return 0
    written = lines[line - 1] if len(lines) >= line else ""
    return len(written) - len(written.lstrip(" "))


@lru_cache(maxsize=4)
def _lines(text: str) -> list[str]:
    """The template's lines; it holds many texts as a rule."""
    return text.split("\n")


def local_document(location: Node, declared: Declared, tree: Tree) -> Node:
    """The document of a local file that a property names (absent where the location is remote or unknown)."""
    text = location.text()
    if not text or "${" in text or "://" in text:
        return Node.absent(location.span)
    path = _existing(normpath(join(declared.template.rpartition("/")[0], text)), tree)
    if path is None:
        return Node.opaque(f"the file {text} is not part of the scanned tree", location.span)
    try:
        written = tree.read(path, MAX_FILE)
    except ReadError as error:
        return Node.opaque(f"the file {text} {error.message}", location.span)
    for candidate in (written, _BARE_PLACEHOLDER.sub(r'\1"\2"', written)):
        parsed = parse_document(candidate, path)
        if parsed.documents:
            return parsed.documents[0]
    return Node.opaque(f"the file {text} is neither JSON nor YAML", location.span)


def _existing(path: str, tree: Tree) -> str | None:
    """The file itself, or the only one that differs in case: some developers' file systems do not care."""
    if path in tree:
        return path
    folder, _, name = path.rpartition("/")
    alike = [file for file in tree.listing(folder) if file.rpartition("/")[2].lower() == name.lower()]
    return alike[0] if len(alike) == 1 else None
