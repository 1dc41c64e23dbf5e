"""Lines of an indented document with the keys above them: pnpm's lock files.

pnpm writes one fixed shape, so a reader of keys and scalars is enough, and much faster than YAML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_DEPTH = 12
_QUOTES = "'\""


@frozen
class Entry:
    """`path` holds the keys from the outermost to this one; `column` and `end` count from 1."""

    path: tuple[str, ...]
    value: str
    line: int
    column: int
    end: int


def entries(text: str) -> Iterator[Entry]:
    stack: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        body = line.strip()
        key, value = _split(body)
        if not key:
            continue
        indent = len(line) - len(line.lstrip())
        while stack and stack[-1][0] >= indent:
            stack.pop()
        if len(stack) >= _MAX_DEPTH:
            continue
        stack.append((indent, key))
        width = len(key) + (2 if body[0] in _QUOTES else 0)
        yield Entry(tuple(k for _, k in stack), value.strip(_QUOTES), number, indent + 1, indent + 1 + width)


def _split(body: str) -> tuple[str, str]:
    """Key and value of a line; no key for a list's item, a comment or plain text."""
    if body[:1] in ("", "#", "-"):
        return "", ""
    if body[0] in _QUOTES:
        key, closed, rest = body[1:].partition(body[0] + ":")
        return (key, rest.strip()) if closed else ("", "")
    key, colon, value = body.partition(": ")
    if colon:
        return key, value.strip()
    return (body[:-1], "") if body.endswith(":") else ("", "")
