"""Flow logs of VPCs as text: the default format, and others with the heading that files in S3 have.

A record has the fields by their own names (`srcaddr`, `dstport`, `action`, `pkt-dstaddr` …), `eventTime` is `start`.

Source: "Flow log records" of the Amazon VPC user guide, up to version 10.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from goatherd.hunt.rule import Telemetry
from goatherd.hunt.telemetry.access import number_of
from goatherd.hunt.telemetry.form import Texts
from goatherd.hunt.telemetry.headed import columns_of
from goatherd.hunt.telemetry.kind import Evidence, Kind, text_in
from goatherd.hunt.telemetry.times import from_seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.hunt.telemetry.form import Carrier, Reader, Row
    from goatherd.hunt.telemetry.kind import Column

_DEFAULT = (
    *("version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol"),
    *("packets", "bytes", "start", "end", "action", "log-status"),
)
_NUMBERS = (
    *("version", "srcport", "dstport", "protocol", "packets", "bytes", "start", "end", "tcp-flags", "traffic-path"),
    *("packets-lost-no-route", "packets-lost-blackhole", "packets-lost-mtu-exceeded", "packets-lost-ttl-expired"),
)
_TEXTS = (
    *("account-id", "interface-id", "srcaddr", "dstaddr", "action", "log-status", "vpc-id", "subnet-id"),
    *("instance-id", "type", "pkt-srcaddr", "pkt-dstaddr", "region", "az-id", "sublocation-type", "sublocation-id"),
    *("pkt-src-aws-service", "pkt-dst-aws-service", "flow-direction", "ecs-cluster-arn", "ecs-cluster-name"),
    *("ecs-container-instance-arn", "ecs-container-instance-id", "ecs-container-id", "ecs-second-container-id"),
    *("ecs-service-name", "ecs-task-definition-arn", "ecs-task-arn", "ecs-task-id", "reject-reason", "resource-id"),
    *("encryption-status",),
)
_COLUMNS: dict[str, Column] = {
    "eventTime": "time",
    **dict.fromkeys(_TEXTS, "text"),
    **dict.fromkeys(_NUMBERS, "number"),
}
_CALLED = {"src_ip": "srcaddr", "dst_ip": "dstaddr", "src_port": "srcport", "dst_port": "dstport"}
_KNOWN = {*_NUMBERS, *_TEXTS}
_LIKELY = 3  # names that a heading has at least, so that a line of other words is none
_LINE = re.compile(r"\d+ (?:\d{12}|unknown|-) (?:eni|-)\S* (?:\S+ ){9}(?:ACCEPT|REJECT|-) (?:OK|NODATA|SKIPDATA)")


def _evidence(record: dict[str, Any], path: str, number: int) -> Evidence:
    to = text_in(record, "pkt-dstaddr") or text_in(record, "dstaddr")
    what = text_in(record, "action").lower() or text_in(record, "log-status")
    return Evidence(
        time=text_in(record, "eventTime"),
        actor=text_in(record, "interface-id") or "an interface",
        address=text_in(record, "pkt-srcaddr") or text_in(record, "srcaddr"),
        what=f"{what} {to}:{record.get('dstport', '')}" if to else what,
        region=text_in(record, "region"),
        path=path,
        number=number,
        account=text_in(record, "account-id"),
        id=text_in(record, "eventID"),
    )


VPC_FLOW = Kind(
    Telemetry("aws", "vpcflow", "firewall"),
    "action",
    str,
    _evidence,
    columns=_COLUMNS,
    account="account-id",
    called=lambda name: _CALLED.get(name, name),
)


def _reader(line: str) -> Reader | None:
    if _LINE.fullmatch(line):
        return partial(_row, _DEFAULT)
    names = tuple(name.replace("_", "-") for name in line.split(" "))
    if len(names) >= _LIKELY and len(_KNOWN.intersection(names)) >= max(_LIKELY, len(names) // 2):
        return partial(_row, names)
    return None


def _row(names: Sequence[str], line: str, by: Carrier) -> Row | None:
    if line.replace("_", "-") == " ".join(names):
        return None
    columns: dict[str, Any] = dict(columns_of(line, names, " "))
    for name in _NUMBERS:
        if name in columns:
            columns[name] = number_of(columns[name])
    return VPC_FLOW.row({**by.known, "eventTime": from_seconds(columns.get("start")) or by.time, **columns})


KINDS = (VPC_FLOW,)
FORMS = (Texts(_reader),)
