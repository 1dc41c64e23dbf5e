"""Which columns the table of a kind of log has: fixed by the kind, whatever the records hold.

A column of a field has the field's name in snake_case: "text" and "time" are its text, "number" is a number, "list" and
"json" are the value as JSON. The columns of every table begin with `record`, which itself is the record as it was read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from goatherd.hunt.rule import Telemetry
    from goatherd.hunt.telemetry.kind import Column, Kind

RECORD = "record"
PLACE = "record_place"  # counts the records of all tables, in the order in which they were read
TIME = "record_time"  # UTC; null where a record does not say it
FILE = "record_file"
NUMBER = "record_number"  # in the file, from 1
NAME = "record_name"  # the plain name by which rules are found, in small letters
ODD = "record_odd"  # whether a value is not what its column is for: then the column is null, and `record` has it
# They are folders, not columns of files.
ACCOUNT, SERVICE, DAY = "account", "service", "day"
PARTS = (ACCOUNT, SERVICE, DAY)
UNKNOWN, OTHER = "unknown", "other"
MAX_PART = 64  # letters of a folder's name

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]*")


@frozen
class Held:
    """A column that holds a field of records."""

    field: str
    name: str
    holds: Column

    @property
    def is_json(self) -> bool:
        return self.holds in ("list", "json")


def held(kind: Kind) -> tuple[Held, ...]:
    """What every kind has, and then in the order in which this one names them."""
    columns: dict[str, Column] = {"eventTime": "text", kind.identity: "text", kind.named: "text", **kind.columns}
    return tuple(Held(field, column_name(field), holds) for field, holds in columns.items())


def column_name(field: str) -> str:
    return re.sub(r"\W+", "_", _WORD.sub("_", field)).lower()


def table_name(telemetry: Telemetry) -> str:
    """Of the table, and of its folder: "aws_cloudtrail", "gcp_audit"."""
    service = telemetry.service.removeprefix(f"{telemetry.product}.")
    return re.sub(r"\W+", "_", f"{telemetry.product}_{service}")


def part_of(text: str | None) -> str:
    """The name of the folder that holds what has this account or service."""
    if not text:
        return UNKNOWN
    plain = text.lower().removesuffix(".amazonaws.com")
    return plain if len(plain) <= MAX_PART and _PLAIN.fullmatch(plain) else OTHER
