"""HCL's native syntax -> the expression tree. Broken parts are a diagnosis; the rest of the file still counts."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.lower import MAX_DEPTH, Lowering, TooDeep
from goatherd.frontends.terraform.syntax import Block, Body, Expression, File, Literal, Template

if TYPE_CHECKING:
    import tree_sitter

_MARK = "GOATHERD_END_OF_TEXT"
_MAX_DIAGNOSES = 20
_MAX_SHOWN = 30
_EXPECTED = {
    "}": "}",
    "]": "]",
    ")": ")",
    "quoted_template_end": "the quote that ends the text",
    "template_interpolation_end": "the } that ends ${",
    "<<": "a value",
}
_TOP_LEVEL = re.compile(rb"^(?:resource|data|module|variable|output|locals|provider|terraform)\b.*\{", re.MULTILINE)
# Terraform before 0.12 took the type of a nested block in quotes as well.
_QUOTED_TYPE = re.compile(rb'^([ \t]*)"(\w+)"([ \t]*\{)', re.MULTILINE)


@cache
def hcl_parser() -> tree_sitter.Parser:
    import tree_sitter
    import tree_sitter_hcl

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))


def parse_hcl(text: str, path: str) -> File:
    source = text.encode("utf-8", "surrogatepass")
    file = _parsed(source, path, 1)
    if not file.diagnoses:
        return file
    # One mistake can swallow the rest of a file: from one top-level block to the next, each is read on its own.
    whole = File(path, Body())
    starts = [0, *(match.start() for match in _TOP_LEVEL.finditer(source) if match.start())]
    line = 1
    for start, end in zip(starts, [*starts[1:], len(source)], strict=True):
        part = _parsed(_QUOTED_TYPE.sub(rb"\1 \2 \3", source[start:end]), path, line)
        whole.body.attributes |= part.body.attributes
        whole.body.blocks += part.body.blocks
        whole.diagnoses += part.diagnoses[: _MAX_DIAGNOSES - len(whole.diagnoses)]
        line += source.count(b"\n", start, end)
    return whole


def _parsed(source: bytes, path: str, first_line: int) -> File:
    root = hcl_parser().parse(source).root_node
    lowering = Lowering(source, path, first_line)
    file = File(path, Body())
    for child in root.children:
        if child.type in ("body", "ERROR"):
            _fill(lowering, child, file.body, 0)
    if root.has_error:
        file.diagnoses = [_first_error(lowering, root)]
    return file


def parse_template(text: str, path: str, line: int = 1) -> Expression:
    """The text of a template file, or of a string in JSON, as an expression; its first line is `line` of `path`."""
    span = Span(path, line)
    if "${" not in text and "%{" not in text:
        return Literal(span, Node.scalar(text, span))
    source = f"t=<<{_MARK}\n{text}\n{_MARK}\n".encode("utf-8", "surrogatepass")
    root = hcl_parser().parse(source).root_node
    lowering = Lowering(source, path, first_line=line - 1)
    heredoc = _first(root, "heredoc_template")
    if heredoc is None or root.has_error:
        return Literal(span, Node.opaque("the template is not valid", span))
    try:
        written = lowering.heredoc(heredoc, final_newline=False)
    except TooDeep:
        return Literal(span, Node.opaque("the template is nested too deeply", span))
    return written if not isinstance(written, Template) else Template(span, written.parts, block=True)


def _first(node: tree_sitter.Node, kind: str) -> tree_sitter.Node | None:
    pending = [node]
    while pending:
        node = pending.pop()
        if node.type == kind:
            return node
        pending.extend(reversed(node.children))
    return None


def _fill(lowering: Lowering, node: tree_sitter.Node, body: Body, depth: int) -> None:
    for child in node.named_children:
        if child.type == "attribute":
            _attribute(lowering, child, body)
        elif child.type == "block" and depth < MAX_DEPTH:
            body.blocks.append(_block(lowering, child, depth))
        elif child.type in ("ERROR", "body"):
            _fill(lowering, child, body, depth + 1) if depth < MAX_DEPTH else None


def _attribute(lowering: Lowering, node: tree_sitter.Node, body: Body) -> None:
    children = node.named_children
    if len(children) < 2 or children[0].type != "identifier":
        return
    try:
        value = lowering.expression(children[-1], 0)
    except TooDeep:
        span = lowering.span(children[-1])
        value = Literal(span, Node.opaque("the expression is nested too deeply", span))
    body.attributes[lowering.text(children[0])] = value


def _block(lowering: Lowering, node: tree_sitter.Node, depth: int) -> Block:
    words: list[str] = []
    body = Body()
    last = node
    for child in node.named_children:
        if child.type == "identifier":
            words.append(lowering.text(child))
            last = child
        elif child.type == "string_lit":
            words.append(lowering.plain_string(child))
            last = child
        elif child.type in ("body", "ERROR"):
            _fill(lowering, child, body, depth + 1)
    return Block(words[0] if words else "", tuple(words[1:]), body, lowering.span(node, last))


def _first_error(lowering: Lowering, root: tree_sitter.Node) -> Diagnosis:
    """Of the mistakes in one block the first: what follows from it are not others."""
    pending = [root]
    while pending:
        node = pending.pop()
        if node.is_error or node.is_missing:
            break
        if node.has_error:
            pending.extend(reversed(node.children))
    start = lowering.span(node)
    where = f"is not valid HCL at line {start.line}, column {start.column}"
    return Diagnosis(Span(start.path, start.line, start.column), where + _why(lowering, node))


def _why(lowering: Lowering, node: tree_sitter.Node) -> str:
    """What is missing or not expected, where a mistake is as small as that."""
    if node.is_missing and node.type in _EXPECTED:
        return f": expected {_EXPECTED[node.type]}"
    text = lowering.text(node).strip()
    return f": unexpected {text}" if node.is_error and text and len(text) <= _MAX_SHOWN and "\n" not in text else ""
