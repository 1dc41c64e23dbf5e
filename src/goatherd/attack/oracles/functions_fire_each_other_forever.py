"""What a function writes fires it again, without end.

## Why it matters
One event is enough: the function runs until somebody notices the bill or the account's limit of concurrent
executions leaves nothing for others. Lambda's own detection of loops does not know every service.

## How it is proved
One event is sent. What the function writes fires it again, and what it then writes fires it a third time.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Pictures:
    Type: AWS::S3::Bucket
  Shrink:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Policies: [{S3CrudPolicy: {BucketName: !Ref Pictures}}]
      Events:
        Upload: {Type: S3, Properties: {Bucket: !Ref Pictures, Events: "s3:ObjectCreated:*"}}
```
```python app.py
from urllib.parse import unquote_plus

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    record = event["Records"][0]["s3"]
    bucket, key = record["bucket"]["name"], unquote_plus(record["object"]["key"])
    picture = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    s3.put_object(Bucket=bucket, Key=f"small/{key}", Body=picture[:100])  # GOAT0951
```

## Fixed
```python app.py
from urllib.parse import unquote_plus

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    record = event["Records"][0]["s3"]
    bucket, key = record["bucket"]["name"], unquote_plus(record["object"]["key"])
    if key.startswith("small/"):
        return
    picture = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    s3.put_object(Bucket=bucket, Key=f"small/{key}", Body=picture[:100])
```

## Vulnerable by a queue
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Jobs:
    Type: AWS::SQS::Queue
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment: {Variables: {QUEUE: !Ref Jobs}}
      Policies: [{SQSSendMessagePolicy: {QueueName: !GetAtt Jobs.QueueName}}]
      Events:
        Job: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}
```
```python app.py
import json
import os

import boto3

sqs = boto3.client("sqs")


def handler(event, context):
    for record in event["Records"]:
        try:
            job = json.loads(record["body"])
            print("done", job["id"])
        except (ValueError, KeyError, TypeError):
            sqs.send_message(QueueUrl=os.environ["QUEUE"], MessageBody=record["body"])  # GOAT0951
```

## Fixed
```python app.py
import json


def handler(event, context):
    for record in event["Records"]:
        job = json.loads(record["body"])
        print("done", job["id"])
```

## Remedy
Write to another bucket, queue or table than the one that fires the function, or limit the trigger to a prefix that
the function does not write to; leave repeating to the service (`maxReceiveCount` with a dead-letter queue).

## References
- https://cwe.mitre.org/data/definitions/674.html
- https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from goatherd.attack.chain import fired
from goatherd.attack.opportunities import line_of
from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.attack.trace import Place
from goatherd.attack.trial import MAX_ROUNDS
from goatherd.core.finding import HIGH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.chain import Fired
    from goatherd.attack.trace import Link, Trace
    from goatherd.sandbox.pod import Pod


@oracle("GOAT0951", sas=9, cwe=674, severity=HIGH, since="0.2", places=("seed",))
def functions_fire_each_other_forever(opportunity: Opportunity) -> Iterator[Attack]:
    pod = opportunity.pod
    if not opportunity.seed.trace.looped:
        return

    def judge(trace: Trace) -> str:
        for link, again in _rounds(trace, pod):
            ring = " to ".join(dict.fromkeys(each.function for each in link.chain()))
            return f"one event fired {ring} {MAX_ROUNDS} more times by {link.via}, and that again by {again.via}"
        return ""

    def line(trace: Trace) -> Place | None:
        for link, _ in _rounds(trace, pod):
            writing = link.after or link
            lines = (line_of(pod, writing, record) for record in _firing(writing, pod))
            return Place(writing.function, next(filter(None, lines), ""))
        return None

    yield Attack(opportunity.seed.attempt.values, judge, alone=True, where=line)


def _rounds(trace: Trace, pod: Pod) -> Iterator[tuple[Link, Fired]]:
    """Functions that were fired again and again by what they had set off, and what that fires once more."""
    for link in trace.looped:
        if sum(each.function == link.function for each in link.chain()) <= MAX_ROUNDS:
            continue
        members = {each.function for each in link.chain()}
        for again in fired(link.invocation, pod.application, pod.naming):
            if again.function.id in members:
                yield link, again


def _firing(link: Link, pod: Pod) -> Iterator[dict[str, Any]]:
    """The calls that fired something."""
    for record in link.invocation.records:
        alone = evolve(link.invocation, records=[record], started=[])
        if any(True for _ in fired(alone, pod.application, pod.naming)):
            yield record
