"""Reading the generated tables of data/: one row is found and parsed without reading the rest.

A table is JSON lines: a header, then `["key", value]` rows in the order of their keys. tools/gen_*.py write them.
"""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

FOLDER = os.path.join(os.path.dirname(__file__), "data")


@cache
def _bytes(table: str) -> bytes:
    with open(os.path.join(FOLDER, f"{table}.jsonl"), "rb") as stream:
        return stream.read()


@cache
def row(table: str, key: str) -> Any:
    """The value under a key, None where there is no such row."""
    text = _bytes(table)
    wanted = b"[" + json.dumps(key).encode() + b","
    low, high = text.index(b"\n") + 1, len(text)
    while low < high:
        start = max(text.rfind(b"\n", low, (low + high) // 2) + 1, low)
        end = text.index(b"\n", start)
        found = text[start : start + len(wanted)]
        if found == wanted:
            return json.loads(text[start:end])[1]
        low, high = (end + 1, high) if found < wanted else (low, start)
    return None


@cache
def rows(table: str) -> dict[str, Any]:
    """The whole table; for the small ones."""
    return dict(json.loads(line) for line in _bytes(table).splitlines()[1:])


def header(table: str) -> dict[str, Any]:
    """Where the data came from: `about`, `sources`, `generated` (a date), `by` (the script)."""
    found: dict[str, Any] = json.loads(_bytes(table).split(b"\n", 1)[0])
    return found
