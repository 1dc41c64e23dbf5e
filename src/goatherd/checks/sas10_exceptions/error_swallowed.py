"""What fails to be stored, changed or sent is dropped without a word.

## Why it matters
Nobody learns that the function fails: no retry, no alarm, no trace of an attack. What came half-way stays so.

Reported where a handler of every error says nothing, and something was to be stored, changed or sent. Where the code
only reads, converts or looks something up, going on without it is mostly what its author wants: a cache that misses,
an optional feature, a default in place of what cannot be read.

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
import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    try:
        table.put_item(Item={"id": "1"})
    except Exception:  # GOAT1003
        pass
    return {"statusCode": 200}
```

## Fixed
```python app.py
import boto3
import logging

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    try:
        table.put_item(Item={"id": "1"})
    except Exception:
        logging.exception("order 1 was not stored")
        raise
    return {"statusCode": 200}
```

## Fixed, or never broken: nothing but a computation fails, or clearing up, or what was done before, or a look-up
```python app.py
import dbm
import json
import logging

import boto3
import firebase_admin

s3 = boto3.client("s3")

try:
    firebase_admin.initialize_app()
except Exception:
    pass


def count(order):
    try:
        logging.info(json.dumps({"items": len(order["items"])}))
    except Exception:
        pass


def cached(key):
    try:
        return s3.get_object(Bucket="cache", Key=key)["Body"].read()
    except Exception:
        return None


def handler(event, context):
    count(json.loads(event["body"]))
    cached("orders")
    book = dbm.open("/tmp/orders", "c")
    try:
        return {"statusCode": 200, "body": str(len(book.keys()))}
    finally:
        try:
            book.close()
        except Exception:
            pass
```

## Remedy
Log the error and pass it on, or catch only the kind that is expected.

## Remedy in Python
Name the kind (`except KeyError:`), and end other handlers in `raise`.

## Remedy in JavaScript
Ask for the kind: `if (!(error instanceof NotFound)) throw error`.

## References
- https://cwe.mitre.org/data/definitions/390.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.core.wording import counted
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT1003", sas=10, cwe=390, severity=LOW, since="0.1")
def error_swallowed(function: Function, app: Application) -> Iterator[Finding]:
    places = sorted(app.behaviour(function).swallowed)
    if places:
        yield Finding(
            span=places[0],
            locations=tuple(places[1:]),
            message=f"{function.id} drops every error without a word in {counted(len(places), 'place')}",
        )
