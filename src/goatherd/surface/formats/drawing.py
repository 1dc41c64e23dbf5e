"""How text is laid out on a terminal: headings, facts under a name, wrapped lines."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.report.ink import Ink

INDENT = 14  # columns before a name
_TITLE = 9  # columns of a fact's title


@frozen
class Drawing:
    """`width` is in columns."""

    ink: Ink
    width: int

    def heading(self, title: str, number: int | None, explained: str = "") -> str:
        count = "" if number is None else f" · {number}"
        return self.paint(f"{title}{count}", "bold") + (self.dim(f"  {explained}") if explained else "")

    def fact(self, title: str, text: str) -> Iterator[str]:
        """Lines under a name; none where there is nothing to say."""
        if not text:
            return
        lead = " " * (INDENT + 2) + title.ljust(_TITLE)
        for line in self.wrap(text, self.width - len(lead)):
            yield self.dim(lead) + line
            lead = " " * len(lead)

    def paint(self, text: str, style: str) -> str:
        return self.ink.paint(text, style)

    def dim(self, text: str) -> str:
        return self.ink.paint(text, "dim")

    def wrap(self, text: str, room: int) -> list[str]:
        return textwrap.wrap(text, max(20, room), break_on_hyphens=False) or [""]

    def wrapped(self, text: str) -> Iterator[str]:
        """Lines as wide as the page, the second and later ones indented."""
        yield from textwrap.wrap(text, self.width, break_on_hyphens=False, subsequent_indent="    ")
