"""Roles that whoever sends a request gives, and where that is for administrators or no role at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.review import review
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.core.finding import Finding

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        Authorizers:
          Users:
            IdentitySource: $request.header.Authorization
            JwtConfiguration: {issuer: https://users.example, audience: [shop]}
  Open:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: open.handler
      Events: {Call: {Type: HttpApi, Properties: {Path: /open, Method: post, ApiId: !Ref Api}}}
  Signed:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: signed.handler
      Events:
        Call:
          Type: HttpApi
          Properties: {Path: /signed, Method: post, ApiId: !Ref Api, Auth: {Authorizer: Users}}
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: report.handler
      Events:
        Call:
          Type: HttpApi
          Properties: {Path: /report, Method: get, ApiId: !Ref Api, Auth: {Authorizer: Users}}
"""
BEFORE = """
const admin = require('firebase-admin');
const jwt = require('jsonwebtoken');
const { DynamoDBDocument } = require('@aws-sdk/lib-dynamodb');
const { DynamoDB } = require('@aws-sdk/client-dynamodb');
const db = DynamoDBDocument.from(new DynamoDB({}));
"""
ASKS = """
exports.handler = async (event) => {
  const { role } = event.requestContext.authorizer.jwt.claims;
  if (role !== 'admin') return { statusCode: 403 };
  return { statusCode: 200, body: 'everything' };
};
"""
IDLE = "exports.handler = async () => ({ statusCode: 200 });"


def found(folder: Path, body: str, *, name: str = "open", report: str = ASKS) -> list[Finding]:
    (folder / "template.yaml").write_text(TEMPLATE)
    for each in ("open", "signed"):
        (folder / f"{each}.js").write_text(IDLE)
    (folder / "report.js").write_text(report)
    text = f"{BEFORE}exports.handler = async (event) => {{\n  const sent = JSON.parse(event.body);\n  {body}\n}};"
    (folder / f"{name}.js").write_text(text)
    config = Config(select=("GOAT0916",))
    return list(review(scan(str(folder), config), config).findings)


@pytest.mark.parametrize(
    "body",
    [
        "await db.put({ TableName: 'members', Item: { id: sent.id, role: sent.role } });",
        "await db.put({ TableName: 'members', Item: { id: sent.id, userRole: sent.kind } });",
        "await db.update({ TableName: 'members', Key: { id: '1' }, UpdateExpression: 'SET #r = :role',"
        " ExpressionAttributeValues: { ':role': sent.role } });",
        "await admin.firestore().collection('members').doc(sent.id).set({ role: sent.role });",
        "await admin.auth().setCustomUserClaims(sent.id, { isManager: true, isAdmin: sent.admin });",
        "return { statusCode: 200, body: jwt.sign({ id: sent.id, groups: sent.groups }, process.env.KEY) };",
        "if (!['reader', 'admin'].includes(sent.role)) return { statusCode: 400 };\n"
        "await db.put({ TableName: 'members', Item: { id: sent.id, role: sent.role } });",
    ],
)
def test_a_role_that_anybody_gives_is_told(tmp_path: Path, body: str) -> None:
    (finding,) = found(tmp_path, body)
    assert finding.severity is not None
    assert (finding.severity.name, finding.message.split()[0]) == ("HIGH", "Anybody")


@pytest.mark.parametrize(
    "body",
    [
        "await db.put({ TableName: 'members', Item: { id: sent.id, role: 'reader' } });",
        "await db.put({ TableName: 'members', Item: { id: sent.id, roleName: sent.role } });",
        "await db.put({ TableName: 'members', Item: { id: sent.id, title: sent.role } });",
        "if (!['reader', 'writer'].includes(sent.role)) return { statusCode: 400 };\n"
        "await db.put({ TableName: 'members', Item: { id: sent.id, role: sent.role } });",
    ],
)
def test_what_is_no_role_of_the_sender_s_is_not_told(tmp_path: Path, body: str) -> None:
    assert found(tmp_path, body) == []


PUT = "await db.put({ TableName: 'members', Item: { id: sent.id, role: sent.role } });"


def test_a_role_for_which_no_code_asks_is_not_told(tmp_path: Path) -> None:
    assert found(tmp_path, PUT, report=IDLE) == []


def test_who_has_signed_in_may_still_have_no_right_to_give_roles(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, PUT, name="signed")
    assert finding.severity is not None
    assert (finding.severity.name, finding.message.split()[:2]) == ("MEDIUM", ["Any", "user"])


@pytest.mark.parametrize(
    "check",
    [
        "if (event.requestContext.authorizer.jwt.claims.role !== 'admin') return { statusCode: 403 };",
        "if (!isAdministrator(event)) return { statusCode: 403 };",
        "if (!event.requestContext.authorizer.jwt.claims.scope.includes('users:write')) return { statusCode: 403 };",
    ],
)
def test_administrators_may_give_roles(tmp_path: Path, check: str) -> None:
    assert found(tmp_path, f"{check}\n  {PUT}", name="signed") == []


PYTHON = """
import boto3, json
KNOWN = [{roles}]
members = boto3.resource("dynamodb").Table("members")

def handler(event, context):
    sent = json.loads(event["body"])
    role = sent["role"].strip().upper()
    if role not in KNOWN:
        return {{"statusCode": 400}}
    members.put_item(Item={{"id": sent["id"], "role": role, "password_hash": "x"}})
    return {{"statusCode": 204}}
"""


@pytest.mark.parametrize(("roles", "told"), [("'READER', 'SUPER_ADMIN'", 1), ("'READER', 'WRITER'", 0)])
def test_a_list_of_roles_helps_where_none_gives_every_right(tmp_path: Path, roles: str, told: int) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE.replace("nodejs22.x", "python3.13", 1))
    (tmp_path / "open.py").write_text(PYTHON.format(roles=roles))
    config = Config(select=("GOAT0916",))
    assert len(review(scan(str(tmp_path), config), config).findings) == told


def test_places_of_one_role_are_one_finding(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, f"{PUT}\n  await admin.auth().setCustomUserClaims(sent.id, {{ role: sent.role }});")
    assert (finding.span.line, [place.line for place in finding.locations]) == (10, [9])
