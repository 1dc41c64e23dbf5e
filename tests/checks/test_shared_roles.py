"""What a role that several functions share says of each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

SERVICE = """
service: jobs
provider:
  name: aws
  runtime: python3.12
  iamRoleStatements: [{Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Jobs.Arn}]
functions:
  add: {handler: app.add, environment: {QUEUE: !Ref Jobs}}
  work: {handler: app.work, environment: {QUEUE: !Ref Jobs}, events: [{sqs: !GetAtt Jobs.Arn}]}
resources: {Resources: {Jobs: {Type: AWS::SQS::Queue}}}
"""
CODE = """
import os
import boto3

def send(text):
    boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody=text)

def add(event, context):
    send("x")

def work(event, context):
    WORK
"""


@pytest.mark.parametrize(("work", "told"), [("return 1", False), ('send("again")', True)])
def test_a_function_that_may_trigger_itself_does_so_in_its_code(tmp_path: Path, work: str, told: bool) -> None:
    (tmp_path / "serverless.yml").write_text(SERVICE)
    (tmp_path / "app.py").write_text(CODE.replace("WORK", work))
    found = [e.finding.id for e in scan(str(tmp_path), Config()) if isinstance(e, FindingFound)]
    assert ("GOAT0902" in found) is told
