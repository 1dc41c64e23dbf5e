"""What a page holds of its applications: the first as they are, the others packed until they are asked for.

A tree of a thousand applications would otherwise be a page of ten megabytes, all of which a browser lays out.
"""

from __future__ import annotations

import base64
import gzip
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOM = 500_000
"""Characters of those that are not packed; the first one never is."""


def packed(sections: Iterable[str]) -> tuple[list[str], str]:
    """The first sections, and the rest as a list in JSON, compressed by gzip, in base64; "" without a rest."""
    first: list[str] = []
    rest: list[str] = []
    left = ROOM
    for section in sections:
        left -= len(section)
        (first if not first or (left >= 0 and not rest) else rest).append(section)
    if not rest:
        return first, ""
    text = json.dumps(rest, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    return first, base64.b64encode(gzip.compress(text, 9, mtime=0)).decode()
