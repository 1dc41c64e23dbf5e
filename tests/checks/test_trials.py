"""What is deployed for a test only needs no watching; what lets an attacker in is told there as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

SERVICE = """
service: shop
provider: {name: aws, runtime: python3.13}
functions:
  one: &function {handler: app.handler, events: [{http: {method: delete, path: one}}]}
  two: *function
  three: *function
  four: *function
resources:
  Resources:
    Machine:
      Type: AWS::StepFunctions::StateMachine
      Properties:
        StateMachineType: EXPRESS
        RoleArn: arn:aws:iam::123456789012:role/states
        DefinitionString: '{"StartAt": "End", "States": {"End": {"Type": "Succeed"}}}'
"""
CODE = """
import boto3

def handler(event, context):
    boto3.client("dynamodb").delete_table(TableName="all")
    return {"statusCode": 200}
"""
HYGIENE = {"GOAT0501", "GOAT0502", "GOAT0503", "GOAT0504", "GOAT0506"}


@pytest.mark.parametrize(
    ("folder", "found"),
    [
        ("tools/integration_tests/cache", {"GOAT0201"}),
        ("e2e", {"GOAT0201"}),
        ("services/shop", {"GOAT0201", *HYGIENE}),
        ("services/ab-tests", {"GOAT0201", *HYGIENE}),
    ],
)
def test_where_a_service_stands(tmp_path: Path, folder: str, found: set[str]) -> None:
    service = tmp_path / folder
    service.mkdir(parents=True)
    (service / "serverless.yml").write_text(SERVICE)
    (service / "app.py").write_text(CODE)
    events = scan(str(tmp_path), Config(select=("GOAT0201", *HYGIENE)))
    assert {event.finding.id for event in events if isinstance(event, FindingFound)} == found
