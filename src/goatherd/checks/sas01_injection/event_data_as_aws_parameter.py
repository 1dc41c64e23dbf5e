"""Event data is a security-relevant parameter of a call to AWS.

## Why it matters
Which role is assumed, which secret is read, which policy is written or which access an object gets is the sender's
choice.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Tenant:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /tenant, Method: get}}
```
```python app.py
import boto3

secrets = boto3.client("secretsmanager")


def handler(event, context):
    name = event["queryStringParameters"]["tenant"]
    value = secrets.get_secret_value(SecretId=name)  # GOAT0117
    return {"statusCode": 200 if value else 404}
```

## Fixed
```python app.py
import boto3

secrets = boto3.client("secretsmanager")
TENANTS = {"red": "tenants/red", "blue": "tenants/blue"}


def handler(event, context):
    name = TENANTS[event["queryStringParameters"]["tenant"]]
    value = secrets.get_secret_value(SecretId=name)
    return {"statusCode": 200 if value else 404}
```

## Remedy
Choose the value from a table, or derive it from the verified identity of the caller.

## References
- https://cwe.mitre.org/data/definitions/74.html
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.chosen import chosen_outside, unknown_sender
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0117", sas=1, cwe=74, severity=MEDIUM, since="0.1")
def event_data_as_aws_parameter(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "aws-parameter"):
        if chosen_outside(flow):
            finding = flow.finding(f"{flow.source.path} is passed to {flow.sink_name}")
            yield evolve(finding, severity=LOW) if unknown_sender(flow) else finding
