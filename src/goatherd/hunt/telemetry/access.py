"""What logs of requests have in common, whoever wrote them: fields named as the W3C's extended format names them, which
Sigma's rules for web servers ask for.

`cs-method`, `cs-host`, `cs-uri` (path and query), `cs-uri-stem` (path), `cs-uri-query`, `sc-status`, `c-ip`,
`cs-user-agent`, `cs-referer`, `cs-username`, `sc-bytes`, `cs-bytes`, `time-taken` (milliseconds), `eventTime`,
`eventID`.
"""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING, Any

from goatherd.hunt.telemetry.kind import Evidence, text_in

if TYPE_CHECKING:
    from goatherd.hunt.telemetry.kind import Column

COLUMNS: dict[str, Column] = {
    "eventTime": "time",
    "eventID": "text",
    **dict.fromkeys(("cs-method", "cs-host", "cs-uri", "cs-uri-stem", "cs-uri-query", "c-ip"), "text"),
    **dict.fromkeys(("cs-user-agent", "cs-referer", "cs-username", "cs-version", "cs-cookie"), "text"),
    **dict.fromkeys(("sc-status", "sc-bytes", "cs-bytes", "time-taken"), "number"),
}
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_CALLED = {
    "c-uri": "cs-uri",
    "c-uri-query": "cs-uri-query",
    "c-uri-stem": "cs-uri-stem",
    "c-useragent": "cs-user-agent",
    "cs(User-Agent)": "cs-user-agent",
    "cs(Referer)": "cs-referer",
    "cs(Cookie)": "cs-cookie",
    "sc_status": "sc-status",
    "src_ip": "c-ip",
}


def called(name: str) -> str:
    return _CALLED.get(name, name)


def evidence(record: dict[str, Any], path: str, number: int) -> Evidence:
    status = record.get("sc-status")
    request = f"{text_in(record, 'cs-method')} {text_in(record, 'cs-uri')}".strip()
    return Evidence(
        time=text_in(record, "eventTime"),
        actor=text_in(record, "cs-username") or "somebody",
        address=text_in(record, "c-ip"),
        what=request or text_in(record, "operation"),
        region="",
        path=path,
        number=number,
        error=str(status) if isinstance(status, int) and status >= 400 else "",
        id=text_in(record, "eventID"),
    )


def split_target(target: str) -> dict[str, str]:
    """Of a path with its query, as a request's line has it."""
    stem, _, query = target.partition("?")
    return {"cs-uri": target, "cs-uri-stem": stem, "cs-uri-query": query}


def number_in(value: Any) -> int | float | None:
    """None for what is no number, "-" among them."""
    try:
        return number_of(value)
    except ValueError:
        return None


def number_of(value: Any) -> int | float | None:
    """None for no value; raises ValueError for another that is no number."""
    if value in (None, "", "-"):
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError("a number is none")
    number = value if not isinstance(value, str) else int(value) if _WHOLE.fullmatch(value) else float(value)
    if isinstance(number, float) and not isfinite(number):
        raise ValueError("a number is none")
    return number


def given(value: Any) -> str:
    """ "" for what is no text, and for the "-" that stands for none."""
    return value if isinstance(value, str) and value != "-" else ""
