"""What a template of somebody else's can do: run code, show what it is rendered with, or nothing at all."""

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
      Runtime: %s
      Handler: index.handler
      Events: {A: %s}
"""
ROUTE = "{Type: HttpApi, Properties: {Path: /a, Method: post}}"
STREAM = "{Type: DynamoDB, Properties: {Stream: !GetAtt T.StreamArn, StartingPosition: LATEST}}"
JINJA = """
from jinja2 import Template

def handler(event, context):
    return {"statusCode": 200, "body": Template(%s).render()}
"""
JAVASCRIPT = """
const engine = require('%s');
exports.handler = async (event) => {
  const made = engine.compile(event.body);
  return { statusCode: 200, body: %s };
};
"""


@pytest.mark.parametrize(
    ("file", "code", "trigger", "expected"),
    [
        ("index.py", JINJA % 'event["body"]', ROUTE, ["critical"]),
        ("index.py", JINJA % 'event["Records"][0]["dynamodb"]["NewImage"]["text"]["S"]', STREAM, ["medium"]),
        ("index.js", JAVASCRIPT % ("ejs", "made({})"), ROUTE, ["critical"]),
        ("index.js", JAVASCRIPT % ("handlebars", "made({})"), ROUTE, ["medium"]),
        ("index.js", JAVASCRIPT % ("handlebars", "'valid'"), ROUTE, []),
        ("index.js", JAVASCRIPT % ("ejs", "'valid'"), ROUTE, []),
    ],
)
def test_severity(tmp_path: Path, file: str, code: str, trigger: str, expected: list[str]) -> None:
    runtime = "python3.13" if file.endswith(".py") else "nodejs22.x"
    (tmp_path / "template.yaml").write_text(TEMPLATE % (runtime, trigger))
    (tmp_path / file).write_text(code)
    found = [e.finding for e in scan(str(tmp_path), Config(select=("GOAT0109",))) if isinstance(e, FindingFound)]
    assert [finding.severity.label for finding in found if finding.severity] == expected
