"""Text that fits its box, whichever of the usual fonts draws it."""

from __future__ import annotations

from math import fsum
from unicodedata import combining, east_asian_width

ELLIPSIS = "…"
_COMMON = ("LambdaFunction", "Function", "Lambda", "Handler")
# Hundredths of an em from blank to tilde in DejaVu Sans Bold, the widest font of the usual interfaces.
_ASCII = [
    *(35, 46, 52, 84, 70, 100, 87, 31, 46, 46, 52, 84, 38, 42, 38, 37),  # blank to slash
    *(70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 40, 40, 84, 84, 84, 58),  # digits
    *(100, 77, 76, 77, 83, 68, 68, 82, 84, 37, 37, 77, 64, 100, 84, 85),  # @ to O
    *(73, 85, 77, 72, 68, 81, 77, 110, 77, 72, 73, 46, 37, 46, 84, 50),  # P to _
    *(50, 67, 72, 59, 72, 68, 44, 72, 71, 34, 34, 67, 34, 104, 71, 69),  # ` to o
    *(72, 72, 49, 60, 48, 71, 65, 92, 65, 65, 58, 71, 37, 71, 84),  # p to ~
]


def width_of(text: str, size: float) -> float:
    """How wide a text is at most, in pixels for a font of `size` pixels."""
    return size * fsum(map(_ems, text))


def shortened(text: str, room: float, size: float) -> str:
    """The text, without its middle if it is too wide: names mostly differ at their ends.

    A last word that many functions have is left out before that.
    """
    if width_of(text, size) <= room:
        return text
    telling = next((text.removesuffix(word) for word in _COMMON if text.endswith(word)), "")
    if telling and width_of(telling + ELLIPSIS, size) <= room:
        return telling + ELLIPSIS
    room -= width_of(ELLIPSIS, size)
    end = _fitting(text[::-1], room / 2, size)[::-1]
    start = _fitting(text, room - width_of(end, size), size)
    return f"{start.rstrip()}{ELLIPSIS}{end.lstrip()}"


def cut(text: str, room: float, size: float) -> str:
    """The text, without its end if it is too wide."""
    if width_of(text, size) <= room:
        return text
    return _fitting(text, room - width_of(ELLIPSIS, size), size).rstrip(" ·:") + ELLIPSIS


def _fitting(text: str, room: float, size: float) -> str:
    for length, character in enumerate(text):
        room -= size * _ems(character)
        if room < 0:
            return text[:length]
    return text


def _ems(character: str) -> float:
    if " " <= character <= "~":
        return _ASCII[ord(character) - 32] / 100
    if combining(character):
        return 0.0
    return 1.4 if east_asian_width(character) in "WF" or character > "\uffff" else 1.0
