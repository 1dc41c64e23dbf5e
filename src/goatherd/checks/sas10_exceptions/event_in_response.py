"""The whole request is sent back to the caller.

## Why it matters
The event holds more than the caller sent: what the authorizer said of them, ids of the account and the API, and headers
that a proxy adds and that nobody outside should know, such as the secret that lets it through. A page of another
site that may read the response reads the caller's cookies and tokens in it.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Hook:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Call: {Type: Api, Properties: {Path: /hook, Method: post}}
```
```javascript index.js
exports.handler = async (event) => {
  return { statusCode: 200, body: JSON.stringify({ message: "done", input: event }) }; // GOAT1004
};
```

## Fixed
```javascript index.js
exports.handler = async (event) => {
  return { statusCode: 200, body: JSON.stringify({ message: "done", id: event.requestContext.requestId }) };
};
```

## Vulnerable, all headers
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Echo:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Call: {Type: HttpApi, Properties: {Path: /echo, Method: get}}
```
```python app.py
import json


def handler(event, context):
    return {"statusCode": 200, "body": json.dumps(event["headers"])}  # GOAT1004
```

## Fixed, one header
```python app.py
import json


def handler(event, context):
    return {"statusCode": 200, "body": json.dumps({"agent": event["headers"].get("user-agent")})}
```

## Remedy
Answer with the fields that the caller needs.

## References
- https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
- https://cwe.mitre.org/data/definitions/201.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.flows import answered_at, mended_at_sink
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from goatherd.model.flow import Flow


@check("GOAT1004", sas=10, cwe=201, severity=LOW, since="0.1")
def event_in_response(app: Application) -> Iterator[Finding]:
    for _, finding in mended_at_sink(app, "event-response", _from_outside, _message, places=answered_at):
        yield finding


def _from_outside(flow: Flow) -> bool:
    trigger = flow.source.trigger
    return trigger is not None and trigger.is_http and trigger.exposure >= Exposure.AUTHENTICATED


def _message(flow: Flow) -> str:
    headers = flow.source.path.lower().endswith("headers")
    return f"{'All headers of the request are' if headers else 'The whole request is'} part of the response"
