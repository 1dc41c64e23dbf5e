"""A query of which the program only asks whether something is there, to refuse it, is worth less to who shapes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.events import FindingFound
from goatherd.core.finding import HIGH, MEDIUM, Severity
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
      Events: {A: {Type: HttpApi, Properties: {Path: /a, Method: post}}}
"""
MONGO = """
const { MongoClient } = require('mongodb');
const people = new MongoClient(process.env.URL).db('a').collection('b');
exports.handler = async (event) => {
  const { name, password, me } = JSON.parse(event.body);
  BODY
  await people.insertOne({ name: String(name) });
};
"""
PYMONGO = """
import json, os
from pymongo import MongoClient
people = MongoClient(os.environ["URL"])["a"]["b"]

def handler(event, context):
    given = json.loads(event["body"])
    BODY
    people.insert_one({"name": str(given["name"])})
"""
ONE = "const found = await people.findOne({ name });"


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        (f"{ONE} if (found) return {{ statusCode: 409, body: JSON.stringify({{ error: 'taken' }}) }};", MEDIUM),
        (f"{ONE} if (found !== null) throw new Error('taken');", MEDIUM),
        ("if (await people.findOne({ name })) return { statusCode: 409 };", MEDIUM),
        (f"{ONE} return {{ free: !found, why: found ? 'taken' : 'free' }};", MEDIUM),
        ("const found = await people.findOne({ name, _id: { $ne: String(me) } }); return { free: !found };", MEDIUM),
        (f"{ONE} if (!found) return {{ statusCode: 403 }};", HIGH),  # who finds something is let on
        (f"{ONE} if (found === null) return {{ statusCode: 403 }};", HIGH),
        (f"{ONE} if (found) return {{ body: JSON.stringify(found) }};", HIGH),
        (f"{ONE} if (found) return found.mail;", HIGH),
        (f"{ONE} return {{ known: !!found }};", HIGH),
        ("if ((await people.findOne({ name })).admin) return { statusCode: 409 };", HIGH),
        ("const found = await people.findOne({ name, password }); if (found) return { statusCode: 200 };", HIGH),
        ("const found = await people.findOne({ password }); if (found) return { statusCode: 409 };", HIGH),
        ("return await people.findOne({ _id: JSON.parse(event.body).orderId });", MEDIUM),
        ("return await people.find({ order: JSON.parse(event.body).orderId }).toArray();", HIGH),
        ("return await people.findOne({ _id: JSON.parse(event.body).userId });", HIGH),
        ("return await people.findOne({ _id: JSON.parse(event.body).sessionId });", HIGH),
        ("return await people.findOneAndDelete({ _id: JSON.parse(event.body).orderId });", HIGH),
    ],
)
def test_in_javascript(code: str, severity: Severity, tmp_path: Path) -> None:
    (tmp_path / "app.js").write_text(MONGO.replace("BODY", code))
    assert _severities(tmp_path, "nodejs22.x") == {severity}


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        ('if people.find_one({"name": given["name"]}): return {"statusCode": 409}', MEDIUM),
        ('if people.count_documents({"name": given["name"]}) > 0: raise ValueError("taken")', MEDIUM),
        (
            'found = people.find_one({"name": given["name"]})\n    if found is not None: return {"statusCode": 409}',
            MEDIUM,
        ),
        ('found = people.find_one({"name": given["name"]})\n    if found is None: return {"statusCode": 403}', HIGH),
    ],
)
def test_in_python(code: str, severity: Severity, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(PYMONGO.replace("BODY", code))
    assert _severities(tmp_path, "python3.13") == {severity}


DYNAMODB = """
import json
import boto3
people = boto3.resource("dynamodb").Table("people")

def handler(event, context):
    given = json.loads(event["body"])
    return people.scan(ScanFilter={"name": CONDITION})["Items"]
"""


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('{"AttributeValueList": given["names"], "ComparisonOperator": "IN"}', set()),
        ('{"AttributeValueList": [given["name"]], "ComparisonOperator": "EQ"}', set()),
        ('{"AttributeValueList": [given["name"]], "ComparisonOperator": given["how"]}', {HIGH}),
        ('given["condition"]', {HIGH}),
    ],
)
def test_values_that_conditions_of_dynamodb_list_are_bound(
    condition: str, expected: set[Severity], tmp_path: Path
) -> None:
    (tmp_path / "app.py").write_text(DYNAMODB.replace("CONDITION", condition))
    assert _severities(tmp_path, "python3.13") == expected


def _severities(tree: Path, runtime: str) -> set[Severity]:
    (tree / "template.yaml").write_text(TEMPLATE % runtime)
    found = [event.finding for event in scan(str(tree)) if isinstance(event, FindingFound)]
    return {finding.severity for finding in found if finding.id == "GOAT0105"}
