"""What an invoked function returns, errors included, is passed to the caller.

## Why it matters
When the invoked function fails, its payload is the exception with message and stack trace. A caller who provokes
errors learns file names, queries and names of resources.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Front:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /front, Method: post}}
```
```python app.py
import boto3

client = boto3.client("lambda")


def handler(event, context):
    result = client.invoke(FunctionName="orders", Payload=event["body"])
    return {"statusCode": 200, "body": result["Payload"].read()}  # GOAT1002
```

## Fixed
```python app.py
import boto3

client = boto3.client("lambda")


def handler(event, context):
    result = client.invoke(FunctionName="orders", Payload=event["body"])
    if "FunctionError" in result:
        return {"statusCode": 502}
    return {"statusCode": 200, "body": result["Payload"].read()}
```

## Remedy
Look at `FunctionError` before the payload is used, and answer with a text of your own.

## References
- https://cwe.mitre.org/data/definitions/209.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.model.flow import Flow


@check("GOAT1002", sas=10, cwe=209, severity=LOW, since="0.1")
def callee_error_in_response(flow: Flow) -> Iterator[Finding]:
    if flow.kind == "invocation-response":
        yield flow.finding("The payload of an invoked function is passed on without a look at FunctionError")
