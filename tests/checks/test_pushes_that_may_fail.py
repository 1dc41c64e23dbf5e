"""Pushes to pages that are open may fail without a second try; what is kept may not."""

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
  Runs: {Type: AWS::DynamoDB::Table, Properties: {StreamSpecification: {StreamViewType: NEW_IMAGE}}}
  Tasks: {Type: AWS::SQS::Queue}
  Tell:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events: {Run: SOURCE}
"""
STREAM = "{Type: DynamoDB, Properties: {Stream: !GetAtt Runs.StreamArn, StartingPosition: LATEST}}"
QUEUE = "{Type: SQS, Properties: {Queue: !GetAtt Tasks.Arn}}"
CODE = """
import boto3

pages = boto3.client("apigatewaymanagementapi", endpoint_url="https://shop.example")
table = boto3.resource("dynamodb").Table("open")


def handler(event, context):
    for record in event["Records"]:
        for page in table.scan()["Items"]:
            try:
                LINE
            except Exception as error:
                print("closed", error)
"""
PUSH = 'pages.post_to_connection(ConnectionId=page["id"], Data="new")'


@pytest.mark.parametrize(
    ("source", "line", "told"),
    [
        (STREAM, PUSH, False),
        (STREAM, f'table.put_item(Item={{"id": page["id"]}}); {PUSH}', True),
        (STREAM, 'table.put_item(Item={"id": page["id"]})', True),
        (QUEUE, PUSH, True),
    ],
)
def test_pushes_of_streams(tmp_path: Path, source: str, line: str, told: bool) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE.replace("SOURCE", source))
    (tmp_path / "app.py").write_text(CODE.replace("LINE", line))
    found = [event for event in scan(str(tmp_path), Config(select=("GOAT1006",))) if isinstance(event, FindingFound)]
    assert bool(found) is told
