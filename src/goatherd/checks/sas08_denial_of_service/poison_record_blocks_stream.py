"""One bad record stops a stream for a day.

## Why it matters
A function that fails on a record of a stream gets the same batch again, without a limit until the record expires.
Nothing behind it is processed meanwhile: one record, written by whoever may write, is an outage. Thousands of retries
come to the same. A subscription of Google's Pub/Sub holds up nothing else, but runs the function on the message for a
day and longer.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Clicks:
    Type: AWS::Kinesis::Stream
    Properties: {ShardCount: 1}
  Count:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      Events:
        Click:  # GOAT0806
          Type: Kinesis
          Properties: {Stream: !GetAtt Clicks.Arn, StartingPosition: LATEST}
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Clicks:
    Type: AWS::Kinesis::Stream
    Properties: {ShardCount: 1}
  Count:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      Events:
        Click:
          Type: Kinesis
          Properties:
            Stream: !GetAtt Clicks.Arn
            StartingPosition: LATEST
            MaximumRetryAttempts: 3
            BisectBatchOnFunctionError: true
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_lambda_event_source_mapping" "clicks" {  # GOAT0806
  event_source_arn  = aws_kinesis_stream.clicks.arn
  function_name     = aws_lambda_function.count.arn
  starting_position = "LATEST"
}
```
```hcl function.tf
resource "aws_kinesis_stream" "clicks" {
  name        = "clicks"
  shard_count = 1
}

resource "aws_lambda_function" "count" {
  function_name = "count"
  role          = "arn:aws:iam::123456789012:role/count"
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop-code"
  s3_key        = "count.zip"
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_lambda_event_source_mapping" "clicks" {
  event_source_arn               = aws_kinesis_stream.clicks.arn
  function_name                  = aws_lambda_function.count.arn
  starting_position              = "LATEST"
  maximum_retry_attempts         = 3
  bisect_batch_on_function_error = true
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: clicks
provider:
  name: aws
  runtime: python3.13
functions:
  count:
    handler: app.handler
    events:
      - stream:  # GOAT0806
          type: kinesis
          arn: !GetAtt Clicks.Arn
resources:
  Resources:
    Clicks:
      Type: AWS::Kinesis::Stream
      Properties: {ShardCount: 1}
```
```python app.py
def handler(event, context):
    return len(event["Records"])
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: clicks
provider:
  name: aws
  runtime: python3.13
functions:
  count:
    handler: app.handler
    events:
      - stream:
          type: kinesis
          arn: !GetAtt Clicks.Arn
          maximumRetryAttempts: 3
          bisectBatchOnFunctionError: true
resources:
  Resources:
    Clicks:
      Type: AWS::Kinesis::Stream
      Properties: {ShardCount: 1}
```

## Vulnerable in Terraform, a topic of Google's cloud
```hcl main.tf
resource "google_pubsub_topic" "orders" {
  name = "orders"
}

resource "google_cloudfunctions2_function" "pack" {
  name     = "pack"
  location = "europe-west1"

  build_config {
    runtime     = "python312"
    entry_point = "pack"
  }

  event_trigger {
    event_type   = "google.cloud.pubsub.topic.v1.messagePublished"
    pubsub_topic = google_pubsub_topic.orders.id
    retry_policy = "RETRY_POLICY_RETRY"  # GOAT0806
  }
}
```

## Fixed in Terraform, a topic of Google's cloud
```hcl main.tf
resource "google_pubsub_topic" "orders" {
  name = "orders"
}

resource "google_cloudfunctions2_function" "pack" {
  name     = "pack"
  location = "europe-west1"

  build_config {
    runtime     = "python312"
    entry_point = "pack"
  }

  event_trigger {
    event_type   = "google.cloud.pubsub.topic.v1.messagePublished"
    pubsub_topic = google_pubsub_topic.orders.id
    retry_policy = "RETRY_POLICY_DO_NOT_RETRY"
  }
}
```

## Remedy
Set `MaximumRetryAttempts`, `BisectBatchOnFunctionError: true` and an on-failure destination on the event.

## Remedy in Terraform
Set `maximum_retry_attempts`, `bisect_batch_on_function_error = true` and `destination_config { on_failure {
destination_arn = … } }` of the `aws_lambda_event_source_mapping`.

## Remedy in the Serverless Framework
Set `maximumRetryAttempts`, `bisectBatchOnFunctionError: true` and `destinations: {onFailure: …}` of the stream.

## Remedy in the CDK
Set `retryAttempts`, `bisectBatchOnError: true` and `onFailure: new SqsDlq(queue)` of the event source.

## Remedy in Google's cloud
Call the function by a push subscription of your own, with `dead_letter_policy`, instead of a trigger that retries; or
make it catch what will never succeed.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
- https://cwe.mitre.org/data/definitions/400.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from goatherd.model.trigger import Trigger

STREAMS = frozenset({Kind.DYNAMODB, Kind.KINESIS})
MANY = 1000  # tries, each after a longer wait: the record expires first


@check("GOAT0806", sas=8, cwe=400, severity=LOW, since="0.1")
def poison_record_blocks_stream(app: Application) -> Iterator[Finding]:
    yield from _of_topics(app)
    unlimited = [(function, trigger) for function, trigger in app.triggers() if _tries_for_ever(trigger)]
    if unlimited:
        spans = list(dict.fromkeys(trigger.retries_at or trigger.span for _, trigger in unlimited))
        names = list(dict.fromkeys(function.id for function, _ in unlimited))
        yield Finding(
            span=spans[0],
            locations=tuple(spans[1:]),
            message=f"A record of a stream that makes {listed(names)} fail is tried until it expires, "
            "and nothing behind it is processed",
        )


def _tries_for_ever(trigger: Trigger) -> bool:
    limited = trigger.max_retries is not None and 0 <= trigger.max_retries < MANY
    return trigger.kind in STREAMS and not limited


def _of_topics(app: Application) -> Iterator[Finding]:
    repeated = [
        (f, trigger) for f, trigger in app.triggers() if trigger.kind == Kind.PUBSUB and trigger.max_retries == -1
    ]
    if repeated:
        spans = list(dict.fromkeys(trigger.retries_at or trigger.span for _, trigger in repeated))
        names = list(dict.fromkeys(function.id for function, _ in repeated))
        yield Finding(
            span=spans[0],
            locations=tuple(spans[1:]),
            message=f"A message that makes {listed(names)} fail comes back until it expires: no topic takes it",
        )
