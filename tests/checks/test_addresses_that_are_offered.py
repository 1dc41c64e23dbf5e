"""What a Lambda function outside of a VPC is there to fetch is little more than its callers reach themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.events import FindingFound
from goatherd.core.finding import HIGH, MEDIUM, Severity
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events: {A: {Type: HttpApi, Properties: {Path: /a, Method: post}}}
"""
IN_VPC = "      VpcConfig: {SubnetIds: [subnet-1], SecurityGroupIds: [sg-1]}\n"
CODE = """
import json, os, urllib.request
import requests

KEY = os.environ["API_KEY"]

def handler(event, context):
    given = json.loads(event["body"])
    return {"statusCode": 200, "body": CALL}
"""


@pytest.mark.parametrize(
    ("call", "more", "severity"),
    [
        ('requests.get(given["url"], timeout=9).text', "", MEDIUM),
        ('[requests.get(url).text for url in given["urls"]]', "", MEDIUM),
        ('requests.get(given["url"]).text', IN_VPC, HIGH),
        ('requests.get(given["url"], headers={"Authorization": KEY}).text', "", HIGH),
        ('requests.get(given["callback"]).text', "", HIGH),
        ('requests.get(given["repository"]["url"]).text', "", HIGH),
        ('urllib.request.urlopen(given["url"]).read()', "", HIGH),  # it opens files as well
    ],
)
def test_what_it_is_worth(call: str, more: str, severity: Severity, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE + more)
    (tmp_path / "app.py").write_text(CODE.replace("CALL", call))
    found = [event.finding for event in scan(str(tmp_path)) if isinstance(event, FindingFound)]
    assert {finding.severity for finding in found if finding.id == "GOAT0107"} == {severity}


def test_a_field_that_says_whom_to_ask_more_than_once_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    calls = (
        'requests.get(given["hook"]).text + requests.get(given["other"]).text\\\n    + requests.get(given["hook"]).text'
    )
    (tmp_path / "app.py").write_text(CODE.replace("CALL", f"({calls})".replace("\\\n", "\n")))
    found = [event.finding for event in scan(str(tmp_path)) if isinstance(event, FindingFound)]
    told = {f.message.partition(" ")[0]: len(f.locations) for f in found if f.id == "GOAT0107"}
    assert told == {"event.body.hook": 1, "event.body.other": 0}
