"""One user is given another user's data.

## Why it matters
Whoever counts through identifiers, or sees one somewhere, reads what belongs to others.

## How it is proved
Each of two users has rows and objects with planted texts. An event in which one user names what belongs to the
other brings the other's text; with the user's own identifier it does not. Only tables that say whose a row is, and
keys that are no secrets, are looked at.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  Pool: {Type: AWS::Cognito::UserPool}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth: {DefaultAuthorizer: Users, Authorizers: {Users: {UserPoolArn: !GetAtt Pool.Arn}}}
  Order:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment: {Variables: {TABLE: !Ref Orders}}
      Policies: [DynamoDBCrudPolicy: {TableName: !Ref Orders}]
      Events:
        Get: {Type: Api, Properties: {RestApiId: !Ref Api, Path: "/orders/{id}", Method: get}}
        Put: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /orders, Method: post}}
```
```python app.py
import json
import os
import uuid

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    user = event["requestContext"]["authorizer"]["claims"]["sub"]
    if event["httpMethod"] == "POST":
        table.put_item(Item={"id": str(uuid.uuid4()), "owner": user, "text": event["body"]})
        return {"statusCode": 201, "body": ""}
    item = table.get_item(Key={"id": event["pathParameters"]["id"]}).get("Item")  # GOAT0252
    return {"statusCode": 200, "body": json.dumps(item, default=str)} if item else {"statusCode": 404, "body": ""}
```

## Fixed
```python app.py
import json
import os
import uuid

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    user = event["requestContext"]["authorizer"]["claims"]["sub"]
    if event["httpMethod"] == "POST":
        table.put_item(Item={"id": str(uuid.uuid4()), "owner": user, "text": event["body"]})
        return {"statusCode": 201, "body": ""}
    item = table.get_item(Key={"id": event["pathParameters"]["id"]}).get("Item")
    if not item or item["owner"] != user:
        return {"statusCode": 404, "body": ""}
    return {"statusCode": 200, "body": json.dumps(item, default=str)}
```

## Vulnerable: objects
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Files: {Type: AWS::S3::Bucket}
  Download:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment: {Variables: {BUCKET: !Ref Files}}
      Policies: [S3CrudPolicy: {BucketName: !Ref Files}]
      Events:
        Load: {Type: HttpApi, Properties: {Path: /files, Method: get}}
        Store: {Type: HttpApi, Properties: {Path: /files, Method: put}}
```
```python app.py
import os

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    name = event["queryStringParameters"]["file"]
    if event["requestContext"]["http"]["method"] == "PUT":
        s3.put_object(Bucket=os.environ["BUCKET"], Key=name, Body=event["body"])
        return {"statusCode": 201, "body": ""}
    found = s3.get_object(Bucket=os.environ["BUCKET"], Key=name)  # GOAT0252
    return {"statusCode": 200, "body": found["Body"].read().decode()}
```

## Fixed
```python app.py
import os

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    name = event["queryStringParameters"]["file"]
    found = s3.get_object(Bucket=os.environ["BUCKET"], Key=f"public/{name}")
    return {"statusCode": 200, "body": found["Body"].read().decode()}
```

## Remedy
Take the owner from the verified identity, make it part of the key or compare it with the row's before anything is
answered.

## References
- https://cwe.mitre.org/data/definitions/639.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.attack.events import Identity
from goatherd.attack.evidence.ownership import named, parts_of
from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.attack.payloads.exfiltration import seen
from goatherd.core.finding import HIGH
from goatherd.model.trigger import Exposure
from goatherd.sandbox.tenants import ATTACKER, VICTIM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace

_READS = ("GetItem", "Query", "GetObject", "DeleteItem", "UpdateItem", "HeadObject", "SelectObjectContent")


@oracle("GOAT0252", sas=2, cwe=639, severity=HIGH, since="0.2", places=("call",))
def others_data_is_given(opportunity: Opportunity) -> Iterator[Attack]:
    attempt = opportunity.seed.attempt
    if attempt.target.trigger.exposure < Exposure.AUTHENTICATED:
        return
    if opportunity.note["record"]["operation"] not in _READS:
        return
    parts = parts_of(opportunity)
    if not parts:
        return
    identity = Identity(ATTACKER.subject, ATTACKER.username, ATTACKER.email)

    def judge(trace: Trace) -> str:
        for canary in opportunity.pod.canaries.in_text(seen(trace)):
            if canary.owner == VICTIM.username:
                return f"{ATTACKER.username} receives {canary.place}"
        return ""

    for theirs, own in zip(named(parts, VICTIM), named(parts, ATTACKER), strict=True):
        yield Attack({**attempt.values, **theirs}, judge, {**attempt.values, **own}, identity, identity)
