"""Server access logs of S3.

A record has what `access.py` says (`cs-username` is the requester), and `operation` ("REST.GET.OBJECT"), `bucket`,
`bucketOwner`, `key`, `errorCode`, `objectSize`, `versionId`, `hostId`, `signatureVersion`, `cipher`,
`authenticationType`, `tlsVersion`, `accessPointArn`, `aclRequired`.

Source: "Amazon S3 server access log format" of the S3 user guide. What comes behind the known fields is passed over, as
it demands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.hunt.rule import Telemetry
from goatherd.hunt.telemetry import access
from goatherd.hunt.telemetry.access import given, number_in, split_target
from goatherd.hunt.telemetry.form import Texts
from goatherd.hunt.telemetry.kind import Kind
from goatherd.hunt.telemetry.times import from_common_log

if TYPE_CHECKING:
    from goatherd.hunt.telemetry.form import Carrier, Reader, Row

_BEFORE = ("bucketOwner", "bucket", "time", "c-ip", "cs-username", "eventID", "operation", "key")
_BETWEEN = ("sc-status", "errorCode", "sc-bytes", "objectSize", "time-taken", "turnAround")
_AFTER = (
    *("versionId", "hostId", "signatureVersion", "cipher", "authenticationType", "cs-host", "tlsVersion"),
    *("accessPointArn", "aclRequired"),
)
_NUMBERS = ("sc-status", "sc-bytes", "objectSize", "time-taken", "turnAround")
_HEAD = re.compile(r'([0-9a-f]{40,64}|-) (\S+) \[([^\]"]{1,40})\] (\S+) (\S+) (\S+) ([A-Z0-9]+\.\S+) (\S+) (?="|- )')
# Whatever a client put into its request's line or the names of its program, quotation marks among it.
_MIDDLE = re.compile(r'"? (\d{3}|-) (\S+) (\d+|-) (\d+|-) (\d+|-) (\d+|-) "')
# What no client asked for by itself, as the deletion of many objects at once: nothing of it is in quotation marks.
_BARE = re.compile(r"- (\d{3}|-) (\S+) (\d+|-) (\d+|-) (\d+|-) (\d+|-) - - ")

S3_ACCESS = Kind(
    Telemetry("aws", "s3access", "webserver"),
    "operation",
    str,
    access.evidence,
    columns={
        **access.COLUMNS,
        **dict.fromkeys(("operation", "bucket", "bucketOwner", "key", "errorCode", *_AFTER), "text"),
        **dict.fromkeys(("objectSize", "turnAround"), "number"),
    },
    called=access.called,
)


def _reader(line: str) -> Reader | None:
    return _row if _HEAD.match(line) else None


def _row(line: str, by: Carrier) -> Row:
    head = _HEAD.match(line)
    bare = _BARE.match(line, head.end()) if head else None
    middle = bare or (_MIDDLE.search(line, head.end()) if head else None)
    if head is None or middle is None:
        raise ValueError("this line is no record of S3's")
    said: dict[str, Any] = dict(zip(_BEFORE, map(given, head.groups()), strict=True))
    said |= zip(_BETWEEN, map(given, middle.groups()), strict=True)
    rest = line[middle.end() :]
    quoted, _, after = ("", "", rest) if bare else rest.rpartition('" ')
    referer, _, agent = quoted.partition('" "')
    said |= {"cs-referer": given(referer), "cs-user-agent": given(agent)}
    said |= zip(_AFTER, map(given, after.split()), strict=False)
    said |= {name: number_in(said[name]) for name in _NUMBERS}
    said |= _request("" if bare else line[head.end() : middle.start()].removeprefix('"'))
    time = from_common_log(said.pop("time"))
    return S3_ACCESS.row({**by.known, **said, "eventTime": time or by.time})


def _request(written: str) -> dict[str, str]:
    method, _, rest = written.partition(" ")
    target, _, protocol = rest.rpartition(" ")
    return {"cs-method": given(method), "cs-version": protocol, **split_target(target)}


KINDS = (S3_ACCESS,)
FORMS = (Texts(_reader),)
