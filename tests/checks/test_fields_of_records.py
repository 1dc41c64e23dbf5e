"""How grave it is that a sender decides which fields are written, by whether anybody is told apart."""

from __future__ import annotations

import pytest

from goatherd.core.config import Config
from goatherd.review import review
from goatherd.scan import scan

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        Authorizers:
          Users:
            JwtConfiguration: {issuer: https://users.example.org, audience: [shop]}
            IdentitySource: $request.header.Authorization
  Save:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events: {Post: {Type: HttpApi, Properties: {Path: /orders, Method: post, ApiId: !Ref Api}}}
"""
OF_USERS = """
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.show
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /orders, Method: get, ApiId: !Ref Api, Auth: {Authorizer: Users}}}
"""
PUT = "table.put_item(Item=order)"
UPDATE = """
    names = {f'#{key}': key for key in order}
    values = {f':{key}': order[key] for key in order}
    changes = ', '.join(f'#{key} = :{key}' for key in order)
    table.update_item(Key={'id': '1'}, UpdateExpression='SET ' + changes, ExpressionAttributeNames=names,
                      ExpressionAttributeValues=values)
"""
PROGRAM = """
import json

import boto3

table = boto3.resource("dynamodb").Table("orders")

def handler(event, context):
    order = json.loads(event["body"])
    WRITE
    return {"statusCode": 204}

def show(event, context):
    return {"statusCode": 200, "body": "[]"}
"""


@pytest.mark.parametrize(
    ("write", "template", "severity"),
    [
        (PUT, TEMPLATE, "info"),
        (PUT, TEMPLATE + OF_USERS, "low"),
        (UPDATE.strip(), TEMPLATE, "low"),
        (UPDATE.strip(), TEMPLATE + OF_USERS, "medium"),
    ],
)
def test_where_nobody_is_told_apart_no_field_is_anybodys(tmp_path, write, template, severity):
    (tmp_path / "template.yaml").write_text(template)
    (tmp_path / "app.py").write_text(PROGRAM.replace("WRITE", write))
    config = Config(select=("GOAT0915",))
    (finding,) = review(scan(str(tmp_path), config), config).findings
    assert finding.severity.label == severity
