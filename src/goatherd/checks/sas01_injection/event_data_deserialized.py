"""Event data is deserialized by a library that runs code.

## Why it matters
pickle, yaml.load, node-serialize and their like rebuild objects by calling what the data names. A crafted message
runs code before the function has looked at a single field.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Convert:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /convert, Method: post}}
```
```python app.py
import base64
import pickle


def handler(event, context):
    basket = pickle.loads(base64.b64decode(event["body"]))  # GOAT0103
    return {"statusCode": 200, "body": str(len(basket))}
```

## Fixed
```python app.py
import json


def handler(event, context):
    basket = json.loads(event["body"])
    return {"statusCode": 200, "body": str(len(basket))}
```

## Remedy
Use a format that carries data only (JSON), or the safe loader (`yaml.safe_load`).

## References
- https://cwe.mitre.org/data/definitions/502.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import CRITICAL, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0103", sas=1, cwe=502, severity=CRITICAL, since="0.1")
def event_data_deserialized(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "deserialization"):
        yield flow.finding(
            f"{flow.source.path} is deserialized by {flow.sink_name}, which runs code that the data names"
        )
