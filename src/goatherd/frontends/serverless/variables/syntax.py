"""How variables are written: where they stand in a text, and the alternatives of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

# A source, its parameters in parentheses, or a literal. `${AWS::Region}` and `${Table.Arn}` are CloudFormation's.
_START = re.compile(r"\s*(?:[A-Za-z][\w.-]{0,60}\s?:(?!:)|[a-z][A-Za-z0-9]{0,30}\(|\$\{|[\"'])")
_QUOTES = "\"'"
_LONGEST = 20_000


@frozen
class Variable:
    """One variable of a text, `text[start:end]`; `alternatives` are tried in order, as written."""

    start: int
    end: int
    alternatives: tuple[str, ...]


def variables(text: str, opening: str = "${", closing: str = "}") -> list[Variable]:
    """The outermost variables of a text, in order."""
    return list(_variables(text, opening, closing)) if len(text) <= _LONGEST and opening in text else []


def _variables(text: str, opening: str, closing: str) -> Iterator[Variable]:
    ends = _ends(text, opening, closing)
    behind = 0
    for start in sorted(ends):
        content = text[start + len(opening) : ends[start] - len(closing)]
        if start >= behind and text.startswith(opening, start) and _START.match(content):
            behind = ends[start]
            yield Variable(start, behind, tuple(alternatives(content)))


def _ends(text: str, opening: str, closing: str) -> dict[int, int]:
    """Where each variable that is closed begins and ends, inner ones included."""
    found: dict[int, int] = {}
    open: list[tuple[int, str]] = []
    position = 0
    while position < len(text):
        if text.startswith(opening, position):
            open.append((position, closing))
            position += len(opening)
        elif text.startswith("${", position):
            open.append((position, "}"))
            position += 2
        elif open and text.startswith(open[-1][1], position):
            start, end = open.pop()
            position += len(end)
            found[start] = position
        else:
            position += 1
    return found


def alternatives(content: str) -> list[str]:
    """The parts between commas that stand in no quotes, parentheses or braces."""
    found: list[str] = []
    depth, start, quote = 0, 0, ""
    for position, character in enumerate(content):
        if quote:
            quote = "" if character == quote else quote
        elif character in _QUOTES and not content[start:position].strip():
            quote = character
        elif character in "({":
            depth += 1
        elif character in ")}":
            depth -= 1
        elif character == "," and depth == 0:
            found.append(content[start:position].strip())
            start = position + 1
    found.append(content[start:].strip())
    return found
