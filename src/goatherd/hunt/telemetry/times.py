"""Times as logs write them -> RFC 3339 in UTC; "" where it is none."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

_LONGEST = 40  # letters of a time
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_EPOCH = re.compile(r"\d{9,19}(?:\.\d{1,9})?", re.ASCII)
_ZONE = re.compile(r" ?(?:UTC|GMT|Z)$| (?=[+-]\d\d:?\d\d$)")  # which ISO 8601 writes otherwise, or not at all
_UNITS = ((10**11, 1), (10**14, 10**3), (10**17, 10**6))  # a number below it counts such parts of a second
_PRECISION = {1: "seconds", 10**3: "milliseconds"}
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


def understood(value: Any) -> str:
    """A time in whatever form logs are exported with: seconds, or thousandths, millionths or billionths of one, since
    1970; as web servers, mails and ISO 8601 write it, with blanks or commas in it. It is in UTC where it names no zone.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return ""
    return zoned(value if isinstance(value, str) else f"{value:.6f}" if isinstance(value, float) else str(value))


def zoned(written: str) -> str:
    """The same of a text; one that RFC 3339 knows stays as it is."""
    return _zoned(written) if len(written) <= _LONGEST else ""


@lru_cache(_REMEMBERED)
def _zoned(written: str) -> str:
    written = written.strip(" []")
    if _RFC3339.fullmatch(written) is None:
        return _of_epoch(written) if _EPOCH.fullmatch(written) else from_common_log(written) or _other(written)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return ""
    return written if moment.tzinfo else f"{written}Z"


def _of_epoch(written: str) -> str:
    number = float(written)
    parts = next((parts for most, parts in _UNITS if number < most), 10**9)
    whole, _, fraction = written.partition(".")
    microseconds = int(whole + fraction[:6].ljust(6, "0")) // parts
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    precision = "milliseconds" if fraction else _PRECISION.get(parts, "microseconds")
    return f"{moment.replace(tzinfo=None).isoformat(timespec=precision)}Z"


def _other(written: str) -> str:
    iso = _ZONE.sub("", written)
    try:
        moment = datetime.fromisoformat(iso) if iso[:4].isdecimal() else parsedate_to_datetime(written)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError, TypeError):
        return ""
    return f"{moment.replace(tzinfo=None).isoformat()}Z"
