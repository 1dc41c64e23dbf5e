"""A consumer logs what fails and goes on, and the message is deleted.

## Why it matters
A queue keeps a message until its function ends well. When the order cannot be stored or the payment is refused, and
the function only says so in its log, the queue takes the message for dealt with: nothing tries it again, no dead-letter
queue holds it, and whoever makes one step fail makes what was to follow vanish.

Reported where errors of everything that a consumer stores, changes or sends end in handlers that only log them. A
handler that raises, that writes down what became of the message, or that gives the ids of failed messages back is none
of these. For topics, buckets, buses, streams and databases, which try again a few times or hold up what follows, going
on may be what is wanted.

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
      Events:
        Order: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
```
```python app.py
import json

import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    for record in event["Records"]:
        try:
            table.put_item(Item=json.loads(record["body"]))
        except Exception as error:  # GOAT1006
            print(f"order was not stored: {error}")
    return {"statusCode": 200}
```

## Fixed
```python app.py
import json

import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    failed = []
    for record in event["Records"]:
        try:
            table.put_item(Item=json.loads(record["body"]))
        except Exception as error:
            print(f"order was not stored: {error}")
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
```

## Fixed, or never broken: only what follows is optional
```python app.py
import json

import boto3

table = boto3.resource("dynamodb").Table("orders")
topic = boto3.client("sns")


def handler(event, context):
    for record in event["Records"]:
        table.put_item(Item=json.loads(record["body"]))
        try:
            topic.publish(TopicArn="arn:aws:sns:eu-west-1:123456789012:news", Message="an order")
        except Exception as error:
            print(f"nobody was told: {error}")
```

## Vulnerable: an answer that nobody reads
```python app.py
import json

import boto3

table = boto3.resource("dynamodb").Table("orders")


def make_response(status, text):
    return {"statusCode": status, "body": json.dumps(text)}


def handler(event, context):
    try:
        for record in event["Records"]:
            table.put_item(Item=json.loads(record["body"]))
        return make_response(200, "stored")
    except Exception as error:  # GOAT1006
        print(f"order was not stored: {error}")
        return make_response(500, "not stored")
```
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
      Events:
        Order: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
```

## Fixed, or never broken: what failed is kept for later
```python app.py
import json

import boto3

table = boto3.resource("dynamodb").Table("orders")
queue = boto3.client("sqs")


def handler(event, context):
    try:
        for record in event["Records"]:
            table.put_item(Item=json.loads(record["body"]))
        return {"statusCode": 200}
    except Exception as error:
        return try_again(event)


def try_again(event):
    return queue.send_message(QueueUrl="later", MessageBody=json.dumps(event))
```
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
      Events:
        Order: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
```

## Vulnerable: the outcomes are thrown away
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::SQS::Queue
  Store:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Order: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
```
```javascript app.mjs
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

const client = new DynamoDBClient({});

const store = async (record) => {
  await client.send(new PutItemCommand({ TableName: 'orders', Item: JSON.parse(record.body) }));
};

export const handler = async (event) => {
  await Promise.allSettled(event.Records.map(store)); // GOAT1006
};
```

## Fixed: the outcomes are looked at
```javascript app.mjs
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

const client = new DynamoDBClient({});

const store = async (record) => {
  await client.send(new PutItemCommand({ TableName: 'orders', Item: JSON.parse(record.body) }));
};

export const handler = async (event) => {
  const outcomes = await Promise.allSettled(event.Records.map(store));
  const failed = event.Records.filter((_, index) => outcomes[index].status === 'rejected');
  return { batchItemFailures: failed.map((record) => ({ itemIdentifier: record.messageId })) };
};
```

## Vulnerable, in an event of Firestore
```json firebase.json
{"functions": {"source": "functions"}}
```
```json functions/package.json
{"main": "index.js", "engines": {"node": "22"}, "dependencies": {"firebase-functions": "6.0.0"}}
```
```javascript functions/index.js
const { onDocumentCreated } = require("firebase-functions/v2/firestore");
const sendgrid = require("@sendgrid/mail");

exports.welcome = onDocumentCreated("users/{id}", async (event) => {
  try {
    await sendgrid.send({ to: event.data.data().email, from: "shop@shop.example", text: "Welcome!" });
  } catch (error) { // GOAT1006
    console.error("nobody was welcomed", error);
  }
});
```

## Vulnerable, where only the code shows that buckets send the events
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Store:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
```
```python app.py
import boto3

s3 = boto3.client("s3")
table = boto3.resource("dynamodb").Table("uploads")


def handler(event, context):
    sent = event["Records"][0]["s3"]
    try:
        s3.copy_object(Bucket="kept", Key="last", CopySource=sent["object"]["key"])
        table.put_item(Item={"id": sent["object"]["key"]})
        return {"statusCode": 200}
    except Exception as error:  # GOAT1006
        print(f"upload was not stored: {error}")
        return {"statusCode": 500, "body": str(error)}
```

## Fixed, or never broken: who invokes the function reads what it answers
```python app.py
import boto3

table = boto3.resource("dynamodb").Table("uploads")


def handler(event, context):
    try:
        table.put_item(Item={"id": event["upload"]["key"]})
        return {"statusCode": 200}
    except Exception as error:
        print(f"upload was not stored: {error}")
        return {"statusCode": 500}
```

## Remedy
Let the error leave the function, or give the ids of the messages that failed back and set
`FunctionResponseTypes` to `ReportBatchItemFailures`, with a dead-letter queue for what keeps failing.

## Remedy in Terraform
Let the error leave the function, or give the ids of the messages that failed back and set
`function_response_types = ["ReportBatchItemFailures"]`, with a `redrive_policy` for what keeps failing.

## Remedy in the Serverless Framework
Let the error leave the function, or give the ids of the messages that failed back and set
`functionResponseType: ReportBatchItemFailures`, with a `RedrivePolicy` for what keeps failing.

## Remedy in the CDK
Let the error leave the function, or give the ids of the messages that failed back and set
`reportBatchItemFailures: true`, with a `deadLetterQueue` for what keeps failing.

## Remedy in Python
The ids go back as `{"batchItemFailures": [{"itemIdentifier": record["messageId"]}, …]}`.

## Remedy in JavaScript
The ids go back as `{ batchItemFailures: [{ itemIdentifier: record.messageId }, …] }`.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
- https://cwe.mitre.org/data/definitions/755.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.confidence import owners_choice
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.trigger import BACKGROUND_KINDS, CONSUMER_KINDS, Kind

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.flow import Behaviour
    from goatherd.model.function import Function

_FEW_TRIES = "what brings the event tries again a few times at most"
_UNSAID = frozenset({Kind.DIRECT, Kind.UNKNOWN})  # the code looks for records
_STREAMS = frozenset({Kind.DYNAMODB, Kind.KINESIS})  # where a message that fails holds up all that follow
_CONNECTIONS = "apigatewaymanagementapi"
_READS = ("Get", "BatchGet", "List", "Query", "Scan", "Describe", "Head")
_KEPT_UNTIL_DONE = frozenset({Kind.SQS, Kind.MQ, Kind.AZURE_QUEUE, Kind.SERVICE_BUS})


@check("GOAT1006", sas=10, cwe=755, severity=LOW, since="0.1")
def message_lost_on_error(app: Application) -> Iterator[Finding]:
    """Of events for which nobody waits, one finding: what becomes of errors there is one habit."""
    together: dict[Span, str] = {}
    for function in app.functions:
        behaviour = app.behaviour(function)
        places = sorted(set(behaviour.goes_on) - set(behaviour.swallowed))
        kinds = {trigger.kind for trigger in function.triggers}
        if kinds & CONSUMER_KINDS <= _STREAMS and _only_pushes(behaviour):
            continue
        if places and kinds & CONSUMER_KINDS:
            yield _of_messages(function, places, kept=bool(kinds & _KEPT_UNTIL_DONE))
        elif places and kinds <= _UNSAID:
            yield _of_messages(function, places, kept=False)
        elif kinds & BACKGROUND_KINDS:
            together |= dict.fromkeys(places, function.id)
    if together:
        first, *others = sorted(together)
        names = list(dict.fromkeys(together[place] for place in (first, *others)))
        yield Finding(
            span=first,
            locations=tuple(others),
            message=f"What {listed(names)} {'fail' if len(names) > 1 else 'fails'} to do is only logged, and the event "
            "is taken for dealt with",
            function=names[0] if len(names) == 1 else "",
            reasons=owners_choice(_FEW_TRIES),
        )


def _only_pushes(behaviour: Behaviour) -> bool:
    """Whether all that it does in the cloud is to tell pages that are open: one that has closed needs no second try."""
    done = [call for call in behaviour.aws_calls if not call.operation.startswith(_READS)]
    return any(call.service == _CONNECTIONS for call in done) and all(
        call.service == _CONNECTIONS or call.operation == "DeleteItem" for call in done
    )


def _of_messages(function: Function, places: list[Span], *, kept: bool) -> Finding:
    return Finding(
        span=places[0],
        locations=tuple(places[1:]),
        message=f"What {function.id} fails to do is only logged, and the message is taken for dealt with",
        function=function.id,
        reasons=() if kept else owners_choice(_FEW_TRIES),
    )
