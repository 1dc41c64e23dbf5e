"""What can be deciphered was made by somebody who has the key: it needs no signature beside."""

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
      Runtime: nodejs22.x
      Handler: index.handler
      Events: {A: {Type: HttpApi, Properties: {Path: /a, Method: get}}}
"""
CODE = """
const crypto = require('crypto');
const { DynamoDB } = require('aws-sdk');
const table = new DynamoDB.DocumentClient();

exports.handler = async (event) => {
  const [, iv, data, tag] = event.queryStringParameters.token.split('.');
  const decipher = crypto.createDecipheriv('aes-256-gcm', process.env.KEY, Buffer.from(iv, 'base64url'));
  decipher.setAuthTag(Buffer.from(tag, 'base64url'));
  const plain = %s;
  const { user } = JSON.parse(plain);
  return table.delete({ TableName: 'users', Key: { id: user } }).promise();
};
"""


@pytest.mark.parametrize(
    ("plain", "count"),
    [
        ("Buffer.from(data, 'base64url').toString('utf8')", 1),
        ("Buffer.concat([decipher.update(Buffer.from(data, 'base64url')), decipher.final()]).toString('utf8')", 0),
    ],
)
def test_a_token_that_was_enciphered(tmp_path: Path, plain: str, count: int) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "index.js").write_text(CODE % plain)
    events = scan(str(tmp_path), Config(select=("GOAT0220",)))
    assert sum(isinstance(event, FindingFound) for event in events) == count


SERVICE = """
service: shop
provider:
  name: aws
  runtime: nodejs22.x
  environment: {%s: "${env:DB_PASSWORD}"}
functions:
  pay: {handler: pay.handler, events: [{httpApi: GET /a}]}
"""


@pytest.mark.parametrize(("variable", "count"), [("DB_PASSWORD", 0), ("DB_HOST", 1)])
def test_a_password_in_place_of_a_variable_that_is_set_where_it_is_deployed(
    tmp_path: Path, variable: str, count: int
) -> None:
    (tmp_path / "serverless.yml").write_text(SERVICE % variable)
    (tmp_path / "pay.js").write_text(
        "const config = { DB_PASSWORD: process.env.DB_PASSWORD || 'tr0ub4dor-and-3' };\n"
        "exports.handler = async () => String(config.DB_PASSWORD.length);\n"
    )
    events = scan(str(tmp_path), Config(select=("GOAT0723",)))
    assert sum(isinstance(event, FindingFound) for event in events) == count
