"""JSON that is no whole document: values that stand one behind the other, as Firehose writes them, and what is left of
a document that was cut off.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# A text, even one that never ends, or what opens and closes.
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[{}\[\]]', re.DOTALL)
_DEEPEST = 3  # where records lie: in a list, in an object with a list


def pieces(document: bytes) -> Iterator[tuple[int, int]]:
    """The first and the last byte (excluded) of each value; of the last one, where it has no end, of each whole object
    of the list that was being written.
    """
    opened: list[int] = []
    inside: list[tuple[int, int]] = []  # of the value that has no end yet
    for token in _TOKEN.finditer(document):
        mark = token[0]
        if mark in (b"{", b"["):
            opened.append(token.start())
        elif mark in (b"}", b"]") and opened:
            start = opened.pop()
            if not opened:
                inside.clear()
                yield start, token.end()
            elif len(opened) < _DEEPEST and mark == b"}" and document[opened[-1] : opened[-1] + 1] == b"[":
                inside.append((start, token.end()))
    yield from inside
