"""How much it weighs that the time of a comparison tells of a signature follows from what the signature protects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
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
      Events: {Call: {Type: HttpApi, Properties: {Path: PATH, Method: get}}}
"""
CODE = """
import hashlib, hmac, os

def handler(event, context):
    asked = event["queryStringParameters"]
    expected = hmac.new(os.environ["KEY"].encode(), asked["mail"].encode(), hashlib.sha256).hexdigest()
    return {"statusCode": 204 if asked["signature"] == expected else 401}
"""


@pytest.mark.parametrize(
    ("path", "severity"),
    [("/unsubscribe", "info"), ("/pictures", "info"), ("/payments/hook", "low"), ("/login", "low")],
)
def test_money_and_accounts_weigh_more(tmp_path: Path, path: str, severity: str) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE.replace("PATH", path))
    (tmp_path / "app.py").write_text(CODE)
    found = [
        event.finding for event in scan(str(tmp_path), Config(select=("GOAT0223",))) if isinstance(event, FindingFound)
    ]
    assert [finding.severity.name.lower() for finding in found if finding.severity is not None] == [severity]
