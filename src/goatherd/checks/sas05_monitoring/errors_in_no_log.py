"""What goes wrong is told to the caller and written nowhere.

## Why it matters
No function of the application writes a line to its log. Lambda notes only what nobody catches: an error that is caught
and answered leaves no trace, so that neither an attack nor a failure is noticed, and nobody can find out afterwards
what happened.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Policies: [{DynamoDBCrudPolicy: {TableName: orders}}]
      Events:
        Call: {Type: HttpApi, Properties: {Path: /orders, Method: post}}
```
```python src/app.py
import json

import boto3

table = boto3.resource("dynamodb").Table("orders")

def handler(event, context):
    try:
        table.put_item(Item=json.loads(event["body"]))
        return {"statusCode": 201}
    except Exception as error:
        return {"statusCode": 500, "body": str(error)}  # GOAT0533
```

## Fixed
```python src/app.py
import json
import logging

import boto3

table = boto3.resource("dynamodb").Table("orders")

def handler(event, context):
    try:
        table.put_item(Item=json.loads(event["body"]))
        return {"statusCode": 201}
    except Exception:
        logging.exception("order was not stored")
        return {"statusCode": 500, "body": "Try again later."}
```

## Remedy
Log each error with what was being done and for whom before it is answered, and what is refused as well; set an alarm on
it.

## Remedy in Python
`logging.exception(…)` writes the error with its stack.

## Remedy in JavaScript
`console.error(…)` writes the error with its stack.

## References
- https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/778.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.flow import Behaviour

_TELLS = re.compile(
    r"(?i).*(?:log|print|console|sentry|trac|powertools|newrelic|datadog|pino|winston|bunyan|stdout|stderr|rollbar|bugsnag"
    r"|report|metric)"
)


@check("GOAT0533", sas=5, cwe=778, severity=LOW, since="0.1")
def errors_in_no_log(app: Application) -> Iterator[Finding]:
    """One finding: an application that logs nothing has no logger yet."""
    behaviours = [app.behaviour(function) for function in app.functions if not function.guessed]
    if not all(behaviour.files for behaviour in behaviours) or any(map(_may_tell, behaviours)):
        return
    flows = [
        flow for function in app.functions if not function.guessed for flow in app.flows(function, "error-response")
    ]
    places: list[Span] = sorted({(*flow.entered, flow.sink)[0] for flow in flows})
    if places:
        yield Finding(
            span=places[0],
            locations=tuple(places[1:]),
            message="Errors are told to callers and to nobody else: no function writes anything to its log",
        )


def _may_tell(behaviour: Behaviour) -> bool:
    """Whether anything is logged, or not all of the code is known."""
    return bool(behaviour.truncated) or any(_TELLS.match(call.name) for call in behaviour.calls)
