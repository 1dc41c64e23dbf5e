"""Events that a function fails on are lost.

## Why it matters
Asynchronous events are tried three times and then dropped, records of a stream as often as its mapping says. Nobody
learns which orders, files or messages were not processed, and an attacker can make them vanish on purpose.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Uploads:
    Type: AWS::S3::Bucket
  Scan:  # GOAT0803
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      Events:
        Put: {Type: S3, Properties: {Bucket: !Ref Uploads, Events: "s3:ObjectCreated:*"}}
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Uploads:
    Type: AWS::S3::Bucket
  Failed:
    Type: AWS::SQS::Queue
  Scan:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Failed.Arn}
      Events:
        Put: {Type: S3, Properties: {Bucket: !Ref Uploads, Events: "s3:ObjectCreated:*"}}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_lambda_function" "scan" {  # GOAT0803
  function_name = "scan"
  role          = "arn:aws:iam::123456789012:role/scan"
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop-code"
  s3_key        = "scan.zip"
}
```
```hcl uploads.tf
resource "aws_s3_bucket" "uploads" {
  bucket = "shop-uploads"
}

resource "aws_lambda_permission" "uploads" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.scan.function_name
  principal     = "s3.amazonaws.com"
  source_arn    = aws_s3_bucket.uploads.arn
}

resource "aws_s3_bucket_notification" "uploads" {
  bucket     = aws_s3_bucket.uploads.id
  depends_on = [aws_lambda_permission.uploads]

  lambda_function {
    lambda_function_arn = aws_lambda_function.scan.arn
    events              = ["s3:ObjectCreated:*"]
  }
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_sqs_queue" "failed" {
  name = "failed-scans"
}

resource "aws_lambda_function_event_invoke_config" "scan" {
  function_name = aws_lambda_function.scan.function_name

  destination_config {
    on_failure {
      destination = aws_sqs_queue.failed.arn
    }
  }
}

resource "aws_lambda_function" "scan" {
  function_name = "scan"
  role          = "arn:aws:iam::123456789012:role/scan"
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop-code"
  s3_key        = "scan.zip"
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: uploads
provider:
  name: aws
  runtime: python3.13
functions:
  scan:  # GOAT0803
    handler: app.handler
    events:
      - s3: shop-uploads
```
```python app.py
def handler(event, context):
    return len(event["Records"])
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: uploads
provider:
  name: aws
  runtime: python3.13
functions:
  scan:
    handler: app.handler
    destinations:
      onFailure:
        type: sqs
        arn: !GetAtt Failed.Arn
    events:
      - s3: shop-uploads
resources:
  Resources:
    Failed:
      Type: AWS::SQS::Queue
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const scan = new Function(this, 'Scan', {  // GOAT0803
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
    });
    new Bucket(this, 'Uploads').addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(scan));
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const scan = new Function(this, 'Scan', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
      deadLetterQueueEnabled: true,
    });
    new Bucket(this, 'Uploads').addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(scan));
  }
}
```

## Remedy
Set `EventInvokeConfig: {DestinationConfig: {OnFailure: …}}` or a `DeadLetterQueue` (without SAM:
`AWS::Lambda::EventInvokeConfig`, `DeadLetterConfig`).

## Remedy in Terraform
Add `aws_lambda_function_event_invoke_config` with `destination_config { on_failure { destination = … } }`, or
`dead_letter_config { target_arn = … }` in the function.

## Remedy in the Serverless Framework
Set `destinations: {onFailure: …}` or `onError` of the function.

## Remedy in the CDK
Set `onFailure: new destinations.SqsDestination(queue)` or `deadLetterQueue` of the function.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
- https://cwe.mitre.org/data/definitions/755.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import INFO, Finding
from goatherd.core.finding import Kind as FindingKind
from goatherd.core.value import is_false
from goatherd.model.application import Application
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger

# events that somebody's data depends on; a missed schedule comes again
ASYNCHRONOUS = frozenset({Kind.S3, Kind.SNS, Kind.EVENTBRIDGE})
STREAMS = frozenset({Kind.DYNAMODB, Kind.KINESIS})
_LOSE = "applications lose events that make a function fail"
MANY = 1000  # tries: as good as for ever, which is told elsewhere


@check("GOAT0803", sas=8, cwe=755, severity=INFO, since="0.1")
def failed_events_vanish(app: Application) -> Iterator[Finding]:
    losing = [function for function in app.functions if _loses_events(function)]
    if losing:
        yield Finding(
            span=losing[0].span,
            locations=tuple(function.span for function in losing[1:]),
            message=f"Events are lost when they make {listed([function.id for function in losing])} fail",
            function=losing[0].id if len(losing) == 1 else "",
            one_of=FindingKind(_LOSE, listed([function.id for function in losing]), anywhere=True),
        )


def _loses_events(function: Function) -> bool:
    asynchronous = is_false(function.dead_letter)
    return any(
        (asynchronous and trigger.kind in ASYNCHRONOUS and not trigger.has_failure_destination) or _drops(trigger)
        for trigger in function.triggers
    )


def _drops(trigger: Trigger) -> bool:
    """Whether records of a stream are given up after some tries, and told to nobody."""
    tries = trigger.max_retries
    return (
        trigger.kind in STREAMS and trigger.has_failure_destination is False and tries is not None and 0 <= tries < MANY
    )
