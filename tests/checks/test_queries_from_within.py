"""Who puts messages into the account's own queues chooses no records by it that were closed to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.events import FindingFound
from goatherd.core.finding import HIGH, LOW, Severity
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs22.x, Handler: app.handler, Events: {A: %s}}
"""
HTTP = "{Type: HttpApi, Properties: {Path: /a, Method: post}}"
QUEUE = "{Type: SQS, Properties: {Queue: 'arn:aws:sqs:eu-west-1:123456789012:orders'}}"
MONGO = """
const { MongoClient } = require('mongodb');
exports.handler = async (event) => {
  const given = JSON.parse(event.Records ? event.Records[0].body : event.body);
  const client = await MongoClient.connect(process.env.URL);
  return client.db('a').collection('b').findOne({ owner: given.owner });
};
"""
DYNAMO = """
const { DynamoDBClient, QueryCommand } = require('@aws-sdk/client-dynamodb');
const db = new DynamoDBClient({});
exports.handler = async (event) => db.send(new QueryCommand({
  TableName: 'a', KeyConditionExpression: 'id = :i', ExpressionAttributeValues: { ':i': { S: 'me' } },
  PART: event.body,
}));
"""


@pytest.mark.parametrize(
    ("trigger", "code", "severities"),
    [
        (HTTP, MONGO, [HIGH]),
        (QUEUE, MONGO, []),
        (HTTP, DYNAMO.replace("PART", "FilterExpression"), [HIGH]),
        (HTTP, DYNAMO.replace("PART", "ProjectionExpression"), [LOW]),
    ],
)
def test_who_decides_what_is_found(trigger: str, code: str, severities: list[Severity], tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE % trigger)
    (tmp_path / "app.js").write_text(code)
    found = [event.finding for event in scan(str(tmp_path)) if isinstance(event, FindingFound)]
    assert [finding.severity for finding in found if finding.id == "GOAT0105"] == severities
