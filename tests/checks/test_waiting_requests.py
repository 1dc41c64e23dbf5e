"""A request without a limit matters where the function outlasts those who wait for it."""

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


ROUTE = ", Events: {Call: {Type: HttpApi, Properties: {Path: /stock, Method: get}}}"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (ROUTE, []),
        (", Timeout: 30" + ROUTE, []),
        (", Timeout: 300" + ROUTE, ["info"]),
        (", Timeout: !Ref Seconds" + ROUTE, []),
        (", Timeout: 300, Events: {Daily: {Type: Schedule, Properties: {Schedule: rate(1 day)}}}", []),
    ],
)
def test_the_limit_of_the_function_and_who_waits_for_it(tmp_path: Path, more: str, told: list[str]) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE % more)
    (tmp_path / "app.py").write_text(CODE)
    assert severities(tmp_path, "GOAT0821") == told
