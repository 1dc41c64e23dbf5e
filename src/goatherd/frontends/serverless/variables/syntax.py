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
    position = text.find(opening)
    while position >= 0:
        end = _end(text, position + len(opening), opening, closing)
        content = text[position + len(opening) : end - len(closing)] if end else ""
        if end and _START.match(content):
            yield Variable(position, end, tuple(alternatives(content)))
            position = text.find(opening, end)
        else:
            position = text.find(opening, position + len(opening))


def _end(text: str, position: int, opening: str, closing: str) -> int:
    """Behind the brace that closes what was opened before `position`; 0 if none does."""
    depth = 1
    while position < len(text):
        if text.startswith(opening, position) or text.startswith("${", position):
            depth += 1
            position += 2
        elif text.startswith(closing if depth == 1 else "}", position):
            depth -= 1
            position += len(closing) if depth == 0 else 1
            if depth == 0:
                return position
        else:
            position += 1
    return 0


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
