"""A text whose quotes the program doubles stays a text in databases where nothing else ends one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Find:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /find, Method: get}}
"""
CODE = """\
import duckdb

conn = duckdb.connect(":memory:")


def doubled(value):
    return value.replace("'", "''")


def condition(column, value):
    %s


def handler(event, context):
    found = []
    for column, value in {"name": event["queryStringParameters"]["name"]}.items():
        if value:
            found.append(condition(column, value))
    conn.execute("SELECT * FROM t WHERE " + " AND ".join(found))
"""
BY_KIND = 'return f"{column} = \'{doubled(value)}\'" if isinstance(value, str) else f"{column} = {value}"'


def number_of_findings(folder: Path, condition: str) -> int:
    (folder / "template.yaml").write_text(TEMPLATE)
    (folder / "app.py").write_text(CODE % condition)
    events = scan(str(folder), Config(select=("GOAT0104",)))
    return sum(isinstance(event, FindingFound) for event in events)


@pytest.mark.parametrize(
    "condition",
    [
        "return f\"{column} = '{doubled(value)}'\"",
        BY_KIND,
        "return f\"{column} = '{doubled(value)}' LIMIT {int(value)}\"",
    ],
)
def test_what_stands_between_quotes_that_it_cannot_close(tmp_path, condition):
    assert not number_of_findings(tmp_path, condition)


@pytest.mark.parametrize(
    "condition",
    [
        "return f\"{column} = '{value}'\"",
        'return f"{column} = {doubled(value)}"',
        "return f\"{column} = '{doubled(value)}' ORDER BY {value}\"",
        'return f"{column} = {value}" if isinstance(value, str) else f"{column} = \'{doubled(value)}\'"',
    ],
)
def test_what_stands_outside_of_quotes_or_ends_them(tmp_path, condition):
    assert number_of_findings(tmp_path, condition) == 1
