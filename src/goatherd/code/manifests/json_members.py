"""Members of a JSON object with their offsets, at the speed of the C scanner.

The standard decoder gives no positions; it is asked for one value at a time instead.
"""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.core.errors import ReadError
from goatherd.core.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()
_LENIENT = re.compile(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/|,(?=\s*[}\]])', re.DOTALL)


@frozen
class Member:
    """`offset` is that of the key's opening quote, `at` that of the value."""

    key: str
    offset: int
    value: Any
    at: int


def members(text: str, at: int, path: str) -> Iterator[Member]:
    """The members of the object that starts at `at`; nothing when there is no object. Raises ReadError."""
    position = _skip(text, at)
    if text[position : position + 1] != "{":
        return
    position = _skip(text, position + 1)
    while text[position : position + 1] == '"':
        key, member, position = _member(text, position, path)
        yield Member(key, *member)
        position = _skip(text, position)
        if text[position : position + 1] != ",":
            break
        position = _skip(text, position + 1)
    if text[position : position + 1] != "}":
        raise _broken(text, position, path)


def top_level(text: str, path: str) -> dict[str, Member]:
    """The members of a whole document by key. Raises ReadError when it is not an object."""
    start = _skip(text, 0)
    if text[start : start + 1] != "{":
        raise _broken(text, start, path)
    return {member.key: member for member in members(text, start, path)}


def plain_json(text: str) -> str:
    """JSON with comments and trailing commas blanked out, every offset kept."""
    return _LENIENT.sub(lambda m: m[0] if m[0].startswith('"') else re.sub(r"[^\n]", " ", m[0]), text)


def _member(text: str, position: int, path: str) -> tuple[str, tuple[int, Any, int], int]:
    start = position
    try:
        key, position = scanstring(text, position + 1, True)
        position = _skip(text, position)
        if text[position : position + 1] != ":":
            raise _broken(text, position, path)
        at = _skip(text, position + 1)
        value, position = _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise _broken(text, error.pos, path) from error
    except RecursionError as error:
        raise ReadError("is nested too deeply", span=Span(path, text.count("\n", 0, start) + 1)) from error
    except ValueError as error:  # a number with more digits than Python converts
        raise _broken(text, start, path) from error
    return key, (start, value, at), position


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _broken(text: str, position: int, path: str) -> ReadError:
    return ReadError("is not valid JSON", span=Span(path, text.count("\n", 0, position) + 1))
