"""f-strings of Python 3.12 for the parsers before it, which want other quotes inside than outside and no backslash.

Replacements have the length of what they replace, but for three quotes in the place of one: positions stay those of
the file, or move by a few characters within their line.
"""

from __future__ import annotations

import re

_START = re.compile(r"#[^\n]*|(?:(?<!\w)([rRbBuUfFtT]{1,2}))?('''|\"\"\"|'|\")")
_PREFIX = re.compile(r"(?<!\w)[rRbBuUfFtT]{1,2}$")
_STAND_INS = {"'": "\x02", '"': "\x03", "n": "\x04", "\\": "\x05", "t": "\x06", "r": "\x07"}
_MEANINGS = {"\x02": "'", "\x03": '"', "\x04": "\n", "\x05": "\\", "\x06": "\t", "\x07": "\r"}
_OTHER = {"'": '"', '"': "'"}
_MAX_FIELD = 5_000  # characters of one that goes over several lines
_MAX_STRING = 20_000  # characters that are looked at for the quotes around them

Edits = dict[int, str]  # what stands in the place of a character


def with_older_fstrings(text: str) -> str:
    """The same program as far as an analysis cares; escapes inside of braces become what `unescaped` turns back."""
    edits: Edits = {}
    place = 0
    while match := _START.search(text, place):
        if match[2] is None:  # a comment
            place = match.end()
        else:
            place = _string(text, match.end(), match[1] or "", match[2], edits)
    return "".join([edits.get(place, character) for place, character in enumerate(text)]) if edits else text


def unescaped(text: str) -> str:
    """The value of a string in which stand-ins took the place of escapes."""
    return re.sub("\x01([\x02-\x07])", lambda match: _MEANINGS[match[1]], text) if "\x01" in text else text


def string_end(text: str, place: int, prefix: str, quote: str) -> int:
    """The offset behind the string whose first character is at `place`: behind its quote, or where its line ends."""
    return _string(text, place, prefix, quote, {})


def _string(text: str, place: int, prefix: str, quote: str, edits: Edits) -> int:
    formatted = "f" in prefix.lower() or "t" in prefix.lower()
    begin, lines = place, False
    while place < len(text):
        character = text[place]
        if text.startswith(quote, place):
            if formatted:
                _quote(text, begin, place, quote, edits, lines=lines)
            return place + len(quote)
        if character == "\\" or (formatted and text.startswith("{{", place)):
            place += 2
        elif formatted and character == "{":
            end = _expression(text, place + 1, quote, edits)
            lines = lines or (len(quote) == 1 and "\n" in text[place:end])
            place = end
        elif character == "\n" and len(quote) == 1:
            return place
        else:
            place += 1
    return place


def _quote(text: str, begin: int, end: int, quote: str, edits: Edits, *, lines: bool) -> None:
    """Gives a string the quotes that older parsers want: others than stand in it, and three around several lines."""
    inside = _edited(text, begin, min(end, begin + _MAX_STRING), edits)
    if len(quote) > 1 or not (lines or quote in inside):
        return
    other = _OTHER[quote]
    wanted = (quote * 3, other * 3) if lines else (other, quote * 3, other * 3)
    found = next((each for each in wanted if each not in inside), None)
    if found is not None:
        edits[begin - 1] = edits[end] = found


def _edited(text: str, begin: int, end: int, edits: Edits) -> str:
    return "".join([edits.get(place, text[place]) for place in range(begin, end)])


def _expression(text: str, place: int, quote: str, edits: Edits) -> int:
    """The offset behind the closing brace of a replacement field; where its line ends if there is none."""
    depth, begin, newline = 1, place, -1
    while place < len(text) and (newline < 0 or place - begin < _MAX_FIELD):
        character = text[place]
        if character in _OTHER:
            place = _nested(text, place, quote, edits)
            continue
        if character == "#":
            place = _comment(text, place, edits)
            continue
        if character == ":" and depth == 1:
            return _format(text, place, quote, edits)
        if character == "\n" and len(quote) == 1 and newline < 0:
            newline = place
        depth += (character in "([{") - (character in ")]}")
        place += 1
        if not depth:
            return place
    return newline if newline >= 0 else place


def _format(text: str, place: int, quote: str, edits: Edits) -> int:
    """The offset behind the brace that closes a field whose format begins at `place`."""
    while place < len(text) and not text.startswith(quote, place):
        if text[place] == "{":
            place = _expression(text, place + 1, quote, edits)
            continue
        if text[place] == "\n" and len(quote) == 1:
            break
        place += 1
        if text[place - 1] == "}":
            break
    return place


def _comment(text: str, place: int, edits: Edits) -> int:
    end = text.find("\n", place)
    end = len(text) if end < 0 else end
    edits.update(dict.fromkeys(range(place, end), " "))
    return end


def _nested(text: str, start: int, outer: str, edits: Edits) -> int:
    quote = text[start : start + 3] if text[start : start + 3] in ("'''", '"""') else text[start]
    prefix = _PREFIX.search(text[max(0, start - 3) : start])
    begin = start + len(quote)
    end = _string(text, begin, prefix[0] if prefix else "", quote, edits)
    inside = _edited(text, begin, min(end - len(quote), begin + _MAX_STRING), edits)
    if quote == outer and begin - 1 not in edits and _OTHER[quote[0]] not in inside:
        for place in (*range(start, begin), *range(end - len(quote), end)):
            edits[place] = _OTHER[quote[0]]
    for escape in re.finditer(r"\\.", text[begin : end - len(quote)]):
        stand_in = _STAND_INS.get(escape[0][1])
        for place, character in enumerate(f"\x01{stand_in}" if stand_in else "  ", begin + escape.start()):
            edits[place] = character
    return end
