"""A shop with three functions, and the logs that a cloud would write about it."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from goatherd.core.config import Config
from goatherd.hunt.application.baseline import Baseline
from goatherd.hunt.application.deviation import Known
from goatherd.hunt.detections.examples import events_of
from goatherd.hunt.hunting import Hunt, hunt
from goatherd.hunt.sigma import ReadRules
from goatherd.review import review
from goatherd.scan import scan

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  Receipts:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub receipts-${AWS::AccountId}
  Take:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: take.handler
      CodeUri: src/
      MemorySize: 256
      Policies:
        - DynamoDBCrudPolicy: {TableName: !Ref Orders}
      Environment:
        Variables: {TABLE: !Ref Orders}
      Events:
        Post: {Type: Api, Properties: {Path: /orders, Method: post}}
  Print:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: print.handler
      CodeUri: src/
      Policies:
        - Statement:
            - {Effect: Allow, Action: s3:GetObject, Resource: !Sub "${Receipts.Arn}/*"}
      Events:
        Put: {Type: S3, Properties: {Bucket: !Ref Receipts, Events: s3:ObjectCreated:*}}
  Tell:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: shop-tell
      Runtime: python3.12
      Handler: tell.handler
      CodeUri: src/
"""
TAKE = """\
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    table.put_item(Item={"id": event["body"]})
"""
PRINT = """\
import boto3

s3 = boto3.client("s3")


def handler(event, context):
    record = event["Records"][0]["s3"]
    s3.get_object(Bucket=record["bucket"]["name"], Key=record["object"]["key"])
    s3.list_objects_v2(Bucket=record["bucket"]["name"])
"""
TELL = "def handler(event, context):\n    return event\n"
SHOP = {"template.yaml": TEMPLATE, "src/take.py": TAKE, "src/print.py": PRINT, "src/tell.py": TELL}

ACCOUNT = "111122223333"
NAMES = {"Take": "shop-prod-Take-a1B2c3D4e5F6", "Print": "shop-prod-Print-Zz9Yy8Xx7Ww6", "Tell": "shop-tell"}
ROLES = {id: f"shop-prod-{id}Role-h1J2k3L4m5N6" for id in NAMES}
TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/shop-prod-Orders-1ABCDEFGHIJKL"
INSIDE = "Boto3/1.35.0 md/Botocore#1.35.0 os/linux lang/python#3.12.7 exec-env/AWS_Lambda_python3.12"

Event = dict[str, Any]


def by(id: str, *, role: str = "", session: str = "") -> Event:
    """What an event has that a function makes."""
    role, session = role or ROLES[id], session or NAMES[id]
    issuer = {"type": "Role", "arn": f"arn:aws:iam::{ACCOUNT}:role/{role}", "userName": role}
    return {
        "userIdentity": {
            "type": "AssumedRole",
            "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{session}",
            "accessKeyId": f"ASIA{id}",
            "sessionContext": {"sessionIssuer": issuer},
        },
        "userAgent": INSIDE,
        "sourceIPAddress": "18.203.10.5",
    }


def call(service: str, name: str, parameters: Event | None = None, **more: Any) -> Event:
    return {
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "requestParameters": parameters or {},
        **more,
    }


def invoked(id: str, service: str = "", **more: Any) -> Event:
    by_service = {"userIdentity": {"type": "AWSService", "invokedBy": f"{service}.amazonaws.com"}} if service else {}
    arn = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:{NAMES[id]}"
    return call("lambda", "Invoke", {"functionName": arn, **more}) | by_service


EVERY_DAY = [
    invoked("Take", "apigateway"),
    call("dynamodb", "PutItem", {"tableName": TABLE.rpartition("/")[2]}, resources=[{"ARN": TABLE}]) | by("Take"),
    invoked("Print", "s3", sourceArn=f"arn:aws:s3:::receipts-{ACCOUNT}"),
    call("s3", "GetObject", {"bucketName": f"receipts-{ACCOUNT}", "key": "1.pdf"}) | by("Print"),
    call("logs", "CreateLogStream", {"logGroupName": "/aws/lambda/x"})
    | by("Take")
    | {"userAgent": "awslambda-worker/1.0"},
    call("kms", "Decrypt") | by("Take"),
]


@define
class Shop:
    folder: Path
    files: dict[str, str] = field(factory=lambda: deepcopy(SHOP))

    def baseline(self, *stacks: str, known: dict[tuple[str, str], Known] | None = None) -> Baseline:
        for name, text in self.files.items():
            path = self.folder / "app" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        outcome = review(scan(str(self.folder / "app"), Config()), Config())
        return Baseline.of(outcome.applications, known, stacks)

    def write(self, *events: Event) -> None:
        """A trail with these events after those of every day."""
        (self.folder / "logs").mkdir(exist_ok=True)
        (self.folder / "logs" / "trail.json").write_text(json.dumps({"Records": events_of([*EVERY_DAY, *events])}))

    def hunt(self, *events: Event, stacks: tuple[str, ...] = ()) -> Hunt:
        self.write(*events)
        return hunt(self.folder / "logs", ReadRules(), baseline=self.baseline(*stacks))

    def told(self, *events: Event, stacks: tuple[str, ...] = ()) -> list[tuple[str, str]]:
        """The ids of alerts, each with what it says."""
        alerts = self.hunt(*events, stacks=stacks).alerts.ordered
        return [(alert.about.id, alert.context.said) for alert in alerts if alert.context]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)
