"""What is deployed for a test only needs no watching; what lets an attacker in is told there as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import HIGH, INFO, MEDIUM
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

SERVICE = """
service: shop
provider: {name: aws, runtime: python3.13, tracing: {lambda: true}}
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
HYGIENE = {"GOAT0501", "GOAT0503", "GOAT0504", "GOAT0506"}


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


DATABASE = """
resource "aws_db_instance" "shop" {
  identifier        = "shop"
  storage_encrypted = false
  password          = "PASSWORD"
}
"""
CALL = 'module "stop" { source = "SOURCE" }'
WEIGHTY = {("GOAT0311", MEDIUM), ("GOAT0704", HIGH)}
LIGHT = {("GOAT0311", INFO), ("GOAT0704", INFO)}


@pytest.mark.parametrize(
    ("folder", "source", "password", "found"),
    [
        ("examples/rds", "../..", "foobarbaz", LIGHT),
        ("examples/rds", "../../", "foobarbaz", LIGHT),
        ("examples/test_fixture", "../..", "foobarbaz", LIGHT),
        # a key is one, wherever it stands
        ("examples/rds", "../..", "AKIAABCDEFGHIJKLMNOP", {("GOAT0311", INFO), ("GOAT0704", HIGH)}),
        # what is deployed by the same means, and what an example does not call
        ("environments/live", "../..", "foobarbaz", WEIGHTY),
        ("examples/rds", "./own", "foobarbaz", WEIGHTY),
    ],
)
def test_a_database_of_an_example(
    tmp_path: Path, folder: str, source: str, password: str, found: set[tuple[str, int]]
) -> None:
    root = tmp_path / folder
    (root / "own").mkdir(parents=True)
    (root / "main.tf").write_text(DATABASE.replace("PASSWORD", password) + CALL.replace("SOURCE", source))
    for module in (tmp_path, root / "own"):
        (module / "topic.tf").write_text('resource "aws_sns_topic" "news" {}')
    events = scan(str(tmp_path), Config(select=("GOAT0311", "GOAT0704")))
    assert {(e.finding.id, e.finding.severity) for e in events if isinstance(e, FindingFound)} == found


def test_what_the_module_itself_has_is_everybodys(tmp_path: Path) -> None:
    (tmp_path / "examples" / "rds").mkdir(parents=True)
    (tmp_path / "examples" / "rds" / "main.tf").write_text(CALL.replace("SOURCE", "../.."))
    (tmp_path / "main.tf").write_text(DATABASE.replace("PASSWORD", "foobarbaz"))
    events = scan(str(tmp_path), Config(select=("GOAT0311", "GOAT0704")))
    assert {(e.finding.id, e.finding.severity) for e in events if isinstance(e, FindingFound)} == WEIGHTY
