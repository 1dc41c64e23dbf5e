"""Small applications as files, and what the map makes of them."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.review import review
from goatherd.scan import scan
from goatherd.surface.map import map_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from goatherd.surface.map import Map, Surface

# A shop: a public and a guarded route, a queue, a bucket, a schedule, a state machine; one hole in the public part.
SHOP = """\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.12, CodeUri: src/}
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth:
        Authorizers:
          Users: {UserPoolArn: !GetAtt Pool.Arn}
  Pool: {Type: AWS::Cognito::UserPool}
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  Mails: {Type: AWS::SQS::Queue}
  Pictures: {Type: AWS::S3::Bucket}
  Key: {Type: AWS::SecretsManager::Secret}
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Handler: show.handler
      Policies:
        - DynamoDBCrudPolicy: {TableName: !Ref Orders}
        - SQSSendMessagePolicy: {QueueName: !GetAtt Mails.QueueName}
      Environment: {Variables: {TABLE: !Ref Orders}}
      Events:
        Show: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /show, Method: GET}}
  Buy:
    Type: AWS::Serverless::Function
    Properties:
      Handler: buy.handler
      Policies:
        - SQSSendMessagePolicy: {QueueName: !GetAtt Mails.QueueName}
      Environment: {Variables: {QUEUE: !Ref Mails}}
      Events:
        Buy:
          Type: Api
          Properties: {RestApiId: !Ref Api, Path: /buy, Method: POST, Auth: {Authorizer: Users}}
  Mail:
    Type: AWS::Serverless::Function
    Properties:
      Handler: mail.handler
      Policies:
        - AWSSecretsManagerGetSecretValuePolicy: {SecretArn: !Ref Key}
      Events:
        Queue: {Type: SQS, Properties: {Queue: !GetAtt Mails.Arn}}
  Shrink:
    Type: AWS::Serverless::Function
    Properties:
      Handler: mail.handler
      Policies:
        - Statement: [{Effect: Allow, Action: "*", Resource: "*"}]
      Events:
        New: {Type: S3, Properties: {Bucket: !Ref Pictures, Events: "s3:ObjectCreated:*"}}
  Clean:
    Type: AWS::Serverless::Function
    Properties:
      Handler: mail.handler
      Policies:
        - Statement:
            - {Effect: Allow, Action: "lambda:InvokeFunction", Resource: !GetAtt Mail.Arn}
            - {Effect: Allow, Action: "lambda:UpdateFunctionCode", Resource: "*"}
      Events:
        Nightly: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
"""
SHOW = """\
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    id = event["queryStringParameters"]["id"]
    os.system("echo " + id)
    return {"body": str(table.get_item(Key={"id": id}))}
"""
BUY = """\
import os

import boto3


def handler(event, context):
    boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody=event["body"])
"""
MAIL = """\
def handler(event, context):
    return None
"""
FILES = {"template.yaml": SHOP, "src/show.py": SHOW, "src/buy.py": BUY, "src/mail.py": MAIL}


@pytest.fixture
def map_files(tmp_path: Path) -> Callable[[dict[str, str]], Map]:
    """`map_files({"template.yaml": "…"})` writes the files and maps them, or the folder `below` of them."""

    def build(files: dict[str, str], below: str = "") -> Map:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text))
        return map_of(review(scan(str(tmp_path / below)), Config()))

    return build


@pytest.fixture
def surface_of(map_files: Callable[[dict[str, str]], Map]) -> Callable[..., Surface]:
    """The surface of one application: its resources, and code by file name."""

    def build(resources: str, **code: str) -> Surface:
        template = f"Transform: AWS::Serverless-2016-10-31\nResources:\n{_indented(resources)}"
        files = {f"{name}.py": text for name, text in {"app": MAIL, **code}.items()}
        mapped = map_files({"template.yaml": template, **files})
        (surface,) = (surface for surface in mapped.surfaces if surface.application.templates)
        return surface

    return build


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in dedent(text).strip().splitlines())


@pytest.fixture
def shop(map_files: Callable[[dict[str, str]], Map]) -> Map:
    return map_files(FILES)


def function(name: str, *, events: str = "{}", policies: str = "[]", more: str = "") -> str:
    """A function of a template, in flow style."""
    return (
        f"{name}: {{Type: AWS::Serverless::Function, Properties: {{Runtime: python3.12, Handler: app.handler, "
        f"CodeUri: ., Events: {events}, Policies: {policies}{', ' + more if more else ''}}}}}\n"
    )
