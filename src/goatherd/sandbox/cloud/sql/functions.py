"""Functions of MySQL and PostgreSQL that SQLite does not have, as far as handlers use them.

Sources: "Functions and Operators" of either manual. What is handed in is whatever stands in the table, so each gives
NULL for what it cannot read.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from goatherd.core.foreign_json import Unreadable, read_json

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

_UNITS = ("microsecond", "second", "minute", "hour", "day", "week", "month", "year")
_WRITTEN = re.compile(r"((?<![\d.])[+-]?\d++(?:\.\d++)?)\s{0,20}([a-zA-Z]++)")
_LONGEST = 1 << 16  # characters: SQLite cannot end a function of ours


def install(database: sqlite3.Connection) -> None:
    for name, function in _FUNCTIONS.items():
        database.create_function(name, -1, _careful(function))


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _careful(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        try:
            return function(*(each[:_LONGEST] if isinstance(each, (str, bytes)) else each for each in arguments))
        except Exception:
            return None

    return call


def _time(text: Any) -> datetime:
    if isinstance(text, (int, float)):
        return datetime.fromtimestamp(text, UTC).replace(tzinfo=None)
    return datetime.fromisoformat(str(text)).replace(tzinfo=None)


def _shifted(time: Any, sign: str, number: Any, unit: str) -> Any:
    if isinstance(time, (int, float)) and not unit:
        return time + float(number) * (1 if sign == "+" else -1)
    parts = [(float(number), unit)] if unit else [(float(n), u) for n, u in _WRITTEN.findall(str(number))]
    moment = _time(time)
    for amount, name in parts:
        moment = _moved(moment, amount if sign == "+" else -amount, name.lower().rstrip("s"))
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def _moved(moment: datetime, amount: float, unit: str) -> datetime:
    if unit in ("month", "year"):
        months = moment.year * 12 + moment.month - 1 + int(amount) * (12 if unit == "year" else 1)
        return moment.replace(year=months // 12, month=months % 12 + 1, day=min(moment.day, 28))
    return moment + timedelta(**{f"{unit}s": amount})


def _extracted(part: str, time: Any) -> Any:
    moment, part = _time(time), part.lower()
    if part == "epoch":
        return moment.replace(tzinfo=UTC).timestamp()
    if part in ("dow", "dayofweek"):
        return moment.isoweekday() % 7
    return getattr(moment, part) if part in ("year", "month", "day", "hour", "minute", "second") else None


def _truncated(unit: str, time: Any) -> str:
    units = ("second", "minute", "hour", "day", "month", "year")
    fields = {"second": 0, "minute": 0, "hour": 0, "day": 1, "month": 1}
    moment = _time(time).replace(microsecond=0)
    for name in units[: units.index(unit.lower())]:
        moment = moment.replace(**{name: fields[name]})  # type: ignore[arg-type]
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def _cast_to(value: Any, kind: str) -> Any:
    if value is None or kind not in ("date", "bool"):
        return value
    if kind == "date":
        return str(value)[:10]
    return int(str(value).lower() in ("1", "t", "true", "y", "yes", "on"))


def _as_json(value: Any) -> str:
    try:
        read_json(value if isinstance(value, (str, bytes)) else str(value))
    except Unreadable:
        return json.dumps({"note": value})
    return str(value)


def _matches(text: Any, pattern: Any) -> int:
    # Only as a plain text: the patterns of a function under attack could take for ever.
    return int(str(pattern).strip("^$.*") in str(text))


def _holds(words: Any, *texts: Any) -> int:
    return int(any(word in str(text) for word in str(words).split() for text in texts))


def _digest(name: str) -> Callable[[Any], str]:
    return lambda text: hashlib.new(name, _bytes(text), usedforsecurity=False).hexdigest()


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "now": lambda *_: now(),
    "sysdate": lambda *_: now(),
    "clock_timestamp": lambda *_: now(),
    "sleep": lambda *_: 0,
    "pg_sleep": lambda *_: "",
    "benchmark": lambda *_: 0,
    "unix_timestamp": lambda *time: int(
        _time(time[0]).replace(tzinfo=UTC).timestamp() if time else datetime.now(UTC).timestamp()
    ),
    "from_unixtime": lambda seconds, *_: _time(float(seconds)).strftime("%Y-%m-%d %H:%M:%S"),
    "uuid": lambda *_: str(uuid.uuid4()),
    "gen_random_uuid": lambda *_: str(uuid.uuid4()),
    "uuid_generate_v4": lambda *_: str(uuid.uuid4()),
    "md5": _digest("md5"),
    "sha1": _digest("sha1"),
    "sha": _digest("sha1"),
    "sha2": lambda text, *_: _digest("sha256")(text),
    "concat": lambda *texts: "".join(str(text) for text in texts if text is not None)[:_LONGEST],
    "concat_ws": lambda by, *texts: str(by).join(str(text) for text in texts if text is not None)[:_LONGEST],
    "left": lambda text, length: str(text)[: int(length)],
    "right": lambda text, length: str(text)[-int(length) :],
    "char_length": lambda text: len(str(text)),
    "lpad": lambda text, length, fill=" ": str(text).rjust(min(int(length), _LONGEST), str(fill)[:1]),
    "reverse": lambda text: str(text)[::-1],
    "greatest": max,
    "least": min,
    "shifted": _shifted,
    "extracted": _extracted,
    "truncated": _truncated,
    "cast_to": _cast_to,
    "as_json": _as_json,
    "matches": _matches,
    "holds": _holds,
    "rand": lambda *_: 0.5,
    "found_rows": lambda *_: 0,
    "row_count": lambda *_: 0,
    "connection_id": lambda *_: 8,
    "pg_backend_pid": lambda *_: 8,
    "set_config": lambda _, value, *__: value,
    "pg_advisory_lock": lambda *_: "",
    "pg_advisory_xact_lock": lambda *_: "",
    "pg_advisory_unlock": lambda *_: 1,
    "pg_advisory_unlock_all": lambda *_: "",
    "pg_try_advisory_lock": lambda *_: 1,
    "pg_is_in_recovery": lambda *_: 0,
    "pg_table_is_visible": lambda *_: 1,
    "get_lock": lambda *_: 1,
    "release_lock": lambda *_: 1,
}
