"""Times as logs write them -> RFC 3339 in UTC; "" where it is none."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

_LONGEST = 40  # letters of a time
_REMEMBERED = 4096  # lines behind each other have the same


def from_seconds(seconds: Any) -> str:
    """Of seconds since 1970."""
    return _written(seconds, "seconds")


def from_milliseconds(milliseconds: Any) -> str:
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, (int, float)) or abs(milliseconds) >= 1 << 53:
        return ""
    return _written(milliseconds / 1000, "milliseconds")


def _written(seconds: Any, exact: str) -> str:
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        return ""
    try:
        return f"{datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat(timespec=exact)}Z"
    except (OverflowError, ValueError, OSError):
        return ""


def from_common_log(written: str) -> str:
    """ "09/Apr/2026:12:34:56 +0000" """
    return _from_common_log(written) if len(written) <= _LONGEST else ""


@lru_cache(_REMEMBERED)
def _from_common_log(written: str) -> str:
    try:
        return datetime.strptime(written, "%d/%b/%Y:%H:%M:%S %z").astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return ""


def zoned(written: str) -> str:
    """A time in ISO 8601, which is in UTC where it names no zone."""
    return _zoned(written) if len(written) <= _LONGEST else ""


@lru_cache(_REMEMBERED)
def _zoned(written: str) -> str:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return ""
    return written if moment.tzinfo else f"{written}Z"
