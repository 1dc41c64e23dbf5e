"""JSON that somebody hostile wrote: size, depth and number of values are bounded before and not after it is parsed.

What comes out can be walked by recursion, written as JSON and encoded as UTF-8 again without failing.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

MAX_SIZE = 16 << 20  # characters
MAX_DEPTH = 100
MAX_VALUES = 500_000
_MAX_DIGITS = 400

# Each of them takes what it has begun to the end of the text at the latest, so that none is begun twice.
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z|\\\Z)', re.DOTALL)
_ESCAPED = re.compile(
    r"(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
_HALF = re.compile("[\ud800-\udfff]")
_LONG_NUMBER = re.compile(rf"[0-9]{{{_MAX_DIGITS}}}")
_BRACKETS = re.compile(r"[\[\]{}]")


class Unreadable(ValueError):
    """The text says why: "is no JSON: Expecting value …", "is nested more than 100 deep" …"""


def read_json(
    data: bytes | bytearray | str, *, depth: int = MAX_DEPTH, size: int = MAX_SIZE, values: int = MAX_VALUES
) -> Any:
    """The value; raises Unreadable. Halves of surrogate pairs become U+FFFD; there is no infinity and no NaN."""
    if len(data) > size:
        raise Unreadable(f"is larger than {size:,} bytes")
    try:
        text = data if isinstance(data, str) else data.decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable("is not UTF-8") from None
    _bound(text, depth, values)
    if "\\u" in text:
        text = _ESCAPED.sub(lambda found: found[1] or "\\ufffd", text)
    try:
        return _DECODER.decode(text if text.isascii() else _HALF.sub("\ufffd", text))
    except Unreadable:
        raise
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"is no JSON: {error}") from None


def _bound(text: str, depth: int, values: int) -> None:
    openings = text.count("[") + text.count("{")
    long_number = len(text) >= _MAX_DIGITS and _LONG_NUMBER.search(text)
    if openings <= depth and openings + text.count(",") <= values and not long_number:
        return
    bare = _STRING.sub("0", text)
    if bare.count("[") + bare.count("{") + bare.count(",") > values:
        raise Unreadable(f"holds more than {values:,} values")
    if _LONG_NUMBER.search(bare):
        raise Unreadable(f"holds a number of more than {_MAX_DIGITS} digits")
    level = 0
    for bracket in _BRACKETS.findall(bare):
        level += 1 if bracket in "[{" else -1
        if level > depth:
            raise Unreadable(f"is nested more than {depth} deep")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise Unreadable("holds a number beyond all bounds")
    return number


def _refuse(constant: str) -> NoReturn:
    raise Unreadable(f"holds {constant}, which JSON does not know")


_DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=_refuse)
