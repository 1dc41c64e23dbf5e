"""A message that is delivered twice is paid twice.

## Why it matters
Queues, topics and buses deliver every message at least once, now and then twice, and once more whenever the function
fails or runs out of time after it has called the payment provider. Without an idempotency key the provider takes the
second request for a new one: the card is charged again, the money is sent again.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::SQS::Queue
  Charge:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Order: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
```
```javascript app.mjs
import Stripe from 'stripe';

const stripe = new Stripe(process.env.STRIPE_KEY);

export const handler = async (event) => {
  for (const record of event.Records) {
    const order = JSON.parse(record.body);
    await stripe.paymentIntents.create({ // GOAT0922
      amount: order.amount,
      currency: 'eur',
      payment_method: order.card,
      confirm: true,
    });
  }
};
```

## Fixed
```javascript app.mjs
import Stripe from 'stripe';

const stripe = new Stripe(process.env.STRIPE_KEY);

export const handler = async (event) => {
  for (const record of event.Records) {
    const order = JSON.parse(record.body);
    await stripe.paymentIntents.create(
      { amount: order.amount, currency: 'eur', payment_method: order.card, confirm: true },
      { idempotencyKey: order.id },
    );
  }
};
```

## Fixed, or never broken: nothing is paid before somebody confirms it
```javascript app.mjs
import Stripe from 'stripe';

const stripe = new Stripe(process.env.STRIPE_KEY);

export const handler = async (event) => {
  for (const record of event.Records) {
    const order = JSON.parse(record.body);
    await stripe.paymentIntents.create({ amount: order.amount, currency: 'eur' });
  }
};
```

## Vulnerable in Python
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::SNS::Topic
  Charge:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Order: {Type: SNS, Properties: {Topic: !Ref Orders}}
```
```python app.py
import json

import stripe


def handler(event, context):
    for record in event["Records"]:
        order = json.loads(record["Sns"]["Message"])
        stripe.Charge.create(amount=order["amount"], currency="eur", source=order["card"])  # GOAT0922
```

## Fixed in Python
```python app.py
import json

import stripe


def handler(event, context):
    for record in event["Records"]:
        order = json.loads(record["Sns"]["Message"])
        stripe.Charge.create(
            amount=order["amount"], currency="eur", source=order["card"], idempotency_key=order["id"]
        )
```

## Remedy
Give the provider an idempotency key made of what the message is about, such as the id of the order, and write down what
was paid before anything else is done.

## Remedy in Python
Give `idempotency_key=` made of what the message is about, such as the id of the order.

## Remedy in JavaScript
Give `{ idempotencyKey: … }` made of what the message is about, such as the id of the order, as the second argument.

## References
- https://docs.stripe.com/api/idempotent_requests
- https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
- https://cwe.mitre.org/data/definitions/837.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.confidence import unseen
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function
from goatherd.model.trigger import CONSUMER_KINDS

if TYPE_CHECKING:
    from goatherd.model.flow import LibraryCall

_PAYS = re.compile(
    r"stripe\b.*\.(charges?|transfers?|payouts?|invoice_?items?|payment_?intents?)\.create(_async)?", re.IGNORECASE
)
_KEYS = frozenset({"1", "options", "idempotency_key"})


@check("GOAT0922", sas=9, cwe=837, severity=MEDIUM, since="0.1")
def payment_made_twice(function: Function, app: Application) -> Iterator[Finding]:
    if not any(trigger.kind in CONSUMER_KINDS for trigger in function.triggers):
        return
    behaviour = app.behaviour(function)
    reads = [call for call in behaviour.aws_calls if call.operation.startswith(("Get", "Query"))]
    asks = any(call.service == "dynamodb" for call in reads)
    for call in behaviour.calls:
        if _pays(call) and _KEYS.isdisjoint(call.arguments):
            yield Finding(
                span=call.span,
                message=f"{function.id} pays again when a message comes again: the payment has no idempotency key",
                function=function.id,
                reasons=unseen("what it reads may tell whether it was paid before") if asks else (),
            )


def _pays(call: LibraryCall) -> bool:
    found = _PAYS.fullmatch(call.name)
    if found is None:
        return False
    # An intent is only paid at once where the request says so.
    intent = found[1].lower().startswith("payment")
    return not intent or any(
        True in call.constants.get(name, ()) for name in ("confirm", "0.confirm", "params.confirm")
    )
