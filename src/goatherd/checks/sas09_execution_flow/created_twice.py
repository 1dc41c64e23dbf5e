"""What may exist once is created on no condition.

## Why it matters
The code asks whether a record is there already, refuses if so, and stores the new one: of two requests at the same
time both are told that there is none. The name is given to two users, the room is booked twice, and the later one
replaces the earlier one where the key is the same.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Bookings:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: slot, AttributeType: S}]
      KeySchema: [{AttributeName: slot, KeyType: HASH}]
  Book:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Environment: {Variables: {TABLE: !Ref Bookings}}
      Events:
        Call: {Type: HttpApi, Properties: {Path: /bookings, Method: post}}
```
```python src/app.py
import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])

def handler(event, context):
    wanted = json.loads(event["body"])
    if "Item" in table.get_item(Key={"slot": wanted["slot"]}):
        return {"statusCode": 409}
    table.put_item(Item={"slot": wanted["slot"], "name": wanted["name"]})  # GOAT0923
    return {"statusCode": 201}
```

## Fixed
```python src/app.py
import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])

def handler(event, context):
    wanted = json.loads(event["body"])
    item = {"slot": wanted["slot"], "name": wanted["name"]}
    try:
        table.put_item(Item=item, ConditionExpression="attribute_not_exists(slot)")
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        return {"statusCode": 409}
    return {"statusCode": 201}
```

## Remedy
Store on the condition that there is none (`attribute_not_exists(…)` in DynamoDB), with what must be unique as the key,
or with a record of its own for it in one transaction.

## References
- https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
- https://cwe.mitre.org/data/definitions/367.html
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.wording import shown
from goatherd.core.confidence import unseen
from goatherd.core.finding import LOW, Finding
from goatherd.core.value import known_or
from goatherd.model.access import How, Verb
from goatherd.model.application import Application
from goatherd.model.function import Function
from goatherd.model.trigger import HTTP_KINDS, Kind

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.access import Access

_AT_ONCE = HTTP_KINDS | {Kind.WEBSOCKET, Kind.APPSYNC}
_MOST = 4  # what does more has so much in it that the one place need not be about the other
_READS = frozenset({Verb.READ, Verb.LIST})


@check("GOAT0923", sas=9, cwe=367, severity=LOW, since="0.1")
def created_twice(function: Function, app: Application) -> Iterator[Finding]:
    behaviour = app.behaviour(function)
    limit = function.reserved_concurrency
    alone = limit is not None and known_or(limit, 0) == 1
    if alone or not behaviour.refuses_what_exists or not any(t.kind in _AT_ONCE for t in function.triggers):
        return
    free = {call.span for call in behaviour.aws_calls if call.operation == "PutItem" and _is_free(call.parameters)}
    found: dict[Span, Finding] = {}
    for put in behaviour.accesses:
        if put.service != "dynamodb" or put.span not in free or put.span in found:
            continue
        if put.span.path not in behaviour.refuses_what_exists:
            continue
        asked = ((read, by) for read in behaviour.accesses if (by := _asked_by(read, put)))
        for read, attribute in islice(asked, 1):
            found[put.span] = Finding(
                span=put.span,
                locations=(read.span,) if read.span != put.span else (),
                message=f"Whether there is one with this {shown(attribute)} is asked before ({read.span.path}:"
                f"{read.span.line}), and this stores one on no condition",
                function=function.id,
                reasons=unseen("the key may be unique by itself, or what is found replaced on purpose", put.span),
            )
    if len(found) <= _MOST:
        yield from found.values()


def _is_free(parameters: dict[str, tuple[str, ...]]) -> bool:
    return "ConditionExpression" not in parameters and "Expected" not in parameters


def _asked_by(read: Access, put: Access) -> str:
    """The attribute by which records of the same table were looked for, if the new one has what was looked for."""
    if read.service != put.service or read.store != put.store or read.verb not in _READS or not _meet(read, put):
        return ""
    sent = {(c.attribute, c.what) for c in (*put.written, *put.chosen) if c.how == How.REQUEST}
    by = (*read.chosen, *read.conditions)
    if any(choice.how == How.IDENTITY for choice in by):
        return ""  # nobody but the caller loses anything
    asked = [choice for choice in by if choice.how == How.REQUEST]
    same = all((choice.attribute, choice.what) in sent for choice in asked)
    return asked[0].attribute if asked and same else ""


def _meet(read: Access, put: Access) -> bool:
    """Whether one request may do both."""
    both = product(read.cases, put.cases)
    same = (a.route == b.route and (not (a.methods and b.methods) or set(a.methods) & set(b.methods)) for a, b in both)
    return not (read.cases and put.cases) or any(same)
