"""A function that a caller waits for sleeps.

## Why it matters
Every call is billed for the sleep and holds an instance; a few callers at once use up the account's concurrency.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Pay:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /pay, Method: post}}
```
```python app.py
import time


def handler(event, context):
    time.sleep(3)  # GOAT0822
    return {"statusCode": 200}
```

## Fixed
```python app.py
import boto3

queue = boto3.client("sqs")


def handler(event, context):
    queue.send_message(QueueUrl="later", MessageBody="go on", DelaySeconds=3)
    return {"statusCode": 202}
```

## Remedy
Let a queue with a delay, a schedule or a state machine do the waiting.

## References
- https://cwe.mitre.org/data/definitions/400.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.confidence import unseen
from goatherd.core.finding import LOW, Finding
from goatherd.model.flow import LibraryCall
from goatherd.model.function import Function
from goatherd.model.trigger import Exposure

LONG = 2.0  # seconds


@check("GOAT0822", sas=8, cwe=400, severity=LOW, since="0.1")
def caller_waits_for_sleep(call: LibraryCall, function: Function) -> Iterator[Finding]:
    if call.name != "time.sleep" or (function.exposure or Exposure.INTERNAL) < Exposure.AUTHENTICATED:
        return
    waits = [value for value in call.constants.get("0", ()) if isinstance(value, int | float)]
    if waits and min(waits) >= LONG:
        yield Finding(
            span=call.span,
            message=f"Callers of {function.id} wait for a sleep of {min(waits):g} s",
            reasons=unseen("it may only sleep before another attempt, where something failed"),
        )
