"""Event data names the function, queue, table or bucket that is used.

## Why it matters
The sender turns the function's role to another resource: invokes an administrative function, writes into another
bucket, reads another table. Permissions that end in `*` make it worse. Senders within the account are not reported:
they could call the service themselves.

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
import boto3
import json

client = boto3.client("lambda")


def handler(event, context):
    order = json.loads(event["body"])
    client.invoke(FunctionName=order["action"], Payload=event["body"])  # GOAT0116
    return {"statusCode": 202}
```

## Fixed
```python app.py
import boto3
import json

client = boto3.client("lambda")
ACTIONS = {"pay": "shop-pay", "ship": "shop-ship"}


def handler(event, context):
    order = json.loads(event["body"])
    client.invoke(FunctionName=ACTIONS[order["action"]], Payload=event["body"])
    return {"statusCode": 202}
```

## Fixed, with the bucket that S3 names
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration:
        QueueConfigurations: [{Event: "s3:ObjectCreated:*", Queue: !GetAtt Waiting.Arn}]
  Waiting: {Type: AWS::SQS::Queue}
  Order:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Upload: {Type: SQS, Properties: {Queue: !GetAtt Waiting.Arn}}
        Call: {Type: HttpApi, Properties: {Path: /order, Method: post}}
```
```python app.py
import boto3
import json

s3 = boto3.client("s3")


def handler(event, context):
    for record in json.loads(event["Records"][0]["body"])["Records"]:
        s3.get_object(Bucket=record["s3"]["bucket"]["name"], Key="manifest")
```

## Remedy
Look the name up in a table of those that are allowed.

## References
- https://cwe.mitre.org/data/definitions/99.html
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.chosen import chosen_outside, unknown_sender
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0116", sas=1, cwe=99, severity=MEDIUM, since="0.1")
def event_data_names_resource(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "dispatch"):
        if chosen_outside(flow):
            finding = flow.finding(f"{flow.source.path} names what {flow.sink_name} uses")
            yield evolve(finding, severity=LOW) if unknown_sender(flow) else finding
