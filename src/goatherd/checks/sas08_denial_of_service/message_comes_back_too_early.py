"""A queue hands a message out again while its function still works on it.

## Why it matters
If the visibility timeout is shorter than the function's, a slow message is processed twice at the same time, and
then again: orders are shipped twice, and a message made to be slow multiplies.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Failed:
    Type: AWS::SQS::Queue
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30  # GOAT0805
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 5}
  Ship:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      Timeout: 120
      Events:
        Message: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Failed:
    Type: AWS::SQS::Queue
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 720
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 5}
  Ship:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      Timeout: 120
      Events:
        Message: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_sqs_queue" "failed" {
  name = "orders-failed"
}

resource "aws_sqs_queue" "orders" {
  name                       = "orders"
  visibility_timeout_seconds = 30  # GOAT0805
  redrive_policy             = jsonencode({ deadLetterTargetArn = aws_sqs_queue.failed.arn, maxReceiveCount = 5 })
}
```
```hcl function.tf
resource "aws_lambda_function" "ship" {
  function_name = "ship"
  role          = "arn:aws:iam::123456789012:role/ship"
  runtime       = "python3.13"
  handler       = "app.handler"
  timeout       = 120
  s3_bucket     = "shop-code"
  s3_key        = "ship.zip"
}

resource "aws_lambda_event_source_mapping" "orders" {
  event_source_arn = aws_sqs_queue.orders.arn
  function_name    = aws_lambda_function.ship.arn
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_sqs_queue" "failed" {
  name = "orders-failed"
}

resource "aws_sqs_queue" "orders" {
  name                       = "orders"
  visibility_timeout_seconds = 720
  redrive_policy             = jsonencode({ deadLetterTargetArn = aws_sqs_queue.failed.arn, maxReceiveCount = 5 })
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: orders
provider:
  name: aws
  runtime: python3.13
functions:
  ship:
    handler: app.handler
    timeout: 120
    events:
      - sqs:
          arn: !GetAtt Orders.Arn
resources:
  Resources:
    Failed:
      Type: AWS::SQS::Queue
    Orders:
      Type: AWS::SQS::Queue
      Properties:
        VisibilityTimeout: 30  # GOAT0805
        RedrivePolicy: {deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 5}
```
```python app.py
def handler(event, context):
    return len(event["Records"])
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: orders
provider:
  name: aws
  runtime: python3.13
functions:
  ship:
    handler: app.handler
    timeout: 120
    events:
      - sqs:
          arn: !GetAtt Orders.Arn
resources:
  Resources:
    Failed:
      Type: AWS::SQS::Queue
    Orders:
      Type: AWS::SQS::Queue
      Properties:
        VisibilityTimeout: 720
        RedrivePolicy: {deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 5}
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Duration, Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const failed = new Queue(this, 'Failed');
    const orders = new Queue(this, 'Orders', {
      visibilityTimeout: Duration.seconds(30),  // GOAT0805
      deadLetterQueue: { queue: failed, maxReceiveCount: 5 },
    });
    const ship = new Function(this, 'Ship', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
      timeout: Duration.minutes(2),
    });
    ship.addEventSource(new SqsEventSource(orders));
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Duration, Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const failed = new Queue(this, 'Failed');
    const orders = new Queue(this, 'Orders', {
      visibilityTimeout: Duration.minutes(12),
      deadLetterQueue: { queue: failed, maxReceiveCount: 5 },
    });
    const ship = new Function(this, 'Ship', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
      timeout: Duration.minutes(2),
    });
    ship.addEventSource(new SqsEventSource(orders));
  }
}
```

## References
- https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
- https://cwe.mitre.org/data/definitions/837.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.core.value import known, place_of
from goatherd.model.application import Application
from goatherd.model.resource import Queue
from goatherd.model.trigger import Kind

AS_AWS_ADVISES = 6


@check("GOAT0805", sas=8, cwe=837, severity=LOW, since="0.1")
def message_comes_back_too_early(queue: Queue, app: Application) -> Iterator[Finding]:
    visible = known(queue.visibility_timeout)
    for function, trigger in app.triggers():
        timeout = known(function.timeout)
        if trigger.kind != Kind.SQS or trigger.source != queue.id or visible is None or timeout is None:
            continue
        if visible < timeout:
            yield Finding(
                span=place_of(queue.visibility_timeout, queue.span),
                message=f"Queue {queue.id} hands a message out again after {visible} seconds, "
                f"while function {function.id} may work on it for {timeout}",
                remedy=f"Set the queue's visibility timeout to {timeout * AS_AWS_ADVISES} seconds, "
                "six times the function's timeout.",
            )
