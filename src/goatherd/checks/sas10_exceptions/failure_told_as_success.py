"""What could not be deleted or handed on is logged, and the caller is told that it was done.

## Why it matters
What was to be deleted stays, personal data too, and who asked for it believes it gone. What was to be worked on never
arrives, and nobody tries again.

Reported where a function that answers web requests logs every error of a deletion, or of a message to a queue, and goes
on to the same answer. What else is written is left out, and mails are: going on without it is mostly meant.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Leave:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: "/users/{id}", Method: delete}}
```
```python app.py
import boto3

table = boto3.resource("dynamodb").Table("orders")


def delete_orders(user):
    try:
        table.delete_item(Key={"user": user})
    except Exception as error:  # GOAT1013
        print(f"orders of {user} were not deleted: {error}")


def handler(event, context):
    delete_orders(event["pathParameters"]["id"])
    return {"statusCode": 200, "body": "deleted"}
```

## Fixed
```python app.py
import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    user = event["pathParameters"]["id"]
    try:
        table.delete_item(Key={"user": user})
    except Exception as error:
        print(f"orders of {user} were not deleted: {error}")
        return {"statusCode": 500, "body": "not deleted, try again"}
    return {"statusCode": 200, "body": "deleted"}
```

## Fixed, or never broken: what comes of it is kept, something beside it is not written, a mail not sent
```python app.py
import boto3

table = boto3.resource("dynamodb").Table("orders")
mail = boto3.client("ses")


def handler(event, context):
    user = event["pathParameters"]["id"]
    done = False
    try:
        table.delete_item(Key={"user": user})
        done = True
    except Exception as error:
        print(f"orders of {user} were not deleted: {error}")
    try:
        table.put_item(Item={"user": "last", "deleted": user})
    except Exception as error:
        print(f"not counted: {error}")
    try:
        mail.send_email(Source="a@example.org", Destination={"ToAddresses": ["b@example.org"]}, Message={})
    except Exception as error:
        print(f"no mail was sent: {error}")
    return {"statusCode": 200 if done else 500}
```

## Remedy
Answer with an error, or keep what is left to do where something tries it again.

## References
- https://cwe.mitre.org/data/definitions/755.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.callers import READS
from goatherd.checks.wording import listed
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.flow import AwsCall, Behaviour

_FILES = frozenset({"s3.DeleteObject", "s3.DeleteObjects"})  # where others are written, an old one may stay
_LOST = frozenset({"dynamodb.DeleteItem", "cognito-idp.AdminDeleteUser", "sqs.SendMessage", "sqs.SendMessageBatch"})


@check("GOAT1013", sas=10, cwe=755, severity=LOW, since="0.1")
def failure_told_as_success(function: Function, app: Application) -> Iterator[Finding]:
    behaviour = app.behaviour(function)
    lost = _LOST | (_FILES if any(trigger.method.upper() == "DELETE" for trigger in function.triggers) else frozenset())
    found = {place: calls for place, begins in behaviour.overlooked if (calls := _lost(behaviour, begins, place, lost))}
    if not found:
        return
    first, *others = sorted(found)
    names = list(dict.fromkeys(f"{call.service}:{call.operation}" for place in sorted(found) for call in found[place]))
    yield Finding(
        span=first,
        locations=tuple(others),
        message=f"{function.id} logs that {listed(names, 3)} failed, and tells its caller that all went well",
        function=function.id,
    )


def _lost(behaviour: Behaviour, begins: Span, ends: Span, lost: frozenset[str]) -> list[AwsCall]:
    """What fails between two lines of a file, if it is all that is changed there."""
    changing = [
        call
        for call in behaviour.aws_calls
        if call.span.path == ends.path
        and begins.line <= call.span.line < ends.line
        and READS.match(call.operation) is None
    ]
    return changing if all(f"{call.service}.{call.operation}" in lost for call in changing) else []
