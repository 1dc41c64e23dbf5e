"""Lines of the terminal report: their width and their colours."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.report.ink import Ink


@frozen
class Drawing:
    ink: Ink
    width: int

    @property
    def room(self) -> int:
        return max(36, self.width - 2)

    def paint(self, text: str, style: str) -> str:
        return self.ink.paint(text, style)

    def wrap(self, text: str, room: int) -> list[str]:
        return textwrap.wrap(text, max(20, room), break_on_hyphens=False) or [""]

    def wrapped(self, label: str, text: str) -> Iterator[str]:
        lead = f"  {self.paint(label, 'good')} "
        for line in self.wrap(text, self.room - len(label) - 3):
            yield lead + line
            lead = " " * (len(label) + 3)
