"""What has one cause, and is mended at one go, is one finding with all of its places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.review import review
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

PARAMETERS = """
Parameters:
  JwtSecret: {Type: String}
  PartnerToken: {Type: String}
  Stage: {Type: String}
Resources:
  Topic: {Type: AWS::SNS::Topic}
"""
STATEMENTS = """
Resources:
  Store:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: store
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: "dynamodb:PutItem", Resource: "*"}
              - {Effect: Allow, Action: "es:ESHttpPost", Resource: "*"}
              - {Effect: Allow, Action: "dynamodb:GetItem", Resource: "*"}
"""
QUEUES = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: {Type: AWS::SQS::Queue}
  Returns: {Type: AWS::SQS::Queue}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        One: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
        Two: {Type: SQS, Properties: {Queue: !GetAtt Returns.Arn}}
"""


@pytest.mark.parametrize(
    ("id", "template", "places"),
    [
        ("GOAT0703", PARAMETERS, [[3, 4]]),
        ("GOAT0421", STATEMENTS, [[12, 13], [14]]),  # reading weighs less than writing
        ("GOAT0802", QUEUES, [[4, 5]]),
    ],
)
def test_places_of_one_cause(id: str, template: str, places: list[list[int]], tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(template)
    (tmp_path / "app.py").write_text("def handler(event, context):\n    raise ValueError(event)\n")
    config = Config(select=(id,))
    found = review(scan(str(tmp_path), config), config).findings
    assert sorted([f.span.line, *(span.line for span in f.locations)] for f in found) == places
