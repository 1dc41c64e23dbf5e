"""A function deals with the first record of a batch and drops the others.

## Why it matters
Queues and streams hand over up to ten records or more at once. A function that takes `Records[0]` and ends well makes
all of them count as dealt with: as soon as messages come close together, orders, mails or payments are lost, and
nothing tells of it.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::SQS::Queue
  Store:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Events:
        Order: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
```
```python src/app.py
import json

import boto3

table = boto3.resource("dynamodb").Table("orders")

def handler(event, context):
    order = json.loads(event["Records"][0]["body"])  # GOAT1007
    table.put_item(Item=order)
```

## Fixed
```python src/app.py
import json

import boto3

table = boto3.resource("dynamodb").Table("orders")

def handler(event, context):
    for record in event["Records"]:
        table.put_item(Item=json.loads(record["body"]))
```

## Fixed, one record at a time
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::SQS::Queue
  Store:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Events:
        Order: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn, BatchSize: 1}}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: orders
provider: {name: aws, runtime: nodejs22.x}
functions:
  store:
    handler: app.handler
    events: [{sqs: "arn:aws:sqs:eu-west-1:123456789012:orders"}]
```
```javascript app.js
exports.handler = async (event) => {
  const [record] = event.Records; // GOAT1007
  console.log(JSON.parse(record.body).id);
};
```

## Remedy
Loop over all records and report those that failed as a partial answer to the batch, or let a batch have one record.

## Remedy in Terraform
Loop over all records and report those that failed, or set `batch_size = 1` of the `aws_lambda_event_source_mapping`.

## Remedy in the Serverless Framework
Loop over all records and report those that failed, or set `batchSize: 1` of the event.

## Remedy in the CDK
Loop over all records and report those that failed, or set `batchSize: 1` of the event source.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
- https://cwe.mitre.org/data/definitions/670.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function
from goatherd.model.trigger import Kind

_IN_BATCHES = frozenset({Kind.SQS, Kind.KINESIS, Kind.DYNAMODB})


@check("GOAT1007", sas=10, cwe=670, severity=MEDIUM, since="0.1")
def only_first_record(function: Function, app: Application) -> Iterator[Finding]:
    batches = [t for t in function.triggers if t.kind in _IN_BATCHES and t.batch_size != 1]
    places = app.behaviour(function).first_records
    if batches and places and len(batches) == len(function.triggers):
        yield Finding(
            span=places[0],
            message=f"{function.id} deals with the first record that it is handed ({batches[0].kind}), others are lost",
            function=function.id,
        )
