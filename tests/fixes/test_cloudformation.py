"""Roles, policies and managed policies of CloudFormation."""

from __future__ import annotations

HEAD = """\
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
  Store:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt StoreRole.Arn
      Environment:
        Variables: {TABLE: !Ref Orders}
      Code:
        ZipFile: |
          import os
          import boto3

          table = boto3.resource("dynamodb").Table(os.environ["TABLE"])

          def handler(event, context):
              return table.get_item(Key={"id": "latest"})
  StoreRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
"""
BASIC = "        - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole\n"
FULL = "        - arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess\n"


def test_a_statement_of_a_role(fixed):
    policies = """\
      Policies:
        - PolicyName: store
          PolicyDocument:
            Statement:
              Effect: Allow
              Action: ["dynamodb:GetItem", "dynamodb:PutItem"]
              Resource: [!GetAtt Orders.Arn, !Sub "${Orders.Arn}/index/*"]
"""
    wanted = policies.replace(', "dynamodb:PutItem"', "").replace(', !Sub "${Orders.Arn}/index/*"', "")
    assert fixed({"template.yaml": HEAD + policies}).files["template.yaml"] == HEAD + wanted


def test_a_policy_of_its_own(fixed):
    policy = """\
  StorePolicy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: store
      Roles: [!Ref StoreRole]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action:
              - dynamodb:GetItem
              - dynamodb:DeleteTable
            Resource: "*"
"""
    wanted = policy.replace("              - dynamodb:DeleteTable\n", "").replace('"*"', "!GetAtt Orders.Arn")
    assert fixed({"template.yaml": HEAD + policy}).files["template.yaml"] == HEAD + wanted


def test_a_managed_policy_of_its_own(fixed):
    policy = """\
      ManagedPolicyArns: [!Ref StorePolicy]
  StorePolicy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action: dynamodb:*
            Resource: !GetAtt Orders.Arn
"""
    wanted = policy.replace("dynamodb:*", "dynamodb:GetItem")
    assert fixed({"template.yaml": HEAD + policy}).files["template.yaml"] == HEAD + wanted


STATEMENT = """\
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: dynamodb:GetItem
                Resource: !GetAtt Orders.Arn
"""


def test_a_managed_policy_becomes_a_policy_of_the_role(fixed):
    found = fixed({"template.yaml": HEAD + "      ManagedPolicyArns:\n" + FULL + BASIC})
    wanted = "      ManagedPolicyArns:\n" + BASIC + "      Policies:\n        - PolicyName: dynamodb\n" + STATEMENT
    assert found.files["template.yaml"] == HEAD + wanted


def test_the_last_managed_policy_of_a_list(fixed):
    found = fixed({"template.yaml": HEAD + "      ManagedPolicyArns:\n" + BASIC + FULL})
    wanted = "      ManagedPolicyArns:\n" + BASIC + "      Policies:\n        - PolicyName: dynamodb\n" + STATEMENT
    assert found.files["template.yaml"] == HEAD + wanted


def test_the_only_managed_policy(fixed):
    found = fixed({"template.yaml": HEAD + "      ManagedPolicyArns:\n" + FULL + "      Path: /\n"})
    wanted = "      Policies:\n        - PolicyName: dynamodb\n" + STATEMENT + "      Path: /\n"
    assert found.files["template.yaml"] == HEAD + wanted


def test_a_managed_policy_beside_other_policies(fixed):
    own = """\
      Policies:
        - PolicyName: logs
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: logs:PutLogEvents
                Resource: "*"
"""
    arn = "        - !Sub arn:${AWS::Partition}:iam::aws:policy/AmazonDynamoDBFullAccess\n"
    found = fixed({"template.yaml": HEAD + own + "      ManagedPolicyArns:\n" + BASIC + arn})
    wanted = own + "        - PolicyName: dynamodb\n" + STATEMENT + "      ManagedPolicyArns:\n" + BASIC
    assert found.files["template.yaml"] == HEAD + wanted


def test_a_managed_policy_that_alone_allows_to_log_leaves_the_right_to_log(fixed):
    aws = "arn:aws:iam::aws:policy"
    arns = f"      ManagedPolicyArns: ['{aws}/CloudWatchFullAccess', '{aws}/AmazonDynamoDBReadOnlyAccess']\n"
    found = fixed({"template.yaml": HEAD + arns})
    assert "logs:PutLogEvents" in found.files["template.yaml"]


def test_json(fixed):
    lines = (
        "import os",
        "import boto3",
        "table = boto3.resource('dynamodb').Table(os.environ['TABLE'])",
        "def handler(event, context):",
        "    return table.get_item(Key={})",
    )
    code = "\\n".join(lines)
    template = """\
{
  "Resources": {
    "Orders": {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": "orders"}},
    "StoreRole": {
      "Type": "AWS::IAM::Role",
      "Properties": {
        "AssumeRolePolicyDocument": {
          "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
          ]
        },
        "Policies": [
          {
            "PolicyName": "store",
            "PolicyDocument": {
              "Statement": [
                {
                  "Effect": "Allow",
                  "Action": [
                    "dynamodb:GetItem",
                    "dynamodb:PutItem"
                  ],
                  "Resource": "*"
                },
                {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}
              ]
            }
          }
        ]
      }
    },
    "Store": {
      "Type": "AWS::Lambda::Function",
      "Properties": {
        "Runtime": "python3.13",
        "Handler": "index.handler",
        "Role": {"Fn::GetAtt": ["StoreRole", "Arn"]},
        "Environment": {"Variables": {"TABLE": {"Ref": "Orders"}}},
        "Events": null,
        "Code": {"ZipFile": "CODE"}
      }
    }
  }
}
""".replace("CODE", code)
    wanted = template.replace(
        '''"dynamodb:GetItem",
                    "dynamodb:PutItem"''',
        '"dynamodb:GetItem"',
    )
    wanted = wanted.replace('"Resource": "*"\n', '"Resource": {"Fn::GetAtt": ["Orders", "Arn"]}\n')
    found = fixed({"template.json": template})
    assert found.files["template.json"] == wanted
    assert found.why == ["what sets off Store is not known; it may be read with sqs:ReceiveMessage"]
    template = template.replace("sqs:*", "sqs:SendMessage")
    wanted = wanted.replace(
        """,
                {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}""",
        "",
    )
    assert fixed({"template.json": template}).files["template.json"] == wanted


def test_a_boundary_is_not_rewritten(fixed):
    boundary = """\
      PermissionsBoundary: !Ref Limits
      ManagedPolicyArns: [!Ref Limits]
  Limits:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: "dynamodb:*", Resource: "*"}
"""
    found = fixed({"template.yaml": HEAD + boundary})
    assert found.files["template.yaml"] == HEAD + boundary
    assert found.why == ["it limits roles (PermissionsBoundary)"]
