"""With an application, every engine finds what the stream finds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from goatherd.hunt.detections.registry import all_detections
from goatherd.hunt.hunting import Hunt, hunt
from goatherd.hunt.rules import read_rules
from goatherd.hunt.sigma import ReadRules
from goatherd.report.hunt import render
from tests.hunt.application.conftest import ACCOUNT, NAMES, TABLE, Shop, by, call, invoked
from tests.hunt.application.test_calls import OTHER
from tests.hunt.application.test_changes import DEVIATING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DEPLOYMENT = 3  # one of the ten risks: Spark takes its time to read the rules of all
SCANNED = call("dynamodb", "Scan", resources=[{"ARN": TABLE}]) | by("Take")
EVENTS = [
    *(event for event, _ in DEVIATING),
    SCANNED,
    {**SCANNED, "eventID": "twice"},
    {**SCANNED, "eventID": "twice"},
    # Not the same record, though it says so.
    call("secretsmanager", "GetSecretValue", {"secretId": "a"}) | by("Print") | {"eventID": "twice"},
    call("s3", "ListObjects", {"bucketName": f"receipts-{ACCOUNT}"}, errorCode="AccessDenied") | by("Print"),
    call("s3", "ListObjects", {"bucketName": f"receipts-{ACCOUNT}"}) | by("Print"),
    call("dynamodb", "PutItem", resources=[{"ARN": OTHER}]) | by("Take"),
    call("dynamodb", "PutItem", resources=[{"ARN": TABLE}]) | by("Take") | {"userAgent": "[aws-cli/2.17.0 os/linux]"},
    call("s3", "ListBuckets") | by("Take", session="erin"),
    call("sqs", "ReceiveMessage") | by("Take", role="Everything"),
    invoked("Tell", "s3"),
    invoked("Take") | by("Print"),
    call(
        "sts",
        "AssumeRole",
        {"roleArn": f"arn:aws:iam::{ACCOUNT}:role/admin"},
        responseElements={"assumedRoleUser": {"arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/admin/x"}},
    ),
    call("iam", "CreateUser") | by("Take", role="admin", session="x"),
    {"eventName": ["UpdateFunctionCode20150331v2"], "eventSource": "lambda.amazonaws.com", "userIdentity": []},
]


def reports() -> str:
    """Of three weeks in which one hour took ten times as long."""
    lines = []
    for hour in range(500):
        took = 1000 if hour == 400 else 90 + hour % 17
        report = f"REPORT RequestId: 8f5e3c1a-0000-4000-8000-{hour:012}\tDuration: {took} ms\tMemory Size: 256 MB\t"
        events = [
            {"id": f"{hour}-{number}", "timestamp": 1_772_440_000_000 + hour * 3_600_000, "message": report}
            for number in range(5)
        ]
        group = {"logGroup": f"/aws/lambda/{NAMES['Take']}", "logStream": "s", "logEvents": events}
        lines.append(json.dumps(group))
    return "\n".join(lines)


@pytest.fixture
def logs(shop: Shop) -> Path:
    shop.write(*EVENTS)
    folder = shop.folder / "logs"
    (folder / "again.json").write_bytes((folder / "trail.json").read_bytes())
    (folder / "take.jsonl").write_text(reports())
    return folder


def told(found: Hunt) -> tuple[object, ...]:
    assert found.baseline is not None
    said = list(found.baseline.summary()), found.baseline.beyond, found.baseline.failures
    return found.alerts.ordered, found.stories, said, found.records, found.files, found.untimed, found.damages


def test_the_same_alerts(hunt_tables: Callable[..., Hunt], shop: Shop, logs: Path) -> None:
    read = ReadRules()
    for each in all_detections():
        if each.sas == DEPLOYMENT:
            read.rules.extend(each.rules().rules)
    expected = hunt(logs, read, baseline=shop.baseline())
    assert len({alert.about.id for alert in expected.alerts.ordered if alert.context}) >= 11
    assert any(alert.functions for alert in expected.alerts.ordered if not alert.context)
    found = hunt_tables(logs, read, baseline=shop.baseline())
    assert told(found) == told(expected)
    for form in ("html", "ocsf", "sarif", "jsonl"):
        assert render(form, found) == render(form, expected)


def test_nothing_at_all(hunt_tables: Callable[..., Hunt], shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    found = hunt_tables(tmp_path / "none", read_rules([]), baseline=shop.baseline())
    assert told(found) == told(hunt(tmp_path / "none", read_rules([]), baseline=shop.baseline()))
