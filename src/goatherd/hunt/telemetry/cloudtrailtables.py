"""CloudTrail as a table with commas: what Lake's queries leave in a bucket, and what the console's event history hands
out.

Where a column holds the whole event (`eventJson`), that is the record. Otherwise columns are its fields, which are
texts: Lake writes objects in a form that is no JSON.
"""

from __future__ import annotations

import csv
from functools import partial
from typing import TYPE_CHECKING

from goatherd.hunt.telemetry.cloudtrail import CLOUDTRAIL, in_utc
from goatherd.hunt.telemetry.form import Carried, Texts

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        names = tuple(_OF_CONSOLE.get(name, name) for name in _columns(line))
    except ValueError:
        return None
    return partial(_row, names) if {"eventJson", "eventName"} & {*names} else None


def _columns(line: str) -> list[str]:
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error as error:
        raise ValueError(f"this line is no row of a table: {error}") from error


def _row(names: Sequence[str], line: str, by: Carrier) -> Row | Carried | None:
    parts = _columns(line)
    if len(parts) != len(names):
        raise ValueError(f"this line has {len(parts)} columns, its heading {len(names)}")
    said = in_utc(dict(zip(names, parts, strict=True)))
    if said.get("eventJson") == "eventJson" or said.get("eventName") in ("eventName", "Event name"):
        return None
    if whole := said.get("eventJson"):
        return Carried(whole.encode("utf-8", "surrogateescape"))
    who = {"userName": said.pop("userIdentity.userName", ""), "accessKeyId": said.pop("userIdentity.accessKeyId", "")}
    return CLOUDTRAIL.row(
        {**said, "userIdentity": said.get("userIdentity") or {n: v for n, v in who.items() if v} or None}
    )


KINDS = ()
FORMS = (Texts(_reader),)
