"""f-strings of Python 3.12 for the parsers before it, which want other quotes inside than outside and no backslash.

Every replacement has the length of what it replaces, so that positions stay those of the file.
"""

from __future__ import annotations

import re

_START = re.compile(r"#[^\n]*|(?<![\w])([rRbBuUfF]{0,2})('''|\"\"\"|'|\")")
_STAND_INS = {"'": "\x02", '"': "\x03", "n": "\x04", "\\": "\x05", "t": "\x06", "r": "\x07"}
_MEANINGS = {"\x02": "'", "\x03": '"', "\x04": "\n", "\x05": "\\", "\x06": "\t", "\x07": "\r"}
_OTHER = {"'": '"', '"': "'"}


def with_older_fstrings(text: str) -> str:
    """The same program as far as an analysis cares; escapes inside of braces become what `unescaped` turns back."""
    characters = list(text)
    place = 0
    while match := _START.search(text, place):
        if match[2] is None:  # a comment
            place = match.end()
        else:
            place = _string(text, match.end(), match[1], match[2], characters)
    return "".join(characters)


def unescaped(text: str) -> str:
    """The value of a string in which stand-ins took the place of escapes."""
    return re.sub("\x01([\x02-\x07])", lambda match: _MEANINGS[match[1]], text) if "\x01" in text else text


def _string(text: str, place: int, prefix: str, quote: str, characters: list[str]) -> int:
    """The offset behind the string whose first character is at `place`."""
    formatted = "f" in prefix.lower()
    while place < len(text):
        character = text[place]
        if text.startswith(quote, place):
            return place + len(quote)
        if character == "\\" or (formatted and text.startswith("{{", place)):
            place += 2
        elif formatted and character == "{":
            place = _expression(text, place + 1, quote, characters)
        elif character == "\n" and len(quote) == 1:
            return place
        else:
            place += 1
    return place


def _expression(text: str, place: int, quote: str, characters: list[str]) -> int:
    """The offset behind the closing brace of a replacement field."""
    depth = 1
    while place < len(text) and depth:
        character = text[place]
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif character in _OTHER:
            place = _nested(text, place, quote, characters)
            continue
        elif character == "\n" and len(quote) == 1:
            return place
        place += 1
    return place


def _nested(text: str, start: int, outer: str, characters: list[str]) -> int:
    quote = text[start : start + 3] if text[start : start + 3] in ("'''", '"""') else text[start]
    prefix = re.search(r"[rRbBuUfF]{0,2}$", text[max(0, start - 2) : start])
    begin = start + len(quote)
    end = _string(text, begin, prefix[0] if prefix else "", quote, characters)
    inside = text[begin : end - len(quote)]
    if quote == outer and _OTHER[quote[0]] not in inside:
        for place in (*range(start, begin), *range(end - len(quote), end)):
            characters[place] = _OTHER[quote[0]]
    for escape in re.finditer(r"\\.", inside):
        stand_in = _STAND_INS.get(escape[0][1])
        characters[begin + escape.start() : begin + escape.end()] = f"\x01{stand_in}" if stand_in else "  "
    return end
