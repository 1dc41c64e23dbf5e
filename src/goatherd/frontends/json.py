"""JSON text -> one Node tree with exact spans. Nothing here raises: errors are Diagnoses with line and column."""

from __future__ import annotations

import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.frontends.node import Node
from goatherd.frontends.parsed import MAX_DEPTH, MAX_NODES, MAX_REMARKS, Parsed, number

if TYPE_CHECKING:
    from collections.abc import Callable

_TOKEN = regex(
    r"""[ \t\r\n]*(?:
      (?P<string>"[^"\\\n]*(?:\\.[^"\\\n]*)*")
    | (?P<mark>[{}\[\]:,])
    | (?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![0-9A-Za-z.])
    | (?P<word>true|false|null)\b
    | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_WORDS = {"true": True, "false": False, "null": None}
_SURROGATE = regex("[\ud800-\udfff]")


class _Broken(Exception):
    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(reason)
        self.offset = offset
        self.reason = reason


def parse_json(text: str, path: str) -> Parsed:
    """The document of a JSON text."""
    parsed = Parsed()
    reader = _Reader(text, path, parsed.diagnoses)
    try:
        parsed.documents.append(reader.document())
    except _Broken as error:
        start = text.rfind("\n", 0, error.offset) + 1
        span = Span(path, text.count("\n", 0, error.offset) + 1, error.offset - start + 1)
        message = f"is not valid JSON at line {span.line}, column {span.column}: {error.reason}"
        parsed.diagnoses.append(Diagnosis(span, message))
    return parsed


class _Reader:
    def __init__(self, text: str, path: str, diagnoses: list[Diagnosis]) -> None:
        self.text = text
        self.path = path
        self.diagnoses = diagnoses
        self.scan: Callable[[str, int], re.Match[str] | None] = _TOKEN.match
        self.line = 1
        self.line_start = 0
        self.next_line = self._line_end(0)
        self.nodes = 0
        self.kind = ""
        self.start = 0
        self.end = 0

    def document(self) -> Node:
        self.advance()
        node = self.value(0)
        if self.kind != "end":
            raise _Broken(self.start, "more text after the end of the document")
        return node

    # --- tokens ---

    def advance(self) -> None:
        match = self.scan(self.text, self.end)
        if match is None:
            raise self._unreadable()
        kind = match.lastgroup or ""
        self.start, self.end = match.span(kind)
        self.kind = self.text[self.start] if kind == "mark" else kind
        while self.start >= self.next_line:
            self.line += 1
            self.line_start = self.next_line
            self.next_line = self._line_end(self.next_line)

    def _line_end(self, offset: int) -> int:
        found = self.text.find("\n", offset)
        return found + 1 if found >= 0 else len(self.text) + 1

    def _unreadable(self) -> _Broken:
        offset = self.end
        while offset < len(self.text) and self.text[offset] in " \t\r\n":
            offset += 1
        reason = "a text without its closing quote" if self.text[offset : offset + 1] == '"' else "not a JSON value"
        return _Broken(offset, reason)

    def expect(self, kind: str) -> None:
        if self.kind != kind:
            raise _Broken(self.start, f"expected '{kind}'" if len(kind) == 1 else "expected a key in double quotes")
        self.advance()

    # --- values ---

    def value(self, depth: int) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _Broken(self.start, f"more than {MAX_NODES:,} values")
        kind = self.kind
        if kind in ("{", "["):
            if depth >= MAX_DEPTH:
                raise _Broken(self.start, f"nested more than {MAX_DEPTH} levels deep")
            return self._mapping(depth + 1) if kind == "{" else self._sequence(depth + 1)
        span = self._token_span()
        value: object
        if kind == "string":
            value = self._string()
        elif kind == "number":
            text = self.text[self.start : self.end]
            value = number(text)
            value = text if value is None else value
        elif kind == "word":
            value = _WORDS[self.text[self.start : self.end]]
        else:
            raise _Broken(self.start, "expected a value")
        self.advance()
        return Node("scalar", span, value=value)

    def _mapping(self, depth: int) -> Node:
        line, column = self.line, self.start - self.line_start + 1
        entries: dict[str, Node] = {}
        key_spans: dict[str, Span] = {}
        self.advance()
        while self.kind != "}":
            span = self._token_span()
            if self.kind != "string":
                self.expect("string")
            key = self._string()
            self.advance()
            self.expect(":")
            if key in entries:
                message = f"key '{key[:80]}' is given twice (first in line {key_spans[key].line}); the last one counts"
                if len(self.diagnoses) < MAX_REMARKS:
                    self.diagnoses.append(Diagnosis(span, message, incomplete=False))
            entries[key] = self.value(depth)
            key_spans[key] = span
            self._separator("}")
        return Node("mapping", self._close(line, column), entries=entries, key_spans=key_spans)

    def _sequence(self, depth: int) -> Node:
        line, column = self.line, self.start - self.line_start + 1
        elements: list[Node] = []
        self.advance()
        while self.kind != "]":
            elements.append(self.value(depth))
            self._separator("]")
        return Node("sequence", self._close(line, column), elements=tuple(elements))

    def _separator(self, closing: str) -> None:
        if self.kind == ",":
            comma = self.start
            self.advance()
            if self.kind == closing:
                raise _Broken(comma, f"a comma before '{closing}'")
        elif self.kind != closing:
            raise _Broken(self.start, f"expected ',' or '{closing}'")

    def _close(self, line: int, column: int) -> Span:
        span = Span(self.path, line, column, self.line, self.end - self.line_start + 1)
        self.advance()
        return span

    def _token_span(self) -> Span:
        offset = self.line_start - 1
        return Span(self.path, self.line, self.start - offset, self.line, self.end - offset)

    def _string(self) -> str:
        raw = self.text[self.start + 1 : self.end - 1]
        if "\\" not in raw:
            return raw
        try:
            text: str = scanstring(self.text, self.start + 1, False)[0]
        except ValueError as error:
            raise _Broken(self.start, "a text with an unknown escape") from error
        return _SURROGATE.sub("\ufffd", text)
