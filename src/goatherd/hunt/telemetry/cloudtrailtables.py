"""CloudTrail as a table with commas: what Lake's queries leave in a bucket, and what the console's event history hands
out.

Where a column holds the whole event (`eventJson`), that is the record. Otherwise columns are its fields, which are
texts: Lake writes objects in a form that is no JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.hunt.telemetry.cloudtrail import CLOUDTRAIL, in_utc
from goatherd.hunt.telemetry.form import Carried, Rows, Texts, cells

if TYPE_CHECKING:
    from goatherd.hunt.telemetry.form import Carrier, Reader, Row

_OF_CONSOLE = {
    "User name": "userIdentity.userName",
    "AWS access key": "userIdentity.accessKeyId",
    "Event time": "eventTime",
    "Event source": "eventSource",
    "Event name": "eventName",
    "AWS region": "awsRegion",
    "Source IP address": "sourceIPAddress",
    "User agent": "userAgent",
    "Error code": "errorCode",
    "Request ID": "requestID",
    "Event ID": "eventID",
    "Read-only": "readOnly",
}
_LONGEST = 2000  # bytes of a heading


def _reader(line: str) -> Reader | None:
    if len(line) > _LONGEST or not any(name in line for name in ("eventJson", "eventName", "Event name")):
        return None
    try:
        names = tuple(cells(line))
    except ValueError:
        return None
    return Rows(names, _row) if {"eventJson", "eventName", "Event name"} & {*names} else None


def _row(columns: dict[str, str], by: Carrier) -> Row | Carried:
    if whole := columns.get("eventJson"):
        return Carried(whole.encode("utf-8", "surrogateescape"))
    said = in_utc({_OF_CONSOLE.get(name, name): value for name, value in columns.items()})
    who = {"userName": said.pop("userIdentity.userName", ""), "accessKeyId": said.pop("userIdentity.accessKeyId", "")}
    return CLOUDTRAIL.row(
        {**said, "userIdentity": said.get("userIdentity") or {n: v for n, v in who.items() if v} or None}
    )


KINDS = ()
FORMS = (Texts(_reader),)
