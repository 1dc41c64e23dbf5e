"""What only runs, or only stands, on a workstation weighs little or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.local_runs import is_of_a_workstation
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Events: {A: {Type: HttpApi, Properties: {Path: /a, Method: get}}}
"""
CODE = """
const { execSync } = require('child_process');
const STAGE = process.env.STAGE;

exports.handler = async (event) => {
  if (%s) execSync(event.queryStringParameters.command);
};
"""


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("STAGE === 'localstack'", 0),
        ("process.env.STAGE === 'local'", 0),
        ("process.env.STAGE === 'production'", 1),
        ("event.headers.stage === 'local'", 1),
    ],
)
def test_stages_that_are_not_deployed(tmp_path: Path, condition: str, count: int) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "index.js").write_text(CODE % condition)
    events = scan(str(tmp_path), Config(select=("GOAT0101",)))
    assert sum(isinstance(event, FindingFound) for event in events) == count


def test_a_template_for_an_emulator_weighs_little(tmp_path: Path) -> None:
    bucket = "Resources:\n  Data: {Type: AWS::S3::Bucket, Properties: {AccessControl: PublicReadWrite}}\n"
    (tmp_path / "localstack-template.yaml").write_text(bucket)
    (tmp_path / "template.yaml").write_text(bucket)
    found = [e.finding for e in scan(str(tmp_path), Config(select=("GOAT0301",))) if isinstance(e, FindingFound)]
    assert {f.span.path: f.severity.label for f in found if f.severity} == {
        "localstack-template.yaml": "low",
        "template.yaml": "critical",
    }


@pytest.mark.parametrize(
    ("path", "local"),
    [
        ("infra/localstack-stack.ts", True),
        ("serverless.localstack.yml", True),
        ("docker-compose.dev.yml", True),
        ("template.local.yaml", True),
        ("serverless.yml", False),
        ("src/local.ts", False),
        ("template.yaml", False),
    ],
)
def test_names_of_files(path: str, local: bool) -> None:
    assert is_of_a_workstation(path) is local
