"""A request in the access log of a bucket. Source: "Amazon S3 server access log format" of the S3 user guide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from goatherd.attack.telemetry.deployed import letters
from goatherd.sandbox.naming import REGION

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from goatherd.attack.telemetry.principals import Principal

BUCKET_OPERATIONS = {
    "GetObject": ("GET", "OBJECT"),
    "HeadObject": ("HEAD", "OBJECT"),
    "PutObject": ("PUT", "OBJECT"),
    "DeleteObject": ("DELETE", "OBJECT"),
    "ListObjects": ("GET", "BUCKET"),
    "ListObjectsV2": ("GET", "BUCKET"),
}
_OWNER = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"  # of AWS's example


def bucket_line(call: Mapping[str, Any], bucket: str, by: Principal, time: datetime, id: str) -> str:
    method, what = BUCKET_OPERATIONS[call["operation"]]
    key = quote(str(call["parameters"].get("Key", "")), safe="/", errors="replace") if what == "OBJECT" else "-"
    target = f"/{key}" if what == "OBJECT" else "/"
    anonymous = by.identity.get("accountId") == "anonymous"
    who = "-" if anonymous else str(by.identity.get("arn", by.address))
    error = call.get("error") or "-"
    return (
        f"{_OWNER} {bucket} [{time:%d/%b/%Y:%H:%M:%S} +0000] {by.address} {who} {letters(id, 16)} "
        f'REST.{method}.{what} {key} "{method} {target} HTTP/1.1" {call["status"]} {error} - - 12 11 "-" '
        f'"{by.agent}" - {letters(id, 40)}= {"-" if anonymous else "SigV4"} TLS_AES_128_GCM_SHA256 '
        f"{'-' if anonymous else 'AuthHeader'} {bucket}.s3.{REGION}.amazonaws.com TLSv1.3 - -"
    )
