"""Logs that somebody exported as a table with commas: access logs of APIs whose heading has their names, what Log
Analytics hands out, and lines of CloudWatch's Logs Insights. Each row is the record that it was before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from goatherd.hunt.telemetry.apigateway import is_access
from goatherd.hunt.telemetry.form import Carried, Carrier, Rows, Texts, cells
from goatherd.hunt.telemetry.times import understood

if TYPE_CHECKING:
    from goatherd.hunt.telemetry.form import Reader

_LONGEST = 10_000  # letters of a heading
_NAMES = re.compile(r"[\w@.$\[\]{} \"-]+(?:,[\w@.$\[\]{} \"-]*)+")  # without what times and addresses have
_UTC = " [UTC]"  # behind the names of times, as Log Analytics writes them
_OF_AZURE = ("OperationName", "OperationNameValue")
_NOTHING = msgspec.Raw(b'""')


def _reader(line: str) -> Reader | None:
    if len(line) > _LONGEST or _NAMES.fullmatch(line) is None:
        return None
    try:
        names = tuple(name.removesuffix(_UTC) for name in cells(line))
    except ValueError:
        return None
    if "@message" in names and "@timestamp" in names:
        return Rows(tuple(cells(line)), _of_insights)
    known = is_access(dict.fromkeys(names, _NOTHING)) or ("TimeGenerated" in names and {*_OF_AZURE} & {*names})
    return Rows(tuple(cells(line)), _of_object) if known else None


def _of_insights(columns: dict[str, str], by: Carrier) -> Carried:
    """`@log` is the account and the group."""
    time, group = understood(columns.get("@timestamp")), columns.get("@log", "").partition(":")[2]
    line = columns.get("@message", "").encode("utf-8", "surrogateescape")
    return Carried(line, Carrier(time, columns.get("@ptr", ""), group, columns.get("@logStream", ""), cloudwatch=True))


def _of_object(columns: dict[str, str], by: Carrier) -> Carried:
    named = {name.removesuffix(_UTC): value.encode("utf-8", "replace").decode() for name, value in columns.items()}
    return Carried(msgspec.json.encode(named), by)


KINDS = ()
FORMS = (Texts(_reader),)
