"""A function answers before its work is done.

## Why it matters
Lambda and Cloud Functions stop a function as soon as the promise of its handler resolves. What was begun and not waited
for, a mail, a message, an entry that says who did what, is sent with the next call, minutes later or never, and
nothing tells of it when it fails.

## Vulnerable
```yaml serverless.yml
service: shop
provider: {name: aws, runtime: nodejs22.x}
functions:
  order:
    handler: app.handler
    events: [{httpApi: POST /orders}]
```
```javascript app.js
const { SESClient, SendEmailCommand } = require('@aws-sdk/client-ses');

const ses = new SESClient({});

exports.handler = async (event) => {
  const order = JSON.parse(event.body).mail;
  ses.send(new SendEmailCommand({ Source: 'me@shop.example', Destination: { ToAddresses: [order] } })); // GOAT1009
  return { statusCode: 202 };
};
```

## Fixed
```javascript app.js
const { SESClient, SendEmailCommand } = require('@aws-sdk/client-ses');

const ses = new SESClient({});

exports.handler = async (event) => {
  const order = JSON.parse(event.body).mail;
  await ses.send(new SendEmailCommand({ Source: 'me@shop.example', Destination: { ToAddresses: [order] } }));
  return { statusCode: 202 };
};
```

## Vulnerable, a function of one's own
```javascript app.js
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');

const db = new DynamoDBClient({});

async function note(order) {
  await db.send(new PutItemCommand({ TableName: 'orders', Item: { id: { S: order.id } } }));
}

exports.handler = async (event) => {
  note(JSON.parse(event.body)); // GOAT1009
  return { statusCode: 202 };
};
```

## Fixed, all at once
```javascript app.js
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');

const db = new DynamoDBClient({});

async function note(order) {
  await db.send(new PutItemCommand({ TableName: 'orders', Item: { id: { S: order.id } } }));
}

exports.handler = async (event) => {
  await Promise.all(JSON.parse(event.body).map(note));
  return { statusCode: 202 };
};
```

## Fixed, what answers the request is waited for
```yaml serverless.yml
service: shop
provider: {name: aws, runtime: nodejs22.x}
functions:
  api:
    handler: app.handler
    events: [{httpApi: "*"}]
```
```javascript app.js
const express = require('express');
const serverless = require('serverless-http');
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');

const db = new DynamoDBClient({});
const app = express();

async function note(res, id) {
  await db.send(new PutItemCommand({ TableName: 'orders', Item: { id: { S: id } } }));
  res.status(201).end();
}

app.post('/orders/:id', async (req, res) => {
  note(res, req.params.id);
});
exports.handler = serverless(app);
```

## Remedy
Wait for it before the function answers, or hand it to a queue that another function works off.

## Remedy in Python
`await` waits for one, `await asyncio.gather(…)` for several.

## Remedy in JavaScript
`await` waits for one, `await Promise.all(…)` for several.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
- https://cwe.mitre.org/data/definitions/662.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT1009", sas=10, cwe=662, severity=LOW, since="0.1")
def work_left_behind(function: Function, app: Application) -> Iterator[Finding]:
    left = dict(sorted(app.behaviour(function).left_work))
    if not left or any(trigger.kind.startswith("azure") for trigger in function.triggers):
        return  # a host of Azure's goes on
    first, *others = left
    names = listed(list(dict.fromkeys(left.values())), 3)
    yield Finding(
        span=first,
        locations=tuple(others),
        message=f"Nothing waits for {names}: the function may be stopped before it is done",
        function=function.id,
    )
