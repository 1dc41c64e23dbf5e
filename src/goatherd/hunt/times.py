"""When a record was written."""

from __future__ import annotations

from datetime import datetime


def microseconds_of(written: object) -> int | None:
    """Since 1970, of a time as RFC 3339 writes it; None where it is none, or does not say in which zone."""
    if not isinstance(written, str):
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return int(moment.timestamp() * 1_000_000) if moment.tzinfo else None
