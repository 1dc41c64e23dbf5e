"""Who asks for something is told that it went well, whether or not it did.

## Why it matters
The order is not stored or the message not sent, the function writes a line into its log, and its answer is the same as
ever. Whoever called believes it, so that nobody tries again and data is lost without anybody noticing; whoever can make
one step fail makes what was to follow vanish.

Reported where everything that a function for web requests stores, changes or sends may fail, and each failure ends in
a handler that only logs it. Not reported where an answer is given there, a variable that the handler or the failing
code sets is looked at later, or an error of something else that the function changes reaches the caller: then the rest
may well be optional, as is what a helper keeps to itself.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Order:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /order, Method: post}}
```
```python app.py
import json

import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    try:
        table.put_item(Item=json.loads(event["body"]))
    except Exception as error:  # GOAT1013
        print(f"order was not stored: {error}")
    return {"statusCode": 200, "body": "thank you"}
```

## Fixed
```python app.py
import json

import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    try:
        table.put_item(Item=json.loads(event["body"]))
    except Exception as error:
        print(f"order was not stored: {error}")
        return {"statusCode": 500, "body": "your order was not stored, please try again"}
    return {"statusCode": 200, "body": "thank you"}
```

## Fixed, or never broken: the handler leaves a word, or only what follows is optional
```python app.py
import json

import boto3

table = boto3.resource("dynamodb").Table("orders")
topic = boto3.client("sns")


def store(order):
    stored = False
    try:
        table.put_item(Item=order)
        stored = True
    except Exception as error:
        print(f"order was not stored: {error}")
    return stored


def handler(event, context):
    order = json.loads(event["body"])
    if not store(order):
        return {"statusCode": 500}
    table.put_item(Item={"id": "last", "order": order})
    try:
        topic.publish(TopicArn="arn:aws:sns:eu-west-1:123456789012:news", Message="an order")
    except Exception as error:
        print(f"nobody was told: {error}")
    return {"statusCode": 200, "body": "thank you"}
```

## Remedy
Answer with a status of 500 or above where something failed, or let the error leave the function.

## References
- https://cwe.mitre.org/data/definitions/755.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function
from goatherd.model.trigger import HTTP_KINDS, Kind

_ASKED = HTTP_KINDS | {Kind.CALLABLE}


@check("GOAT1013", sas=10, cwe=755, severity=LOW, since="0.1")
def failure_told_as_success(function: Function, app: Application) -> Iterator[Finding]:
    behaviour = app.behaviour(function)
    places = sorted(set(behaviour.goes_on) - set(behaviour.swallowed))
    if places and any(trigger.kind in _ASKED for trigger in function.triggers):
        yield Finding(
            span=places[0],
            locations=tuple(places[1:]),
            message=f"What {function.id} fails to do is only logged, and its caller is not told",
            function=function.id,
        )
