"""When a record was written."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

_LONGEST = 64  # letters of a time that is remembered
_REMEMBERED = 4_096  # records of one time stand together, and several rules are about each


def microseconds_of(written: object) -> int | None:
    """Since 1970, of a time as RFC 3339 writes it; None where it is none, or does not say in which zone."""
    if not isinstance(written, str):
        return None
    return _remembered(written) if len(written) <= _LONGEST else _microseconds(written)


def _microseconds(written: str) -> int | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return int(moment.timestamp() * 1_000_000) if moment.tzinfo else None


_remembered = lru_cache(_REMEMBERED)(_microseconds)
