"""A queue gives a message that cannot be processed to its function again and again.

## Why it matters
One message that makes the function fail comes back until it expires, days later, and with it the rest of its batch.
An outsider who can send one such message keeps the function busy and the bill growing.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:  # GOAT0802
    Type: AWS::SQS::Queue
  Ship:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      Events:
        Message: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 5}
  Failed:
    Type: AWS::SQS::Queue
  Ship:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      Events:
        Message: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
```

## Fixed, or never broken: the function catches all that may go wrong, so that no message comes back
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::SQS::Queue
  Ship:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Message: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
```
```javascript app.js
const AWS = require('aws-sdk');
const db = new AWS.DynamoDB.DocumentClient();

exports.handler = async (event, context, callback) => {
  console.log('received', event);
  try {
    for (const record of event.Records) {
      await db.put({ TableName: 'orders', Item: JSON.parse(record.body) }).promise();
    }
  } catch (error) {
    console.error('not stored', error);
  }
  callback();
};
```

## Vulnerable, where something else reads
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Jobs:  # GOAT0802
    Type: AWS::SQS::Queue
  Accept:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      Environment: {Variables: {JOBS: !Ref Jobs}}
```

## Fixed, where the queue is for what failed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Failed:
    Type: AWS::SQS::Queue
  Accept:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Failed.Arn}
      Environment: {Variables: {FAILED: !Ref Failed}}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_sqs_queue" "orders" {  # GOAT0802
  name = "orders"
}
```
```hcl function.tf
resource "aws_lambda_function" "ship" {
  function_name = "ship"
  role          = "arn:aws:iam::123456789012:role/ship"
  runtime       = "python3.13"
  handler       = "app.handler"
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
  name = "orders"
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.failed.arn
    maxReceiveCount     = 5
  })
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
    events:
      - sqs:
          arn: !GetAtt Orders.Arn
resources:
  Resources:
    Orders:  # GOAT0802
      Type: AWS::SQS::Queue
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
    events:
      - sqs:
          arn: !GetAtt Orders.Arn
resources:
  Resources:
    Orders:
      Type: AWS::SQS::Queue
      Properties:
        RedrivePolicy: {deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 5}
    Failed:
      Type: AWS::SQS::Queue
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const orders = new Queue(this, 'Orders');  // GOAT0802
    const ship = new Function(this, 'Ship', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
    });
    ship.addEventSource(new SqsEventSource(orders));
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const failed = new Queue(this, 'Failed');
    const orders = new Queue(this, 'Orders', { deadLetterQueue: { queue: failed, maxReceiveCount: 5 } });
    const ship = new Function(this, 'Ship', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
    });
    ship.addEventSource(new SqsEventSource(orders));
  }
}
```

## Remedy
Add `RedrivePolicy: {deadLetterTargetArn: …, maxReceiveCount: 5}` with a second queue.

## Remedy in Terraform
Add `redrive_policy = jsonencode({ deadLetterTargetArn = …, maxReceiveCount = 5 })` (or
`aws_sqs_queue_redrive_policy`) with a second queue.

## Remedy in the CDK
Add `deadLetterQueue: { queue: …, maxReceiveCount: 5 }` with a second queue.

## References
- https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
- https://cwe.mitre.org/data/definitions/400.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.finding import INFO, LOW, Finding, Kind
from goatherd.core.value import is_false, known, placeholders
from goatherd.model.application import Application
from goatherd.model.resource import Queue
from goatherd.model.trigger import Kind as Source

if TYPE_CHECKING:
    from goatherd.model.function import Function

_AGAIN = "queues give messages that fail to a function again and again: they have no dead-letter queue"
_UNREAD = "queues have no dead-letter queue: messages that a reader cannot process come back until they expire"
# What failed elsewhere ends in these, to be looked at by people.
_NO_WORK = re.compile(r"dlq|dead|fail|error", re.IGNORECASE)


@check("GOAT0802", sas=8, cwe=400, severity=LOW, since="0.1")
def queue_without_dead_letters(queue: Queue, app: Application) -> Iterator[Finding]:
    if not is_false(queue.dead_letter) or queue.is_dead_letter_of:
        return
    reads = [(f, t) for f, t in app.triggers() if t.kind == Source.SQS and t.source == queue.id]
    readers = [f.id for f, trigger in reads if trigger.options.get("partial_batch") or not app.behaviour(f).never_fails]
    if reads and not readers:
        return
    if readers:
        yield Finding(
            span=queue.span,
            message=f"Queue {queue.id} gives messages that fail to function {readers[0]} again and again: "
            "it has no dead-letter queue",
            one_of=Kind(_AGAIN, f"{queue.id} (read by {readers[0]})"),
        )
    elif any(_is_given(function, queue) for function in app.functions) and not _NO_WORK.search(queue.id):
        yield Finding(
            span=queue.span,
            message=f"Queue {queue.id} has no dead-letter queue: messages that its reader cannot process "
            "come back until they expire",
            severity=INFO,
            one_of=Kind(_UNREAD, queue.id),
        )


def _is_given(function: Function, queue: Queue) -> bool:
    """Whether the code is told of the queue, to send to it or to read from it."""
    return any(
        target == queue.id for value in function.environment.values() for target, _ in placeholders(known(value) or "")
    )
