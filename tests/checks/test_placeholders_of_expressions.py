"""Who chooses names of placeholders in an expression of DynamoDB decides which fields are written, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: %s
      Handler: app.handler
      Events: {A: {Type: HttpApi, Properties: {Path: /a, Method: put}}}
"""
PYTHON = """
import boto3, json
table = boto3.resource("dynamodb").Table("users")

def handler(event, context):
    body = json.loads(event["body"])
    names, values = {}, {}
    expression = "SET "
    FORM
    table.update_item(
        Key={"id": "me"},
        UpdateExpression=expression,
        ExpressionAttributeNames=names,
        ExpressionAttributeValues=values,
    )
"""
JAVASCRIPT = """
const { DynamoDB } = require('aws-sdk');
const table = new DynamoDB.DocumentClient();

exports.handler = async (event) => {
  const body = JSON.parse(event.body);
  const names = {};
  const values = {};
  let expression = 'SET ';
  FORM
  await table.update({
    TableName: 'users',
    Key: { id: 'me' },
    UpdateExpression: expression,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  }).promise();
};
"""
NAMING = {
    "of values": (PYTHON, "for k, v in body.items(): expression += f', {k} = :{k}'; values[f':{k}'] = v"),
    "with words before": (PYTHON, "for k, v in body['p'].items(): expression += f', p_{k} = :p_{k}'; values[k] = v"),
    "joined": (PYTHON, "expression += ', '.join(f'#{k} = :{k}' for k in body); names = {f'#{k}': k for k in body}"),
    "one": (PYTHON, "field = body['field']; expression += f'#{field} = :v'; names = {f'#{field}': field}"),
    "cut": (PYTHON, "for k, v in body.items(): expression += f'{k} = :{k},'\n    expression = expression[:-1]"),
    "of values in JavaScript": (JAVASCRIPT, "for (const k in body) { expression += `${k} = :${k},`; }"),
    "joined in JavaScript": (JAVASCRIPT, "expression += Object.keys(body).map((k) => `#${k} = :${k}`).join(', ');"),
    "among others in JavaScript": (
        JAVASCRIPT,
        "const parts = []; for (const k in body) { if (k !== 'id') { parts.push(`#${k} = :${k}`); } }"
        " parts.push('#at = :at'); expression += parts.join(', ');",
    ),
    "cut in JavaScript": (
        JAVASCRIPT,
        "Object.entries(body).forEach(([k, v]) => { expression += ` ${k} = :${k},`; values[`:${k}`] = v; });"
        " expression = expression.slice(0, -1);",
    ),
}
FREE = {
    "names beside numbered values": (PYTHON, "for i, k in enumerate(body): expression += f'{k} = :v{i},'"),
    "a name": (PYTHON, "expression += f\"{body['field']} = :v\""),
    "a value": (PYTHON, "expression += f\"total = {body['total']}\""),
    "a whole expression": (PYTHON, "expression = body['expression']"),
    "something beside a placeholder": (PYTHON, "k = body['k']; expression += f\"total = :{k} + {body['more']}\""),
    "behind a placeholder": (PYTHON, "k = body['k']; expression += f\"#f = :{k}{body['more']}\""),
    "a name in JavaScript": (JAVASCRIPT, "expression += `${body.field} = :v`;"),
}
NEITHER = {
    "fields of the program": (PYTHON, "for k in ('a', 'b'): expression += f', {k} = :{k}'; values[f':{k}'] = body[k]"),
    "below one of the program's": (PYTHON, "for k in body['p']: expression += f', p.{k} = :p_{k}'"),
    "below one of the program's, by a placeholder": (PYTHON, "for k in body['p']: expression += f', p.#{k} = :p_{k}'"),
    "only values": (PYTHON, "k = body['k']; expression += f'total = :{k}'; values = {f':{k}': 1}"),
    "names that are allowed": (
        PYTHON,
        "for k in body:\n        if k in ('a', 'b'): expression += f', {k} = :{k}'",
    ),
}


def told(folder: Path, code: str, form: str) -> list[str]:
    python = code is PYTHON
    (folder / "template.yaml").write_text(TEMPLATE % ("python3.13" if python else "nodejs22.x"))
    (folder / ("app.py" if python else "app.js")).write_text(code.replace("FORM", form))
    events = scan(str(folder), Config(select=("GOAT0105", "GOAT0915")))
    return [event.finding.id for event in events if isinstance(event, FindingFound)]


@pytest.mark.parametrize("way", NAMING)
def test_names_of_placeholders_decide_which_fields_are_written(way: str, tmp_path: Path) -> None:
    assert told(tmp_path, *NAMING[way]) == ["GOAT0915"]


@pytest.mark.parametrize("way", FREE)
def test_what_stands_beside_placeholders_decides_what_is_changed(way: str, tmp_path: Path) -> None:
    assert told(tmp_path, *FREE[way]) == ["GOAT0105"]


@pytest.mark.parametrize("way", NEITHER)
def test_where_the_program_names_the_fields_nobody_else_decides(way: str, tmp_path: Path) -> None:
    assert told(tmp_path, *NEITHER[way]) == []
