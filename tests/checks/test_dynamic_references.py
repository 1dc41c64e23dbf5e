"""What deployment reads from a store is known to nobody before: neither as a name, nor as a secret that is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: sts:AssumeRole}}]
      Policies:
        - PolicyName: data
          PolicyDocument:
            Statement: [{{Effect: Allow, Action: dynamodb:DeleteItem, Resource: '{granted}'}}]
  Drop:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Environment: {{Variables: {{TABLE: '{table}'}}}}
      Code:
        ZipFile: |
          import os
          import boto3

          def handler(event, context):
              boto3.resource("dynamodb").Table(os.environ["TABLE"]).delete_item(Key={{"id": "1"}})
"""
SHOP = "arn:aws:dynamodb:eu-west-1:123456789012:table/shop"


@pytest.mark.parametrize(
    ("granted", "table", "found"),
    [
        (SHOP, "shop", set()),
        (SHOP, "orders", {"GOAT0420", "GOAT0422"}),
        (SHOP, "{{resolve:secretsmanager:prod/db:SecretString:Table}}", set()),
        (SHOP, "{{resolve:ssm:/${AWS::StackName}/table}}", set()),
        (SHOP, "shop{{resolve:ssm:/stage}}", set()),
        (SHOP, "orders-{{resolve:ssm:/stage}}", {"GOAT0422"}),
        ("arn:aws:dynamodb:eu-west-1:123456789012:table/{{resolve:ssm:/table}}", "shop", set()),
        ("{{resolve:ssm:/arn}}", "shop", set()),
        ("arn:aws:sqs:eu-west-1:123456789012:{{resolve:ssm:/queue}}", "shop", {"GOAT0420", "GOAT0422"}),
    ],
)
def test_names_that_are_read_at_deployment(tmp_path: Path, granted: str, table: str, found: set[str]) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE.format(granted=granted, table=table))
    events = scan(str(tmp_path), Config(select=("GOAT0420", "GOAT0422")))
    assert {event.finding.id for event in events if isinstance(event, FindingFound)} == found


@pytest.mark.parametrize(
    ("field", "told"),
    [("TableName", False), ("queue_url", False), ("bucketName", False), ("pin", True), ("password", True)],
)
def test_the_field_of_a_secret_tells_what_it_is(tmp_path: Path, field: str, told: bool) -> None:
    table = f"{{{{resolve:secretsmanager:prod/DynamoDB:SecretString:{field}}}}}"
    (tmp_path / "template.yaml").write_text(TEMPLATE.format(granted=SHOP, table=table))
    found = [event.finding.id for event in scan(str(tmp_path)) if isinstance(event, FindingFound)]
    assert ("GOAT0706" in found) == told
