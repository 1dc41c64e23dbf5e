"""Templates (`"a${b}"`, heredocs, `%{if}`, `%{for}`) -> their parts: literal text is what stands between the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.frontends.terraform.syntax import If, Interpolation, Loop, Part, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import tree_sitter

    from goatherd.frontends.terraform.lower import Lowering

_ESCAPE = regex(r'\\(?:([nrt"\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))|([$%])\4\{')
_DOUBLED = regex(r"([$%])\1\{")
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_INSERTS = frozenset({"template_interpolation", "template_directive"})


def unescaped(text: str) -> str:
    """A quoted literal's text."""
    return _ESCAPE.sub(_character, text) if "\\" in text or "{" in text else text


def _character(match: re.Match[str]) -> str:
    simple, short, long, doubled = match.groups()
    if simple:
        return _SIMPLE[simple]
    if doubled:
        return doubled + "{"
    code = int(short or long, 16)
    return chr(code) if code < 0x110000 else "\ufffd"


def quoted_parts(lw: Lowering, node: tree_sitter.Node, depth: int) -> tuple[Part, ...]:
    inside = [c for c in node.children if c.type in _INSERTS]
    start = node.start_byte + 1
    return _Parts(lw, unescaped, depth).between(inside, start, max(node.end_byte - 1, start), node.start_point[0])


def heredoc_parts(lw: Lowering, node: tree_sitter.Node, *, final_newline: bool) -> tuple[tuple[Part, ...], int]:
    """The parts, and how many columns of indentation are no part of the text (`<<-`)."""
    children = node.children
    names = [c for c in children if c.type == "heredoc_identifier"]
    newline = lw.source.find(b"\n", names[0].end_byte) if names else -1
    if len(names) < 2 or newline < 0:
        return (), 0
    start = newline + 1
    end = max(lw.source.rfind(b"\n", 0, names[-1].start_byte) + (1 if final_newline else 0), start)
    indent = 0
    if lw.slice(node.start_byte, node.start_byte + 3) == "<<-":
        indent = _indentation(lw.slice(start, end))

    def literal(text: str) -> str:
        return _DOUBLED.sub(r"\1{", text)

    parts = _Parts(lw, literal, 0, indent)
    return parts.between([c for c in children if c.type in _INSERTS], start, end, names[0].end_point[0] + 1), indent


def _indentation(text: str) -> int:
    lines = [line for line in text.split("\n") if line.strip()]
    return min((len(line) - len(line.lstrip(" \t")) for line in lines), default=0)


class _Parts:
    """`literal` makes the text of what is written between interpolations."""

    def __init__(self, lw: Lowering, literal: Callable[[str], str], depth: int, indent: int = 0) -> None:
        self.lw = lw
        self.literal = literal
        self.depth = depth
        self.indent = indent

    def between(
        self, inserts: Sequence[tree_sitter.Node], start: int, end: int, row: int, trim: bool = False
    ) -> tuple[Part, ...]:
        """The parts of the text from byte `start`, which is in line `row` from 0, to `end`.

        `trim` where a strip marker (`~`) stands before it.
        """
        parts: list[Part] = []
        for node in inserts:
            parts += self._literal(start, node.start_byte, row, trim)
            parts += self._insert(node)
            start, row, trim = node.end_byte, node.end_point[0], self._closes_trimmed(node.end_byte)
        parts += self._literal(start, end, row, trim)
        return tuple(parts)

    def _literal(self, start: int, end: int, row: int, trim: bool) -> list[Part]:
        if start >= end:
            return []
        text = self.lw.slice(start, end)
        if self.indent:
            pattern = rf"(?<=\n)[ \t]{{0,{self.indent}}}"
            text = re.sub(pattern, "", text)
            if self.lw.source[start - 1 : start] == b"\n":
                text = re.sub(rf"\A[ \t]{{0,{self.indent}}}", "", text)
        if trim:
            row += text.count("\n", 0, len(text) - len(text.lstrip()))
            text = text.lstrip()
        if self._opens_trimmed(end):
            text = text.rstrip()
        return [Text(self.literal(text), row + self.lw.first_line)] if text else []

    def _opens_trimmed(self, offset: int) -> bool:
        return self.lw.source[offset : offset + 3] in (b"${~", b"%{~")

    def _closes_trimmed(self, offset: int) -> bool:
        return self.lw.source[max(offset - 2, 0) : offset] == b"~}"

    def _insert(self, node: tree_sitter.Node) -> list[Part]:
        if node.type == "template_interpolation":
            inside = [c for c in node.named_children if c.type == "expression"]
            return [Interpolation(self.lw.expression(c, self.depth + 1)) for c in inside[:1]]
        self.depth += 1
        result = [part for child in node.named_children if (part := self._directive(child)) is not None]
        self.depth -= 1
        return result

    def _directive(self, node: tree_sitter.Node) -> Part | None:
        children = node.named_children
        if node.type == "template_if":
            return self._if(children)
        if node.type == "template_for":
            return self._for(children)
        return None

    def _if(self, children: Sequence[tree_sitter.Node]) -> Part | None:
        marks = [c for c in children if c.type in ("template_if_intro", "template_else_intro", "template_if_end")]
        condition = next((c for c in marks[0].named_children if c.type == "expression"), None) if marks else None
        if condition is None or len(marks) < 2:
            return None
        then = self._inside(children, marks[0], marks[1])
        otherwise = self._inside(children, marks[1], marks[2]) if len(marks) > 2 else ()
        return If(self.lw.expression(condition, self.depth + 1), then, otherwise)

    def _for(self, children: Sequence[tree_sitter.Node]) -> Part | None:
        if len(children) < 2:
            return None
        first, last = children[0], children[-1]
        names = [self.lw.text(c) for c in first.named_children if c.type == "identifier"]
        collection = next((c for c in first.named_children if c.type == "expression"), None)
        if not names or collection is None:
            return None
        key = names[0] if len(names) > 1 else ""
        body = self._inside(children, first, last)
        return Loop(key, names[-1], self.lw.expression(collection, self.depth + 1), body)

    def _inside(
        self, children: Sequence[tree_sitter.Node], first: tree_sitter.Node, last: tree_sitter.Node
    ) -> tuple[Part, ...]:
        start, end = first.end_byte, last.start_byte
        inserts = [c for c in children if c.type in _INSERTS and start <= c.start_byte and c.end_byte <= end]
        return self.between(inserts, start, end, first.end_point[0], self._closes_trimmed(start))
