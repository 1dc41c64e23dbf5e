"""Conditions that are written as text, of SQL and of DynamoDB: which parts of one have to hold, whatever the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEP = re.compile(
    r"[();]|(?<![\w#:@.$])(?:(?P<both>and)|(?P<either>or|xor)"
    r"|(?P<end>order\s+by|group\s+by|having|limit|offset|returning|union|intersect|except))(?!\w)",
    re.IGNORECASE,
)
_OPEN = re.compile(r"(?<![\w#:@.$])(?:or|xor|not|case)(?!\w)|<>|!=|\|\|", re.IGNORECASE)
_WHERE = re.compile(r"[()]|\bwhere\b", re.IGNORECASE)
_LITERAL = re.compile(r"'[^']*'")
_FILLED = re.compile(r"[\x01@]")


def begin(text: str, start: int) -> int | None:
    """Where the condition of a statement begins: that of the statement itself before that of one in brackets."""
    inner, depth = None, 0
    for step in _WHERE.finditer(text, start):
        if step[0] in "()":
            depth += 1 if step[0] == "(" else -1
        elif depth == 0:
            return step.end()
        elif inner is None:
            inner = step.end()
    return inner


def conjuncts(text: str, start: int = 0) -> Iterator[tuple[int, int, bool]]:
    """(start, end, whether it has to hold as it stands) of the parts that `and` joins outside of brackets."""
    text = _LITERAL.sub(_blank, text)
    parts, either, depth, end = [], False, 0, len(text)
    begun = start
    for step in _STEP.finditer(text, start):
        if step[0] == "(":
            depth += 1
        elif step[0] == ")" and depth:
            depth -= 1
        elif depth == 0 and step["both"]:
            parts.append((begun, step.start()))
            begun = step.end()
        elif depth == 0 and step["either"]:
            either = True
        elif depth == 0:
            end = step.start()
            break
    for first, last in (*parts, (begun, end)):
        yield first, last, not either and _OPEN.search(text, first, last) is None


def _blank(match: re.Match[str]) -> str:
    """A literal without its words, unless a parameter or a hole is in it."""
    return match[0] if _FILLED.search(match[0]) else f"'{' ' * (len(match[0]) - 2)}'"
