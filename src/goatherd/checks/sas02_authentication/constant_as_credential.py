"""Whoever knows a text that stands in the code is let in.

## Why it matters
The text is the same for every caller and every stage, stays in the history of the repository, and cannot be taken
back from one who has it. Texts like `admin` are guessed.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Remove:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /remove, Method: post}}
```
```python app.py
def handler(event, context):
    if event["headers"]["authorization"] != "staff-only":  # GOAT0225
        return {"statusCode": 401}
    return {"statusCode": 204}
```

## Fixed
```python app.py
import hmac
import os


def handler(event, context):
    if not hmac.compare_digest(event["headers"]["authorization"], os.environ["ACCESS_TOKEN"]):
        return {"statusCode": 401}
    return {"statusCode": 204}
```

## Vulnerable, one for each user
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  SignIn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /sessions, Method: post}}
```
```python app.py
import json

USERS = {"owner": {"password": "Blue-Kettle8"}, "guest": {"password": "guest-1234"}}


def handler(event, context):
    asked = json.loads(event["body"])
    name = asked["name"]
    if name not in USERS or USERS[name]["password"] != asked["password"]:  # GOAT0225
        return {"statusCode": 401}
    return {"statusCode": 204}
```

## Fixed, one for each user
```python app.py
import json
import os

import bcrypt

USERS = json.loads(os.environ["USERS"])


def handler(event, context):
    asked = json.loads(event["body"])
    name = asked["name"]
    if name not in USERS or not bcrypt.checkpw(asked["password"].encode(), USERS[name]["hash"].encode()):
        return {"statusCode": 401}
    return {"statusCode": 204}
```

## Fixed, or never broken: a service asks whether the address that it is to call is its subscriber's
```python app.py
def handler(event, context):
    asked = event["queryStringParameters"]
    if asked["hub.verify_token"] != "shop-orders":
        return {"statusCode": 403}
    return {"statusCode": 200, "body": asked["hub.challenge"]}
```

## Remedy
Ask an authorizer for the caller (Cognito, IAM, a verified token). Where one secret must do, keep it in Secrets Manager.

## References
- https://cwe.mitre.org/data/definitions/798.html
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core.confidence import Confidence
from goatherd.core.finding import HIGH, LOW, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function

_OF_SUBSCRIBER = "hub.verify_token"  # WebSub: whoever knows it gets nothing but what was sent


@check("GOAT0225", sas=2, cwe=798, severity=HIGH, since="0.1")
def constant_as_credential(function: Function, app: Application) -> Iterator[Finding]:
    lines = set()
    for flow in app.flows(function, "constant-credential"):
        where = (flow.sink.path, flow.sink.line)
        if where not in lines and not flow.source.path.endswith(_OF_SUBSCRIBER):
            lines.add(where)
            finding = flow.finding(f"{flow.source.path} lets in whoever knows a text that stands in the code")
            yield evolve(finding, severity=LOW) if finding.confidence == Confidence.LOW else finding
