"""One line of a log, before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from datetime import datetime

TRAIL, DATA_EVENTS, FUNCTION, ACCESS, BUCKET = (
    "CloudTrail",
    "CloudTrail's data events",
    "the function's log",
    "the API's access log",
    "the bucket's access log",
)


@frozen
class Entry:
    """`log` is one of those above; `configured`: what the template sets up writes it. `of` is whose log it is (a
    function's or an API's name; "" for CloudTrail), `stream` its part; `content` an event of CloudTrail, or a line.
    """

    log: str
    configured: bool
    time: datetime
    content: dict[str, Any] | str
    of: str = ""
    stream: str = ""
