"""The whole event is written to the log.

## Why it matters
Events carry tokens, cookies, addresses and payment data. In the log they are kept for years, are copied to other
systems and are read by more people than the data itself.

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


def handler(event, context):
    print(json.dumps(event))  # GOAT0522
    return {"statusCode": 204}
```

## Fixed
```python app.py
def handler(event, context):
    print("request", event["requestContext"]["requestId"])
    return {"statusCode": 204}
```

## Remedy
Log the fields that are needed (request id, route, result), and redact the rest.

## References
- https://cwe.mitre.org/data/definitions/532.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function
from goatherd.model.trigger import HTTP_KINDS, Kind

if TYPE_CHECKING:
    from goatherd.core.source import Span

# events that bring credentials or personal data of people along
PERSONAL = HTTP_KINDS | {
    Kind.WEBSOCKET,
    Kind.APPSYNC,
    Kind.COGNITO,
    Kind.AUTHORIZER_REQUEST,
    Kind.AUTHORIZER_TOKEN,
    Kind.DIRECT,
    Kind.STEP_FUNCTIONS,
}


@check("GOAT0522", sas=5, cwe=532, severity=LOW, since="0.1")
def event_in_log(function: Function, app: Application) -> Iterator[Finding]:
    flows = [f for f in app.flows(function, "log-event") if f.source.trigger and f.source.trigger.kind in PERSONAL]
    if flows:
        first = flows[0].finding("The whole event is written to the log, with tokens and personal data in it")
        yield first if len(flows) == 1 else _covering(first, [flow.sink for flow in flows[1:]])


def _covering(finding: Finding, places: list[Span]) -> Finding:
    return evolve(finding, locations=tuple(places))
