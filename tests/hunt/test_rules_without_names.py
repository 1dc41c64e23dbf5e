"""The engine for streams: which records are asked by which rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from goatherd.hunt.hunting import hunt
from goatherd.hunt.sigma import read_sigma

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("asked", "record"),
    [
        ("{userAgent|contains: exec-env/AWS_Lambda}", '{"userAgent": "Boto3 EXEC-ENV/AWS_LAMBDA_python"}'),
        ("{userAgent|contains: exec-env/AWS_Lambda}", r'{"userAgent": "Boto3 exec-env\/AWS_Lambda_python"}'),
        ("{errorCode: [AccessDenied, Forbidden]}", '{"errorCode": "forbidden"}'),
        ("{requestParameters.amount: 1000}", '{"requestParameters": {"amount": 1e3}}'),
        ("{requestParameters.name: größe}", r'{"requestParameters": {"name": "gr\u00f6\u00dfe"}}'),
        ("{readOnly: false}", '{"readOnly": false}'),
        ("{errorCode|exists: false}", '{"eventName": "ListBuckets"}'),
        ("[{errorCode: AccessDenied}, {errorCode|re: '^No'}]", '{"errorCode": "NoSuchKey"}'),
    ],
)
def test_rules_without_an_event_s_name(asked: str, record: str, tmp_path: Path) -> None:
    rule = "title: A\nlogsource: {product: aws, service: cloudtrail}\n"
    rule += f"detection:\n  asked: {asked}\n  condition: asked\n"
    other: dict[str, Any] = {"eventName": "GetCallerIdentity", "errorCode": "Other", "readOnly": True}
    (tmp_path / "trail.json").write_text(f'{{"Records": [{json.dumps(other)}, {record}]}}')
    [alert] = hunt(tmp_path, read_sigma(rule, "a.yml")).alerts.ordered
    assert [each.number for each in alert.evidence] == [2]
