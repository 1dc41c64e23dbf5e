"""Constants that the code compares with: the words that open its branches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_CONSTANTS = 40
_COMPARED = re.compile(
    r"""(?:===?|!==?|\bcase|\bin\s*[\[({]|\bincludes\(|\bstartsWith\(|\bstartswith\(|\bget\([^)]{1,40}\)\s*==)\s*"""
    r"""(?:'([^'\n]{1,60})'|"([^"\n]{1,60})"|(\d{1,9})\b)"""
)
_BEFORE = re.compile(r"""(?:'([^'\n]{1,60})'|"([^"\n]{1,60})")\s*(?:===?|!==?|\bin\b)""")
_KEYS = re.compile(
    r"""^\s*(?:'([\w./:-]{1,60})'|"([\w./:-]{1,60})"|(\w{1,40}))\s*:\s*(?:\w+|\(|lambda|async|function)""", re.MULTILINE
)


def constants(texts: Iterable[str]) -> tuple[object, ...]:
    """Texts and numbers, those that are compared first, then keys of tables of functions."""
    found: dict[object, None] = {}
    for pattern in (_COMPARED, _BEFORE, _KEYS):
        for text in texts:
            for match in pattern.finditer(text):
                groups = [group for group in match.groups() if group is not None]
                if groups:
                    found.setdefault(int(groups[0]) if groups[0].isdigit() else groups[0])
    return tuple(found)[:MAX_CONSTANTS]
