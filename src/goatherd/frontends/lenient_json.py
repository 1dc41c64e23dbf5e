"""JSON as people write it by hand, made valid: comments and trailing commas go, missing commas are put in."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""(?P<string>"(?:[^"\\\n]|\\.)*"?)
    | (?P<comment>//[^\n]*|\#[^\n]*|/\*.*?(?:\*/|\Z))
    | (?P<plain>[\w.+-]+)
    | (?P<mark>[{}\[\]:,])""",
    re.VERBOSE | re.DOTALL,
)
_OPENING, _CLOSING = "{[", "}]"


def mended(text: str) -> str:
    """The text, its lines where they were, so that what is read of it has its place in the original."""
    characters = list(text)
    previous, end = "", 0
    for match in _TOKEN.finditer(text):
        start, token = match.start(), match[0]
        if match["comment"]:
            characters[start : match.end()] = re.sub(r"[^\n]", " ", token)
            continue
        if token in _CLOSING and previous == ",":
            characters[end - 1] = " "
        elif _ends_value(previous) and _begins_value(token) and start > end:
            characters[end] = ",\n" if characters[end] == "\n" else ","
        previous, end = token, match.end()
    return "".join(characters)


def _ends_value(token: str) -> bool:
    return bool(token) and (token in _CLOSING or token not in "{[:,")


def _begins_value(token: str) -> bool:
    return token in _OPENING or token not in "}]:,"
