"""Attributes that users may change themselves, and what the code does by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.core.finding import Finding

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Parameters: {{Stage: {{Type: String, Default: dev}}}}
Conditions: {{IsProd: !Equals [!Ref Stage, prod]}}
Resources:
  Users:
    Type: AWS::Cognito::UserPool
    Properties: {{Schema: [{{Name: {name}, AttributeDataType: String, Mutable: true}}]}}
  Web:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref Users
      {more}
  F:
    Type: AWS::Serverless::Function
    Properties: {{{code}}}
"""
BY_NAME = "only its name says that the code decides by it what users may do"
PYTHON = "Runtime: python3.13, Handler: app.handler"
JAVASCRIPT = "Runtime: nodejs22.x, Handler: index.handler"


def found(folder: Path, code: str, file: str, text: str, name: str = "company", more: str = "") -> list[Finding]:
    (folder / "template.yaml").write_text(TEMPLATE.format(name=name, code=code, more=more))
    (folder / file).write_text(text)
    events = scan(str(folder), Config(select=("GOAT0207",)))
    return [event.finding for event in events if isinstance(event, FindingFound)]


IN_PYTHON = """
import boto3
from boto3.dynamodb.conditions import Key
table = boto3.resource("dynamodb").Table("t")

def company_of(event):
    return event["requestContext"]["authorizer"]["claims"]["custom:company"]

def handler(event, context):
    claims = event["requestContext"]["authorizer"]["claims"]
    {}
    return {{"statusCode": 200}}
"""


@pytest.mark.parametrize(
    "text",
    [
        'return table.get_item(Key={"company": claims["custom:company"]})',
        'return table.query(KeyConditionExpression=Key("company").eq(company_of(event)))',
        'mine = claims.get("custom:company"); return table.get_item(Key={"id": f"{mine}#1"})',
        'if claims["custom:company"] != event["company"]: return {"statusCode": 403}',
        'if claims["custom:company"] not in ("a", "b"): raise PermissionError()',
    ],
)
def test_the_code_goes_by_it(tmp_path: Path, text: str) -> None:
    (finding,) = found(tmp_path, PYTHON, "app.py", IN_PYTHON.format(text))
    assert finding.severity is not None and finding.severity.name == "HIGH"
    assert not finding.reasons
    assert [step.span.path for step in finding.steps] == ["app.py"]


@pytest.mark.parametrize(
    "text",
    [
        'return {"company": claims["custom:company"]}',
        'print("hello", company_of(event))',
        'if claims.get("custom:company") is None: return {"statusCode": 403}',
        'colour = "red" if claims["custom:company"] == "shop" else "blue"',
        'return table.get_item(Key={"id": claims["sub"]})',
        'return table.get_item(Key={"id": claims["custom:other"]})',
        'boto3.client("cognito-idp").admin_update_user_attributes(UserAttributes=[{"Name": "custom:company"}])',
    ],
)
def test_the_code_does_not_go_by_it(tmp_path: Path, text: str) -> None:
    assert not found(tmp_path, PYTHON, "app.py", IN_PYTHON.format(text))


IN_JAVASCRIPT = """
const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb');
const db = new DynamoDBClient({});
exports.handler = async (event) => {
  const { 'custom:company': company, sub } = event.requestContext.authorizer.claims;
  const user = { id: sub, tenant: company };
  WORK
};
"""


@pytest.mark.parametrize(
    ("work", "told"),
    [
        ("return db.send(new GetItemCommand({ TableName: 't', Key: { pk: { S: user.tenant } } }));", True),
        ("if (!['a'].includes(company)) return { statusCode: 403 };", True),
        ("return db.send(new GetItemCommand({ TableName: 't', Key: { pk: { S: user.id } } }));", False),
        ("return { statusCode: 200, body: company };", False),
    ],
)
def test_in_javascript(tmp_path: Path, work: str, told: bool) -> None:
    assert bool(found(tmp_path, JAVASCRIPT, "index.js", IN_JAVASCRIPT.replace("WORK", work))) is told


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("WriteAttributes: [email]", None),
        (
            "WriteAttributes: [email, 'custom:role']",
            [BY_NAME],
        ),
        (
            "WriteAttributes: !If [IsProd, [email], !Ref AWS::NoValue]",
            [
                BY_NAME,
                "a condition of the template decides whether the client is given a list",
            ],
        ),
    ],
)
def test_what_a_client_may_write(tmp_path: Path, more: str, expected: list[str] | None) -> None:
    findings = found(tmp_path, PYTHON, "app.py", "def handler(event, context):\n    return 1\n", "role", more)
    assert [[str(reason) for reason in each.reasons] for each in findings] == ([expected] if expected else [])


@pytest.mark.parametrize(("file", "severity"), [("app.py", "LOW"), ("other.py", "MEDIUM")])
def test_where_the_code_is_seen_and_reads_no_role_a_name_says_little(tmp_path: Path, file: str, severity: str) -> None:
    (finding,) = found(tmp_path, PYTHON, file, IN_PYTHON.format("print(event)"), name="role")
    assert finding.severity is not None and finding.severity.name == severity
