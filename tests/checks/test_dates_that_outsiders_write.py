"""A pattern that takes long on a date matters where somebody else writes the date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import LOW, MEDIUM, Severity
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
      Events: {Call: {Type: HttpApi, Properties: {Path: /days, Method: get}}}
"""


@pytest.mark.parametrize(
    ("date", "severity"), [("event.queryStringParameters.day", MEDIUM), ("new Date()", LOW), ("'2024-05-01'", LOW)]
)
def test_a_date_library_that_reads_slowly(tmp_path: Path, date: str, severity: Severity) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "package.json").write_text('{"dependencies": {"moment": "2.29.3"}}')
    (tmp_path / "index.js").write_text(
        "const moment = require('moment');\n"
        f"exports.handler = async (event) => ({{ statusCode: 200, body: moment({date}).format('X') }});\n"
    )
    events = scan(str(tmp_path), Config(select=("GOAT0610",)))
    found = [event.finding for event in events if isinstance(event, FindingFound)]
    assert {finding.severity for finding in found if "moment" in finding.message} == {severity}
