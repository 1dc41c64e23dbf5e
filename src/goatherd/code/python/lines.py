"""A Python file as logical lines, whatever version it is written for and however broken it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define

from goatherd.code.python.fstrings import string_end

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEXT = re.compile(r"#[^\n]*|(?:(?<!\w)([rRbBuUfFtT]{1,2}))?('''|\"\"\"|'|\")|[()\[\]{}\n\\]")
_MARGIN = re.compile(r"[ \t]*")
_HEADER = re.compile(r"[ \t]*(?:async|class|def|elif|else|except|for|if|try|while|with)\b")
_GOES_ON = ("", "\n", "\r", ")", "]", "}")
_MASKED = re.compile(r"[^\n]")
_MAX_CUTS = 5  # each may have looked through all of the file
_STRING = "\x00"  # stands for each character of a string in `code`: no program holds it


@define
class Line:
    """`text` with its line ends; `code` is as long, with comments blank and strings made of NUL. `first` counts from
    1; one that is `open` has a bracket or string that nothing closes.
    """

    first: int
    text: str
    code: str
    open: bool = False

    @property
    def height(self) -> int:
        return self.text.count("\n")

    @property
    def indent(self) -> str:
        return self.code[: len(self.code) - len(self.code.lstrip(" \t\f"))]

    @property
    def width(self) -> int:
        return len(self.indent.expandtabs(8))

    @property
    def is_blank(self) -> bool:
        return not self.code.strip()

    def put(self, text: str) -> None:
        """Other text in the place of this, which stays as high."""
        text = text.rstrip("\n")
        if text != self.text.rstrip("\n"):
            self.text = text + "\n" * (self.height - text.count("\n"))
            self.code = _logical(self.text, 0)[1] or self.text
            self.open = False


def logical_lines(text: str) -> list[Line]:
    lines: list[Line] = []
    first = start = cuts = 0
    while start < len(text):
        end, code = _logical(text, start) if cuts < _MAX_CUTS else (0, "")
        is_open = not end and cuts < _MAX_CUTS
        if not end:
            cuts += 1
            end = _cut(text, start)
            code = text[start:end]
        line = Line(first + 1, text[start:end], code, open=is_open)
        lines.append(line)
        first += line.height
        start = end
    return lines


def strings(line: Line) -> Iterator[tuple[int, str]]:
    """(offset, prefix) of the strings of a line."""
    place = 0
    while match := _NEXT.search(line.text, place):
        place = match.end()
        if match[2] is not None:
            yield match.start(), match[1] or ""
            place = string_end(line.text, match.end(), match[1] or "", match[2])


def _logical(text: str, start: int) -> tuple[int, str]:
    """Where the logical line ends that begins at an offset, and its code; 0 if a bracket or string never ends."""
    code: list[str] = []
    place, depth = start, 0
    while match := _NEXT.search(text, place):
        code.append(text[place : match.start()])
        place, token = match.end(), match[0]
        if match[2] is not None:
            place = string_end(text, place, match[1] or "", match[2])
            code.append(_MASKED.sub(_STRING, text[match.start() : place]))
            if place >= len(text) and not text.endswith(match[2]):
                return 0, ""
            continue
        code.append(" " * len(token) if token.startswith("#") else token)
        if token == "\\" and text.startswith("\n", place):
            code.append("\n")
            place += 1
        elif token == "\n" and not depth:
            return place, "".join(code)
        depth = max(0, depth + (token in "([{") - (token in ")]}"))
    code.append(text[place:])
    return (0, "") if depth else (len(text), "".join(code))


def _cut(text: str, start: int) -> int:
    """Where a statement that never ends is taken to: behind its colon, or before the next line that is no deeper."""
    margin = _MARGIN.match(text, start)
    width = margin.end() - start if margin else 0
    header = _HEADER.match(text, start) is not None
    place = start
    while (end := text.find("\n", place) + 1) > 0:
        if header and text[place:end].rstrip().endswith(":"):
            return end
        place = end
        margin = _MARGIN.match(text, place)
        inner = margin.end() if margin else place
        if inner - place <= width and text[inner : inner + 1] not in _GOES_ON:
            return place
    return len(text)
