"""A request without a limit weighs what the function's own limit leaves of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.checks.test_at_the_desk import severities

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Stock:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler%s}
"""
CODE = """
import requests


def handler(event, context):
    return requests.get("https://partner.example.com/stock").json()
"""


@pytest.mark.parametrize(
    ("limit", "severity"),
    [("", "info"), (", Timeout: 30", "info"), (", Timeout: 300", "low"), (", Timeout: !Ref Seconds", "low")],
)
def test_the_limit_of_the_function(tmp_path: Path, limit: str, severity: str) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE % limit)
    (tmp_path / "app.py").write_text(CODE)
    assert severities(tmp_path, "GOAT0821") == [severity]


def test_a_function_that_nothing_declares_has_no_limit_that_is_known(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(CODE.replace("def handler", "def lambda_handler"))
    assert severities(tmp_path, "GOAT0821") == ["low"]
