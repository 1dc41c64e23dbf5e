"""An outsider's operator is taken into a database query.

## Why it matters
Where a query compares with a value of the event, an object such as `{"$ne": ""}` instead of a text makes it fit every
row: passwords need not be known, and a query for the user's own rows gives those of all.

## How it is proved
The filter that is handed to the database holds the operator that the event brought; for DynamoDB, the service accepts
an expression with a condition that the event added.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Login:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /login, Method: post}}
```
```javascript index.js
const { MongoClient } = require('mongodb');

const users = new MongoClient('mongodb://database').db('shop').collection('users');

exports.handler = async (event) => {
  const { name, password } = JSON.parse(event.body);
  const user = await users.findOne({ name, password }); // GOAT0164
  return { statusCode: user ? 200 : 401 };
};
```
```javascript node_modules/mongodb/index.js
class Collection {
  async findOne(filter) {
    return null;
  }
}

class MongoClient {
  db() {
    return { collection: () => new Collection() };
  }
}

module.exports = { Collection, MongoClient };
```

## Fixed
```javascript index.js
const { MongoClient } = require('mongodb');

const users = new MongoClient('mongodb://database').db('shop').collection('users');

exports.handler = async (event) => {
  const { name, password } = JSON.parse(event.body);
  const user = await users.findOne({ name: String(name), password: { $eq: String(password) } });
  return { statusCode: user ? 200 : 401 };
};
```

## Vulnerable with DynamoDB
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Notes:
    Type: AWS::Serverless::SimpleTable
  List:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment: {Variables: {TABLE: !Ref Notes}}
      Policies: [{DynamoDBReadPolicy: {TableName: !Ref Notes}}]
      Events:
        Call: {Type: HttpApi, Properties: {Path: /notes, Method: get}}
```
```python app.py
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    field = event["queryStringParameters"]["field"]
    found = table.scan(  # GOAT0164
        FilterExpression=f"#shared = :yes AND {field} = :yes",
        ExpressionAttributeNames={"#shared": "shared"},
        ExpressionAttributeValues={":yes": True},
    )
    return {"statusCode": 200, "body": str(found["Items"])}
```

## Fixed
```python app.py
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    field = event["queryStringParameters"]["field"]
    found = table.scan(
        FilterExpression="#shared = :yes AND #field = :yes",
        ExpressionAttributeNames={"#shared": "shared", "#field": field},
        ExpressionAttributeValues={":yes": True},
    )
    return {"statusCode": 200, "body": str(found["Items"])}
```

## Remedy
Make sure that a value is a text before it goes into a filter; hand names and values to DynamoDB in
ExpressionAttributeNames and ExpressionAttributeValues.

## Remedy in Python
`str(value)` makes it one.

## Remedy in JavaScript
`String(value)` makes it one.

## References
- https://cwe.mitre.org/data/definitions/943.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.attack.events import Input
from goatherd.attack.imports import uses
from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.core.finding import HIGH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Place, Trace

_LIBRARIES = ("mongodb", "mongoose", "pymongo", "motor")
_FORMS = ("query", "form")
_EXPRESSIONS = ("FilterExpression", "KeyConditionExpression", "ConditionExpression")
_CONDITIONS = (  # {} is the name of an attribute that no row has
    "attribute_not_exists({0}) OR {0}",
    "{0} OR attribute_not_exists({0})",
    "{0}) OR (attribute_not_exists({0})",
    "{0} OR attribute_not_exists({0}) OR {0}",
    "attribute_not_exists({0})",
)


@oracle("GOAT0164", sas=1, cwe=943, severity=HIGH, since="0.2", places=("input", "call"))
def query_operator_is_taken(opportunity: Opportunity) -> Iterator[Attack]:
    if opportunity.place == "call":
        yield from _conditions(opportunity)
    else:
        yield from _operators(opportunity)


def _operators(opportunity: Opportunity) -> Iterator[Attack]:
    given = opportunity.input
    if given is None or not given.name or not uses(opportunity, _LIBRARIES):
        return
    mark = opportunity.marks.new()

    def judge(trace: Trace) -> str:
        notes = (note for _, note in trace.reached("nosql") if mark in note["text"])
        return next((f"{n['what']} got a filter with the event's $ne: {str(n['text'])[:200]}" for n in notes), "")

    def line(trace: Trace) -> Place | None:
        return trace.place(mark, "nosql")

    if given.place in _FORMS:
        values = {each: value for each, value in opportunity.seed.attempt.values.items() if each != given}
        yield Attack({**values, Input(given.place, f"{given.name}[$ne]"): mark}, judge, where=line)
    else:
        yield opportunity.attack({"$ne": mark}, judge, where=line)


def _conditions(opportunity: Opportunity) -> Iterator[Attack]:
    if not str(opportunity.note["call"]).startswith("dynamodb.") or opportunity.note["parameter"] not in _EXPRESSIONS:
        return
    for condition in _CONDITIONS:
        added = condition.format(opportunity.mark)

        def judge(trace: Trace, added: str = added) -> str:
            for _, record in trace.records("call"):
                expression = str(record["parameters"].get(opportunity.note["parameter"], ""))
                if added in expression and record["status"] < 400:
                    return f"DynamoDB accepted the condition that the event added: {expression[:200]}"
            return ""

        yield opportunity.attack(added, judge)
