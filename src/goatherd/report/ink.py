"""Whether a stream takes colours, how wide it is, and how a style is written.

Rich knows all of this, and importing its console takes as long as reading and interpreting a small application.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Literal

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

Color = Literal["auto", "always", "never"]

# ECMA-48 "select graphic rendition": attribute and colour of every style. Terminals choose the shades.
_STYLES = {
    "critical": ("1", "91"),
    "high": ("", "31"),
    "medium": ("", "33"),
    "low": ("", "36"),
    "info": ("", "34"),
    "bold": ("1", ""),
    "dim": ("2", ""),
    "path": ("", "35"),
    "good": ("", "32"),
}
_DUMB = ("dumb", "unknown")
_WIDTH = 80


@frozen
class Ink:
    """`codes` maps the name of a style to what is written before the text; without one, text stays plain."""

    codes: Mapping[str, str]

    def paint(self, text: str, style: str) -> str:
        code = self.codes.get(style)
        return f"\x1b[{code}m{text}\x1b[0m" if text and code else text


def ink_for(stream: IO[str], color: Color) -> Ink:
    """Follows `color`, else FORCE_COLOR and the terminal. NO_COLOR takes all of it, bold too."""
    if color == "never" or (color == "auto" and (no_color() or not _takes_escapes(stream))):
        return Ink({})
    return Ink({name: ";".join(filter(None, codes)) for name, codes in _STYLES.items()})


def no_color() -> bool:
    """Whether the environment asks for plain text (no-color.org)."""
    return os.environ.get("NO_COLOR", "") != ""


def width_of(width: int | None) -> int:
    """Columns: what was asked for, else COLUMNS, else those of a terminal on standard output or error, else 80."""
    said = os.environ.get("COLUMNS", "")
    if width or (said.isdecimal() and int(said)):
        return width or int(said)
    for descriptor in (1, 2):
        with suppress(OSError):
            return os.get_terminal_size(descriptor).columns or _WIDTH
    return _WIDTH


def _takes_escapes(stream: IO[str]) -> bool:
    compatible = os.environ.get("TTY_COMPATIBLE", "")
    if compatible in ("0", "1"):
        return compatible == "1"
    forced = os.environ.get("FORCE_COLOR")
    if forced is not None:
        return forced != ""
    return stream.isatty() and os.environ.get("TERM", "").lower() not in _DUMB
