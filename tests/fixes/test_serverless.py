"""Statements of the Serverless Framework: of the provider and of single functions."""

from __future__ import annotations

import pytest

RESOURCES = """\
resources:
  Resources:
    Orders:
      Type: AWS::DynamoDB::Table
      Properties:
        BillingMode: PAY_PER_REQUEST
"""
HEAD = """\
service: store   # of orders
provider:
  name: aws
  runtime: python3.13
  environment:
    TABLE: !Ref Orders
"""
FUNCTIONS = """\
functions:
  store:
    handler: app.handler
    events:
      - httpApi: GET /orders
"""

CASES = {
    "statements of the provider's role": (
        """\
  iam:
    role:
      statements:
        - Effect: Allow
          Action:
            - dynamodb:GetItem
            - dynamodb:PutItem
          Resource: !GetAtt Orders.Arn
""",
        """\
  iam:
    role:
      statements:
        - Effect: Allow
          Action:
            - dynamodb:GetItem
          Resource: !GetAtt Orders.Arn
""",
    ),
    "the older spelling": (
        """\
  iamRoleStatements:
    - Effect: "Allow"
      Action:
        - "dynamodb:*"
      Resource:
        - "*"
""",
        """\
  iamRoleStatements:
    - Effect: "Allow"
      Action:
        - "dynamodb:GetItem"
      Resource:
        - !GetAtt Orders.Arn
""",
    ),
    "long names of functions": (
        """\
  iam:
    role:
      name:
        Fn::Sub: "${AWS::StackName}-store"
      statements:
        - Effect: Allow
          Action: dynamodb:*
          Resource: '*'
        - Effect: Allow
          Action:
            - dynamodb:GetItem
            - dynamodb:BatchWriteItem
          Resource:
            - Fn::GetAtt: [Orders, Arn]
""",
        """\
  iam:
    role:
      name:
        Fn::Sub: "${AWS::StackName}-store"
      statements:
        - Effect: Allow
          Action: dynamodb:GetItem
          Resource:
            Fn::GetAtt: [Orders, Arn]
        - Effect: Allow
          Action:
            - dynamodb:GetItem
          Resource:
            - Fn::GetAtt: [Orders, Arn]
""",
    ),
    "a managed policy beside statements": (
        """\
  iam:
    role:
      managedPolicies:
        - arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess
      statements:
        - Effect: Allow
          Action: cloudwatch:PutMetricData
          Resource: "*"
""",
        """\
  iam:
    role:
      statements:
        - Effect: Allow
          Action: cloudwatch:PutMetricData
          Resource: "*"
        - Effect: Allow
          Action: dynamodb:GetItem
          Resource: !GetAtt Orders.Arn
""",
    ),
    "the only managed policy": (
        """\
  iamManagedPolicies:
    - arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess
""",
        """\
  iamRoleStatements:
    - Effect: Allow
      Action: dynamodb:GetItem
      Resource: !GetAtt Orders.Arn
""",
    ),
}


CODE = """\
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    boto3.client("cloudwatch").put_metric_data(Namespace="shop", MetricData=[])
    return table.get_item(Key={"id": "latest"})
"""


@pytest.mark.parametrize("case", CASES)
def test_the_role_of_the_provider(fixed, case):
    head = HEAD.replace("!Ref Orders", "{Ref: Orders}") if case.startswith("long") else HEAD
    before, after = ("".join((head, text, FUNCTIONS, RESOURCES)) for text in CASES[case])
    found = fixed({"serverless.yml": before}, code=CODE)
    assert found.files["serverless.yml"] == after
    assert found.why == []


def test_nothing_of_the_role_is_left(fixed):
    code = "import boto3\n\ndef handler(event, context):\n    return boto3.client('sts').get_caller_identity()\n"
    role = "  iam:\n    role:\n      statements:\n        - {Effect: Allow, Action: sqs:SendMessage, Resource: '*'}\n"
    found = fixed({"serverless.yml": HEAD + role + FUNCTIONS + RESOURCES}, code=code)
    assert found.files["serverless.yml"] == HEAD + FUNCTIONS + RESOURCES


def test_a_role_for_each_function(fixed):
    functions = """\
plugins: [serverless-iam-roles-per-function]
functions:
  store:
    handler: app.handler
    events:
      - httpApi: GET /orders
    iamRoleStatements:
      - Effect: Allow
        Action: [dynamodb:GetItem, dynamodb:Scan, dynamodb:DeleteItem]
        Resource: !GetAtt Orders.Arn
  add:
    handler: add.handler
    events:
      - httpApi: POST /orders
    iamRoleStatements:
      - Effect: Allow
        Action: [dynamodb:PutItem]
        Resource: !GetAtt Orders.Arn
"""
    add = CODE.replace('get_item(Key={"id": "latest"})', 'put_item(Item={"id": "latest"})')
    found = fixed({"serverless.yml": HEAD + functions + RESOURCES, "add.py": add})
    wanted = functions.replace("dynamodb:GetItem, dynamodb:Scan, dynamodb:DeleteItem", "dynamodb:GetItem")
    assert found.files["serverless.yml"] == HEAD + wanted + RESOURCES


def test_statements_in_a_file_of_their_own(fixed):
    role = "  iam:\n    role:\n      statements: ${file(role.yml)}\n"
    statements = """\
# what the shop may do
- Effect: Allow
  Action: ['dynamodb:*']
  Resource: !GetAtt Orders.Arn
- Effect: Allow
  Action: ses:*
  Resource: '*'
"""
    found = fixed({"serverless.yml": HEAD + role + FUNCTIONS + RESOURCES, "role.yml": statements})
    assert (
        found.files["role.yml"]
        == """\
# what the shop may do
- Effect: Allow
  Action: ['dynamodb:GetItem']
  Resource: !GetAtt Orders.Arn
"""
    )
