"""Messages come back to a consumer that fails: one that catches whatever goes wrong never does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.review import review
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: {Type: AWS::SQS::Queue}
  Ship:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events: {Message: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn%s}}}
"""
CATCHES = """
import json, logging
import boto3
table = boto3.resource("dynamodb").Table("orders")

def handler(event, context):
    logging.info("received %s", event)
    for record in event["Records"]:
        try:
            table.put_item(Item=json.loads(record["body"]))
        except Exception as error:
            logging.error(error)
"""
READS_BEFORE = CATCHES.replace("        try:\n", "        order = json.loads(record['body'])\n        try:\n").replace(
    'json.loads(record["body"])', "order"
)
RAISES_AGAIN = CATCHES + "            raise\n"
CATCHES_SOME = CATCHES.replace("Exception", "KeyError")
TELLS_AFTERWARDS = (
    CATCHES + '    boto3.client("sns").publish(TopicArn="arn:aws:sns:eu-west-1:1:news", Message="done")\n'
)


def _reported(folder: Path, text: str, more: str = "") -> bool:
    (folder / "template.yaml").write_text(TEMPLATE % more, "utf-8")
    (folder / "app.py").write_text(text, "utf-8")
    config = Config(select=("GOAT0802",))
    return bool(review(scan(str(folder), config), config).findings)


def test_a_consumer_that_catches_every_error_gets_no_message_again(tmp_path: Path) -> None:
    assert not _reported(tmp_path, CATCHES)


@pytest.mark.parametrize("text", [READS_BEFORE, RAISES_AGAIN, CATCHES_SOME, TELLS_AFTERWARDS])
def test_what_leaves_the_consumer_brings_the_message_back(tmp_path: Path, text: str) -> None:
    assert _reported(tmp_path, text)


def test_messages_that_are_named_as_failed_come_back(tmp_path: Path) -> None:
    assert _reported(tmp_path, CATCHES, ", FunctionResponseTypes: [ReportBatchItemFailures]")
