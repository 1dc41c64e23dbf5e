"""A value is read, changed and written back, whatever it has become meanwhile.

## Why it matters
Two requests at the same time read the same balance, both find it high enough, and both write what is left after their
own: one of the two is paid for nothing. Functions run at once as often as they are called, so whoever sends a request
twenty times together wins such a race often enough: vouchers are redeemed twice, stock is sold that is not there.

Reported where a number of an item of DynamoDB is computed from the one that was read before, and stored on no
condition, and, as less severe, where elements of its lists are added, changed or taken out in memory.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Accounts:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  Pay:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment: {Variables: {TABLE: !Ref Accounts}}
      Events:
        Call: {Type: HttpApi, Properties: {Path: /pay, Method: post}}
```
```python app.py
import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    order = json.loads(event["body"])
    account = table.get_item(Key={"id": order["account"]})["Item"]
    if account["balance"] < order["price"]:
        return {"statusCode": 402}
    table.update_item(  # GOAT0921
        Key={"id": order["account"]},
        UpdateExpression="SET balance = :balance",
        ExpressionAttributeValues={":balance": account["balance"] - order["price"]},
    )
    return {"statusCode": 200}
```

## Fixed: the table computes, on a condition
```python app.py
import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    order = json.loads(event["body"])
    table.update_item(
        Key={"id": order["account"]},
        UpdateExpression="SET balance = balance - :price",
        ConditionExpression="balance >= :price",
        ExpressionAttributeValues={":price": order["price"]},
    )
    return {"statusCode": 200}
```

## Fixed: written only while it is what was read
```python app.py
import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    order = json.loads(event["body"])
    account = table.get_item(Key={"id": order["account"]})["Item"]
    table.update_item(
        Key={"id": order["account"]},
        UpdateExpression="SET balance = :balance",
        ConditionExpression="balance = :before",
        ExpressionAttributeValues={
            ":balance": account["balance"] - order["price"],
            ":before": account["balance"],
        },
    )
    return {"statusCode": 200}
```

## Fixed, or never broken: the new value is made of something else
```python app.py
import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    order = json.loads(event["body"])
    account = table.get_item(Key={"id": order["account"]})["Item"]
    table.update_item(
        Key={"id": order["account"]},
        UpdateExpression="SET last_bill = :bill",
        ExpressionAttributeValues={":bill": account["price"] * order["amount"]},
    )
    return {"statusCode": 200}
```

## Vulnerable in JavaScript
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Stock:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  Sell:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Environment: {Variables: {TABLE: !Ref Stock}}
      Events:
        Call: {Type: HttpApi, Properties: {Path: /sell, Method: post}}
```
```javascript app.mjs
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env.TABLE;

export const handler = async (event) => {
  const { id } = JSON.parse(event.body);
  const { Item } = await client.send(new GetCommand({ TableName, Key: { id } }));
  await client.send(new PutCommand({ TableName, Item: { ...Item, left: Item.left - 1 } })); // GOAT0921
  return { statusCode: 200 };
};
```

## Fixed in JavaScript
```javascript app.mjs
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env.TABLE;

export const handler = async (event) => {
  const { id } = JSON.parse(event.body);
  await client.send(
    new UpdateCommand({
      TableName,
      Key: { id },
      UpdateExpression: 'SET #left = #left - :one',
      ConditionExpression: '#left >= :one',
      ExpressionAttributeNames: { '#left': 'left' },
      ExpressionAttributeValues: { ':one': 1 },
    }),
  );
  return { statusCode: 200 };
};
```

## Vulnerable, a list
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Polls:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  Vote:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Environment: {Variables: {TABLE: !Ref Polls}}
      Events:
        Call: {Type: HttpApi, Properties: {Path: /vote, Method: post}}
```
```javascript app.mjs
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env.TABLE;

export const handler = async (event) => {
  const { id, voter } = JSON.parse(event.body);
  const { Items } = await client.send(
    new QueryCommand({ TableName, KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': id } }),
  );
  const voters = Items[0].voters.filter((each) => each !== voter);
  await client.send( // GOAT0921
    new UpdateCommand({
      TableName,
      Key: { id },
      UpdateExpression: 'SET voters = :voters',
      ExpressionAttributeValues: { ':voters': [...voters, voter] },
    }),
  );
  return { statusCode: 200 };
};
```

## Fixed, a list: others of its attributes change
```javascript app.mjs
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env.TABLE;

export const handler = async (event) => {
  const { id, voter } = JSON.parse(event.body);
  const { Item } = await client.send(new GetCommand({ TableName, Key: { id } }));
  await client.send(
    new UpdateCommand({
      TableName,
      Key: { id },
      UpdateExpression: 'SET first = :first, voters = list_append(voters, :voters)',
      ExpressionAttributeValues: { ':first': Item.voters[0], ':voters': [voter] },
    }),
  );
  return { statusCode: 200 };
};
```

## Remedy
Let the table compute the new value itself, on a condition that says what must hold, or write on the
condition that the value is still the one that was read.

## Remedy in Python
Let the table compute (`UpdateExpression="SET balance = balance - :price"`) with a `ConditionExpression` that says what
must hold, or that the value is still the one that was read.

## Remedy in JavaScript
Let the table compute (`UpdateExpression: 'SET balance = balance - :price'`) with a `ConditionExpression` that says what
must hold, or that the value is still the one that was read.

## References
- https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
- https://cwe.mitre.org/data/definitions/362.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.core.value import known_or
from goatherd.model.application import Application
from goatherd.model.function import Function
from goatherd.model.trigger import HTTP_KINDS, Kind

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.flow import LostUpdate

_AT_ONCE = HTTP_KINDS | {Kind.WEBSOCKET, Kind.APPSYNC, Kind.SQS, Kind.SNS, Kind.EVENTBRIDGE, Kind.S3}


@check("GOAT0921", sas=9, cwe=362, severity=MEDIUM, since="0.1")
def update_gets_lost(function: Function, app: Application) -> Iterator[Finding]:
    limit = function.reserved_concurrency
    alone = limit is not None and known_or(limit, 0) == 1
    if alone or not any(trigger.kind in _AT_ONCE for trigger in function.triggers):
        return
    found: dict[tuple[Span, str], list[LostUpdate]] = {}
    for update in app.behaviour(function).lost_updates:
        found.setdefault((update.span, update.attribute), []).append(update)
    for updates in found.values():
        first = updates[0]
        places = dict.fromkeys(span for each in updates for span in (each.entered, each.read) if span is not None)
        yield Finding(
            span=first.span,
            locations=tuple(span for span in places if span != first.span),
            message=f"{first.attribute} is {_made(first)} what was read before, and stored whatever it is by then",
            severity=LOW if first.listed else None,
            function=function.id,
        )


def _made(update: LostUpdate) -> str:
    return "changed in memory from" if update.listed else "computed from"
