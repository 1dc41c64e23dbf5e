"""An application says the same to every check, whether its infrastructure is written for SAM or for Terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.core.events import FindingFound
from goatherd.frontends import read_applications
from goatherd.iam.arn import Names
from goatherd.iam.effective import effective
from goatherd.scan import scan
from goatherd.tree import Tree

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.core.finding import Finding
    from goatherd.model.application import Application
    from goatherd.model.trigger import Trigger

APP = """\
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
queue = boto3.client("sqs")


def handler(event, context):
    table.put_item(Item={"id": event["pathParameters"]["id"]})
    queue.send_message(QueueUrl=os.environ["QUEUE"], MessageBody=event["body"])
    return {"statusCode": 200}


def work(event, context):
    for record in event["Records"]:
        os.system("convert " + record["body"])
"""

SAM = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: orders
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
  Jobs:
    Type: AWS::SQS::Queue
    Properties: {QueueName: jobs}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: lambda.amazonaws.com}}]
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: ["dynamodb:*"], Resource: !GetAtt Orders.Arn}
              - {Effect: Allow, Action: ["sqs:SendMessage"], Resource: "*"}
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: api, ProtocolType: HTTP}
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      IntegrationUri: !GetAtt Send.Arn
      PayloadFormatVersion: "2.0"
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: "POST /orders/{id}", Target: !Sub "integrations/${Integration}"}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !Ref Work}
  Send:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: send
      Code: src
      Handler: app.handler
      Runtime: python3.13
      Role: !GetAtt Role.Arn
      Environment: {Variables: {TABLE: !Ref Orders, QUEUE: !Ref Jobs}}
  Work:
    Type: AWS::Lambda::Function
    Properties: {FunctionName: work, Code: src, Handler: app.work, Runtime: python3.13, Role: !GetAtt Role.Arn}
"""

TERRAFORM = """\
resource "aws_dynamodb_table" "orders" {
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_sqs_queue" "jobs" {
  name = "jobs"
}

data "aws_iam_policy_document" "own" {
  statement {
    actions   = ["dynamodb:*"]
    resources = [aws_dynamodb_table.orders.arn]
  }
  statement {
    actions   = ["sqs:SendMessage"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "role" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "own" {
  role   = aws_iam_role.role.id
  policy = data.aws_iam_policy_document.own.json
}

resource "aws_apigatewayv2_api" "api" {
  name          = "api"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "send" {
  api_id                 = aws_apigatewayv2_api.api.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.send.invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "send" {
  api_id    = aws_apigatewayv2_api.api.id
  route_key = "POST /orders/{id}"
  target    = "integrations/${aws_apigatewayv2_integration.send.id}"
}

resource "aws_lambda_permission" "api" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.send.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.api.execution_arn}/*/*"
}

resource "aws_lambda_event_source_mapping" "jobs" {
  event_source_arn = aws_sqs_queue.jobs.arn
  function_name    = aws_lambda_function.work.arn
}

data "archive_file" "code" {
  type        = "zip"
  source_dir  = "${path.module}/src"
  output_path = "code.zip"
}

resource "aws_lambda_function" "send" {
  function_name = "send"
  filename      = data.archive_file.code.output_path
  handler       = "app.handler"
  runtime       = "python3.13"
  role          = aws_iam_role.role.arn
  environment {
    variables = {
      TABLE = aws_dynamodb_table.orders.name
      QUEUE = aws_sqs_queue.jobs.url
    }
  }
}

resource "aws_lambda_function" "work" {
  function_name = "work"
  filename      = data.archive_file.code.output_path
  handler       = "app.work"
  runtime       = "python3.13"
  role          = aws_iam_role.role.arn
}
"""


Read = tuple["Application", list["Finding"]]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Read, Read]:
    written = (("template.yaml", SAM), ("main.tf", TERRAFORM))
    sam, terraform = (_read(tmp_path_factory.mktemp("app"), name, text) for name, text in written)
    return sam, terraform


def _read(folder: Path, name: str, text: str) -> Read:
    (folder / "src").mkdir()
    (folder / "src" / "app.py").write_text(APP)
    (folder / name).write_text(text)
    (application,) = read_applications(Modules(Tree(str(folder))))[0]
    return application, [event.finding for event in scan(str(folder)) if isinstance(event, FindingFound)]


def test_the_same_is_found(both: tuple[Read, Read]) -> None:
    (_, sam), (_, terraform) = both
    assert sorted(f.id for f in terraform) == sorted(f.id for f in sam)
    assert sorted(f.severity for f in terraform) == sorted(f.severity for f in sam)


def test_the_same_calls_the_functions(both: tuple[Read, Read]) -> None:
    sam, terraform = ([[_told(t) for t in f.triggers] for f in application.functions] for application, _ in both)
    assert terraform == sam


def _told(trigger: Trigger) -> tuple[object, ...]:
    return (trigger.kind, trigger.exposure, trigger.method, trigger.path, trigger.options)


def test_the_same_is_granted(both: tuple[Read, Read]) -> None:
    sam, terraform = (_grants(application) for application, _ in both)
    assert terraform == sam
    assert "arn:aws:dynamodb:*:*:table/orders" in str(sam)


def _grants(application: Application) -> list[tuple[object, ...]]:
    (role,) = application.roles.values()
    grants = effective(role, application, Names(application))
    return [(grant.action, grant.resources) for entry in grants.entries for grant in entry.grants()]
