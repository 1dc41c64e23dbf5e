"""Policies of SAM functions, in the words of their author."""

from __future__ import annotations

import pytest

HEAD = """\
Transform: AWS::Serverless-2016-10-31
# the shop
Resources:
  Orders:
    Type: AWS::Serverless::SimpleTable
  Uploads:
    Type: AWS::S3::Bucket
  Store:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment:
        Variables: {TABLE: !Ref Orders, BUCKET: !Ref Uploads}
      Events: {Show: {Type: HttpApi}}
"""
TAIL = """\
      Timeout: 7   # seconds
"""
GET_AND_PUT = """\
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
s3 = boto3.client("s3")


def handler(event, context):
    s3.put_object(Bucket=os.environ["BUCKET"], Key="in/" + event["name"], Body=b"")
    return table.get_item(Key={"id": "latest"})
"""

CASES = {
    "a policy template by a smaller one": (
        """\
      Policies:
        - DynamoDBCrudPolicy:  # all of it
            TableName: !Ref Orders
""",
        """\
      Policies:
        - DynamoDBReadPolicy:  # all of it
            TableName: !Ref Orders
""",
    ),
    "in brackets": (
        "      Policies: [DynamoDBCrudPolicy: {TableName: !Ref Orders}]\n",
        "      Policies: [DynamoDBReadPolicy: {TableName: !Ref Orders}]\n",
    ),
    "a policy template of all tables by one of the table": (
        """\
      Policies:
        - DynamoDBCrudPolicy:
            TableName: "*"
""",
        """\
      Policies:
        - DynamoDBReadPolicy:
            TableName: !Ref Orders
""",
    ),
    "a managed policy by a template": (
        """\
      Policies:
        - AmazonDynamoDBFullAccess  # all of it
""",
        """\
      Policies:
        - DynamoDBReadPolicy:  # all of it
            TableName: !Ref Orders
""",
    ),
    "a managed policy that is the only one, as a text": (
        "      Policies: arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess  # all of it\n",
        """\
      Policies:  # all of it
        - DynamoDBReadPolicy:
            TableName: !Ref Orders
""",
    ),
    "a managed policy beside a statement that grants what is used": (
        """\
      Policies:
        - AmazonDynamoDBFullAccess
        - Statement:
            - Effect: Allow
              Action: dynamodb:GetItem
              Resource: !GetAtt Orders.Arn
""",
        """\
      Policies:
        - Statement:
            - Effect: Allow
              Action: dynamodb:GetItem
              Resource: !GetAtt Orders.Arn
""",
    ),
    "actions of a list, with comments": (
        """\
      Policies:
        - Statement:
            # reads
            - Effect: Allow
              Action:
                # one
                - dynamodb:GetItem  # needed
                - "dynamodb:PutItem"  # not needed
                - dynamodb:DeleteItem
              Resource: !GetAtt Orders.Arn  # the orders
""",
        """\
      Policies:
        - Statement:
            # reads
            - Effect: Allow
              Action:
                # one
                - dynamodb:GetItem  # needed
              Resource: !GetAtt Orders.Arn  # the orders
""",
    ),
    "a list in brackets": (
        """\
      Policies:
        - Statement:
          - {Effect: Allow, Action: ['dynamodb:PutItem', 'dynamodb:GetItem'], Resource: !GetAtt Orders.Arn}
""",
        """\
      Policies:
        - Statement:
          - {Effect: Allow, Action: ['dynamodb:GetItem'], Resource: !GetAtt Orders.Arn}
""",
    ),
    "a whole service on everything": (
        """\
      Policies:
        - Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Action: dynamodb:*
              Resource: "*"
""",
        """\
      Policies:
        - Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Action: dynamodb:GetItem
              Resource: !GetAtt Orders.Arn
""",
    ),
    "long names of functions": (
        """\
      Policies:
        - Statement:
            - Effect: Allow
              Resource: '*'  # everything
              Action: ["dynamodb:*"]
      Description:
        Fn::Sub: "${AWS::StackName} store"
""",
        """\
      Policies:
        - Statement:
            - Effect: Allow
              Resource: !GetAtt Orders.Arn  # everything
              Action: ["dynamodb:GetItem"]
      Description:
        Fn::Sub: "${AWS::StackName} store"
""",
    ),
    "everything but": (
        """\
      Policies:
        - Statement:
            - Effect: Allow
              NotAction: [iam:*, "kms:*"]
              Resource: "*"
""",
        """\
      Policies:
        - Statement:
            - Effect: Allow
              Action: [dynamodb:GetItem]
              Resource: !GetAtt Orders.Arn
""",
    ),
    "a policy of which nothing is used": (
        """\
      Policies:
        - SQSSendMessagePolicy: {QueueName: jobs}
        - DynamoDBReadPolicy:
            TableName: !Ref Orders
""",
        """\
      Policies:
        - DynamoDBReadPolicy:
            TableName: !Ref Orders
""",
    ),
    "the last statement of a policy": (
        """\
      Policies:
        - DynamoDBReadPolicy:
            TableName: !Ref Orders
        - Statement:
            - Effect: Allow
              Action: sqs:*
              Resource: arn:aws:sqs:eu-west-1:123456789012:jobs
""",
        """\
      Policies:
        - DynamoDBReadPolicy:
            TableName: !Ref Orders
""",
    ),
    "under the same condition": (
        """\
      Policies:
        - Statement:
            - Effect: Allow
              Action: [dynamodb:GetItem, dynamodb:DeleteItem]
              Resource: !GetAtt Orders.Arn
              Condition:
                StringEquals: {"aws:SourceVpc": vpc-1}
""",
        """\
      Policies:
        - Statement:
            - Effect: Allow
              Action: [dynamodb:GetItem]
              Resource: !GetAtt Orders.Arn
              Condition:
                StringEquals: {"aws:SourceVpc": vpc-1}
""",
    ),
    "what is denied stays": (
        """\
      Policies:
        - Statement:
            - Effect: Deny
              Action: dynamodb:DeleteTable
              Resource: "*"
            - Effect: Allow
              Action: dynamodb:*
              Resource: !GetAtt Orders.Arn
""",
        """\
      Policies:
        - Statement:
            - Effect: Deny
              Action: dynamodb:DeleteTable
              Resource: "*"
            - Effect: Allow
              Action: dynamodb:GetItem
              Resource: !GetAtt Orders.Arn
""",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_policies(fixed, case):
    before, after = CASES[case]
    found = fixed({"template.yaml": HEAD + before + TAIL})
    assert found.files["template.yaml"] == HEAD + after + TAIL
    assert found.why == []


@pytest.mark.parametrize("case", CASES)
def test_line_ends_stay(fixed, case):
    before, after = (text.replace("\n", "\r\n") for text in CASES[case])
    head, tail = HEAD.replace("\n", "\r\n"), TAIL.replace("\n", "\r\n")
    found = fixed({"template.yaml": head + before + tail})
    assert found.files["template.yaml"] == head + after + tail


def test_statements_by_resource(fixed):
    policies = """\
      Policies:
        - Statement:
            - Sid: Everything
              Effect: Allow
              Action:
                - dynamodb:*
                - s3:*
                - cloudwatch:PutMetricData
              Resource: "*"   # for now
"""
    wanted = """\
      Policies:
        - Statement:
            - Sid: Everything
              Effect: Allow
              Action:
                - dynamodb:GetItem
              Resource: !GetAtt Orders.Arn   # for now
            - Sid: Everything2
              Effect: Allow
              Action:
                - s3:PutObject
              Resource: !Sub ${Uploads.Arn}/in/*
            - Sid: Everything3
              Effect: Allow
              Action:
                - cloudwatch:PutMetricData
              Resource: "*"
"""
    code = GET_AND_PUT.replace(
        "    return", "    boto3.client('cloudwatch').put_metric_data(Namespace='x', MetricData=[])\n    return"
    )
    found = fixed({"template.yaml": HEAD + policies + TAIL}, code=code)
    assert found.files["template.yaml"] == HEAD + wanted + TAIL


def test_templates_for_what_has_one_and_a_statement_for_the_rest(fixed):
    policies = "      Policies:\n        - PowerUserAccess\n"
    wanted = """\
      Policies:
        - DynamoDBReadPolicy:
            TableName: !Ref Orders
        - Statement:
            - Effect: Allow
              Action: s3:PutObject
              Resource: !Sub ${Uploads.Arn}/in/*
"""
    found = fixed({"template.yaml": HEAD + policies + TAIL}, code=GET_AND_PUT)
    assert found.files["template.yaml"] == HEAD + wanted + TAIL


def test_who_writes_statements_gets_statements(fixed):
    policies = """\
      Policies:
      - AmazonS3FullAccess
      - Statement:
        - Effect: Allow
          Action: dynamodb:GetItem
          Resource: !GetAtt Orders.Arn
"""
    wanted = policies.replace(
        "      - AmazonS3FullAccess\n",
        """\
      - Statement:
        - Effect: Allow
          Action: s3:PutObject
          Resource: !Sub ${Uploads.Arn}/in/*
""",
    )
    found = fixed({"template.yaml": HEAD + policies + TAIL}, code=GET_AND_PUT)
    assert found.files["template.yaml"] == HEAD + wanted + TAIL


def test_several_policies_of_one_list(fixed):
    policies = """\
      Policies:
        - AmazonSQSFullAccess
        - Statement:
            - Effect: Allow
              Action: sns:*
              Resource: "*"
        - AmazonDynamoDBFullAccess
        - Statement:
            - Effect: Allow
              Action: ses:*
              Resource: "*"
"""
    wanted = """\
      Policies:
        - Statement:
            - Effect: Allow
              Action: dynamodb:GetItem
              Resource: !GetAtt Orders.Arn
"""
    found = fixed({"template.yaml": HEAD + policies + TAIL})
    assert found.files["template.yaml"] == HEAD + wanted + TAIL


def test_all_policies_go_with_their_key(fixed):
    code = "import boto3\n\ndef handler(event, context):\n    return boto3.client('sts').get_caller_identity()\n"
    found = fixed({"template.yaml": HEAD + "      Policies:\n        - AmazonSQSFullAccess\n" + TAIL}, code=code)
    assert found.files["template.yaml"] == HEAD + TAIL


def test_json(fixed):
    template = """\
{
  "Transform": "AWS::Serverless-2016-10-31",
  "Resources": {
    "Orders": {"Type": "AWS::Serverless::SimpleTable"},
    "Store": {
      "Type": "AWS::Serverless::Function",
      "Properties": {
\t"Runtime": "python3.13", "Handler": "app.handler",
        "Environment": {"Variables": {"TABLE": {"Ref": "Orders"}}},
        "Policies": [
          "AmazonDynamoDBFullAccess",
          {"SQSSendMessagePolicy": {"QueueName": "jobs"}}
        ]
      }
    }
  }
}
"""
    wanted = template.replace(
        """\
          "AmazonDynamoDBFullAccess",
          {"SQSSendMessagePolicy": {"QueueName": "jobs"}}
""",
        """\
          {
            "DynamoDBReadPolicy": {
              "TableName": {
                "Ref": "Orders"
              }
            }
          }
""",
    )
    assert fixed({"template.json": template}).files["template.json"] == wanted


def test_a_shared_role_keeps_what_all_its_functions_use(fixed):
    template = """\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.13
    Role: !GetAtt Shared.Arn
    Environment:
      Variables: {TABLE: !Ref Orders}
Resources:
  Orders:
    Type: AWS::Serverless::SimpleTable
  Shared:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: orders
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action:
                  - dynamodb:*
                Resource: !GetAtt Orders.Arn
  Show:
    Type: AWS::Serverless::Function
    Properties: {Handler: app.handler}
  Add:
    Type: AWS::Serverless::Function
    Properties: {Handler: add.handler}
"""
    wanted = template.replace(
        "                  - dynamodb:*\n",
        """\
                  - dynamodb:GetItem
                  - dynamodb:PutItem
""",
    )
    add = (
        GET_AND_PUT.partition("s3 =")[0] + "\ndef handler(event, context):\n    table.put_item(Item={'id': 'latest'})\n"
    )
    assert fixed({"template.yaml": template, "add.py": add}).files["template.yaml"] == wanted


def test_modules_that_come_with_python_are_known(fixed):
    policies = "      Policies:\n        - DynamoDBCrudPolicy: {TableName: !Ref Orders}\n"
    code = CODE_WITH_MODULES
    found = fixed({"template.yaml": HEAD + policies + TAIL}, code=code)
    assert found.files["template.yaml"] == HEAD + policies.replace("Crud", "Read") + TAIL


CODE_WITH_MODULES = """\
import mimetypes
import os
import ssl
from dataclasses import asdict, dataclass

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


@dataclass
class Order:
    id: str


def handler(event, context):
    ssl.create_default_context()
    mimetypes.guess_type(event["name"])
    return table.get_item(Key=asdict(Order("latest")))
"""


def test_a_layer_in_the_tree_is_known_unless_it_brings_an_extension(fixed):
    layer = """\
      Layers: [!Ref Shared]
  Shared:
    Type: AWS::Serverless::LayerVersion
    Properties: {ContentUri: shared, CompatibleRuntimes: [python3.13]}
"""
    policies = "      Policies:\n        - DynamoDBCrudPolicy: {TableName: !Ref Orders}\n"
    files = {"shared/python/words.py": "HELLO = 1\n", "template.yaml": HEAD + policies + layer}
    found = fixed(files)
    assert found.files["template.yaml"] == HEAD + policies.replace("Crud", "Read") + layer
    found = fixed({**files, "shared/extensions/agent": "#!/bin/sh\n"})
    assert found.why == ["a layer of the function may hold an extension that calls AWS"]
