"""The text of rules -> tokens, comments left out."""

from __future__ import annotations

import re

from attrs import frozen

from goatherd.core.errors import ReadError
from goatherd.core.source import Span

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?(?:\*/|\Z))
    | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<name>[^\W\d]\w*|\$[^\W\d]\w*)
    | (?P<mark>===|!==|==|!=|<=|>=|&&|\|\||\*\*|[-+*/%<>!?:.,;()\[\]{}$=])""",
    re.VERBOSE | re.DOTALL,
)
_PATTERN = re.compile(r"/(?:[^/\\\n]|\\.)+/i?")
_VALUES = frozenset({"string", "number", "name"})
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_BREAKS = {"n": "\n", "t": "\t", "r": "\r"}


@frozen
class Token:
    """`kind`: "string" (its value in `text`), "number", "name", "pattern", "mark" or "end"."""

    kind: str
    text: str
    start: int
    end: int


class Text:
    """A text that stands in a file from a line and a column on."""

    def __init__(self, text: str, path: str, line: int = 1, column: int = 1) -> None:
        self.text = text
        self._path = path
        self._line = line
        self._column = column
        self._starts = [0, *(match.end() for match in re.finditer(r"\n", text))]

    def span(self, start: int, end: int = 0) -> Span:
        first, last = self._place(start), self._place(max(start, end))
        return Span(self._path, *first, *last)

    def _place(self, offset: int) -> tuple[int, int]:
        from bisect import bisect_right

        row = bisect_right(self._starts, offset) - 1
        column = offset - self._starts[row] + (1 if row else self._column)
        return self._line + row, column


def tokens(source: Text, *, patterns: bool = False) -> list[Token]:
    """`patterns`: a slash where a value can stand begins a regular expression (and no path). Raises ReadError."""
    found: list[Token] = []
    place, text = 0, source.text
    while place < len(text):
        pattern = _PATTERN.match(text, place) if patterns and not _after_value(found) else None
        if pattern is not None and not text.startswith(("//", "/*"), place):
            found.append(Token("pattern", pattern[0], place, pattern.end()))
            place = pattern.end()
            continue
        match = _TOKEN.match(text, place)
        if match is None:
            raise ReadError(f"{text[place]!r} is not understood here", span=source.span(place))
        kind = match.lastgroup or ""
        if kind != "space":
            written = _unquoted(match[0]) if kind == "string" else match[0]
            found.append(Token(kind, written, place, match.end()))
        place = match.end()
    found.append(Token("end", "", len(text), len(text)))
    return found


def _after_value(found: list[Token]) -> bool:
    return bool(found) and (found[-1].kind in _VALUES or found[-1].text in (")", "]"))


def _unquoted(text: str) -> str:
    return _ESCAPE.sub(lambda match: _BREAKS.get(match[1], match[1]), text[1:-1])
