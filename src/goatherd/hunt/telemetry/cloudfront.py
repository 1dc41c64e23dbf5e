"""Standard logs of CloudFront: lines below `#Fields:`, and the JSON of the second version.

A record has what `access.py` says, and the other fields by CloudFront's names (`x-edge-location`,
`x-edge-result-type` …). Texts are decoded, as CloudFront writes them with %20 and the like.

Source: "Standard logging reference" of the CloudFront developer guide.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from goatherd.hunt.rule import Telemetry
from goatherd.hunt.telemetry import access
from goatherd.hunt.telemetry.access import given, number_of
from goatherd.hunt.telemetry.form import Objects, Texts, has, object_in
from goatherd.hunt.telemetry.headed import columns_of
from goatherd.hunt.telemetry.kind import Kind
from goatherd.hunt.telemetry.times import from_milliseconds, from_seconds, zoned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.hunt.telemetry.form import Carrier, Fields, Reader, Row

_OWN = (
    *("x-edge-location", "x-edge-result-type", "x-edge-response-result-type", "x-edge-detailed-result-type"),
    *("x-forwarded-for", "ssl-protocol", "ssl-cipher", "cs-protocol", "sc-content-type", "distributionid"),
)
_NUMBERS = ("sc-status", "sc-bytes", "cs-bytes", "c-port", "sc-content-len", "time-to-first-byte", "asn")
CLOUDFRONT = Kind(
    Telemetry("aws", "cloudfront", "webserver"),
    "cs-method",
    str,
    access.evidence,
    columns={
        **access.COLUMNS,
        **dict.fromkeys(_OWN, "text"),
        **dict.fromkeys(("c-port", "sc-content-len", "time-to-first-byte", "asn"), "number"),
    },
    called=access.called,
)
_RENAMED = {
    "cs(User-Agent)": "cs-user-agent",
    "cs(Referer)": "cs-referer",
    "cs(Cookie)": "cs-cookie",
    "x-edge-request-id": "eventID",
    "cs-protocol-version": "cs-version",
}
_FIELDS = "#Fields:"


def _reader(line: str) -> Reader | None:
    if not line.startswith("#"):
        return None
    if not line.startswith(_FIELDS):
        return _heading if line.startswith("#Version:") else None
    names = tuple(line.removeprefix(_FIELDS).split())
    return partial(_row_of_line, names) if {"x-edge-location", "cs-method"} <= {*names} else None


def _heading(line: str, by: Carrier) -> None:
    if not line.startswith("#"):
        raise ValueError("no heading names the columns of this line")


def _row_of_line(names: Sequence[str], line: str, by: Carrier) -> Row | None:
    if line.startswith("#"):
        return None
    return _row(columns_of(line, names, "\t"), by)


def _is_access(fields: Fields) -> bool:
    return has(fields, "x-edge-location") or (has(fields, "cs-method", "cs-uri-stem") and has(fields, "c-ip"))


def _row_of_object(line: bytes, by: Carrier) -> Row:
    return _row(object_in(line), by)


def _row(said: dict[str, Any], by: Carrier) -> Row:
    """Texts are decoded once: `cs-uri-stem` and `cs-uri-query` are what the viewer sent, and stay."""
    record: dict[str, Any] = dict(by.known)
    for name, value in said.items():
        text = given(value)
        record[_RENAMED.get(name, name)] = unquote(text) if name in _RENAMED else text or value
    record |= {name: number_of(record.get(name)) for name in _NUMBERS}
    seconds = number_of(record.get("time-taken"))
    record["time-taken"] = None if seconds is None else round(seconds * 1000, 3)
    query = given(record.get("cs-uri-query"))
    record |= {
        "eventTime": _time(record) or by.time,
        "cs-host": given(record.get("x-host-header")) or given(record.pop("cs(Host)", "")),
        "cs-uri": f"{given(record.get('cs-uri-stem'))}?{query}" if query else given(record.get("cs-uri-stem")),
    }
    return CLOUDFRONT.row({name: value for name, value in record.items() if value != "-"})


def _time(record: dict[str, Any]) -> str:
    date, time = given(record.get("date")), given(record.get("time"))
    if date and time:
        return zoned(f"{date}T{time}")
    milliseconds, seconds = number_of(record.get("timestamp(ms)")), number_of(record.get("timestamp"))
    return from_milliseconds(milliseconds) or from_seconds(seconds)


KINDS = (CLOUDFRONT,)
FORMS = (Objects(_is_access, _row_of_object), Texts(_reader))
