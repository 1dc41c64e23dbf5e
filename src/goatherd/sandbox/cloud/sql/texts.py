"""Values of SQLite as the texts that both protocols send; what a column cannot hold becomes something that it can."""

from __future__ import annotations

import re
from typing import Any

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d:\d\d)?")
_TIME = re.compile(r"\d\d:\d\d:\d\d")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_NO_MOMENT, _NO_UUID = "2026-01-01 00:00:00", "00000000-0000-4000-8000-000000000000"


def number(value: Any) -> int | float:
    """The number that a value is or says, 0 for none."""
    if isinstance(value, (int, float)):
        return value
    try:
        return float(value) if "." in str(value) or "e" in str(value).lower() else int(value)
    except (TypeError, ValueError):
        return 0


def text_of(value: Any, kind: str, truth: tuple[str, str] = ("t", "f")) -> bytes:
    """`truth` are the words for true and false. `value` is not None."""
    if isinstance(value, bytes):
        return value
    if kind == "bool":
        return (truth[0] if number(value) else truth[1]).encode()
    if kind in ("int", "bigint"):
        return str(int(number(value))).encode()
    if kind in ("float", "numeric"):
        return str(number(value)).encode()
    if kind in ("date", "timestamp", "timestamptz"):
        found = _MOMENT.match(str(value))
        moment = (found[0] if found else _NO_MOMENT).replace("T", " ")
        return (moment[:10] if kind == "date" else f"{moment[:10]} {moment[11:] or '00:00:00'}").encode()
    if kind == "time":
        found = _TIME.search(str(value))
        return (found[0] if found else "00:00:00").encode()
    if kind == "uuid" and not _UUID.fullmatch(str(value)):
        return _NO_UUID.encode()
    return str(value).encode("utf-8", "replace")
