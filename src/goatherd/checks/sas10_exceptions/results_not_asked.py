"""Errors of work done side by side are thrown away with its results.

## Why it matters
`Promise.allSettled`, `asyncio.gather(…, return_exceptions=True)` and the pools of `concurrent.futures` raise nothing
themselves: an error is a part of the results. Where nobody looks at those, messages that were not sent and records that
were not written count as done, without a retry and without a trace.

Not reported where the work handles its own errors, nor where all of it are messages to clients that are connected, some
of which have always gone by then.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::SQS::Queue
  Tell:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
```
```python app.py
from concurrent.futures import ThreadPoolExecutor

import boto3

queue = boto3.client("sqs")


def tell(order):
    queue.send_message(QueueUrl="orders", MessageBody=order)


def handler(event, context):
    with ThreadPoolExecutor(8) as pool:
        pool.map(tell, event["orders"])  # GOAT1011
    return {"told": len(event["orders"])}
```

## Fixed
```python app.py
from concurrent.futures import ThreadPoolExecutor

import boto3

queue = boto3.client("sqs")


def tell(order):
    queue.send_message(QueueUrl="orders", MessageBody=order)


def handler(event, context):
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(tell, event["orders"]))
    return {"told": len(told)}
```

## Fixed, the work says itself what went wrong
```python app.py
import asyncio
import logging

import httpx


async def tell(client, order):
    try:
        await client.post("https://orders.example.com", json=order)
    except httpx.HTTPError:
        logging.exception("order was not told")


async def tell_all(orders):
    async with httpx.AsyncClient() as client:
        await asyncio.gather(*(tell(client, order) for order in orders), return_exceptions=True)


def handler(event, context):
    asyncio.run(tell_all(event["orders"]))
```

## Vulnerable in JavaScript
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Tell:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
```
```javascript app.js
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');

const queue = new SQSClient({});

exports.handler = async (event) => {
  const sent = event.orders.map((order) => queue.send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: order })));
  await Promise.allSettled(sent); // GOAT1011
  return { told: event.orders.length };
};
```

## Fixed in JavaScript
```javascript app.js
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');

const queue = new SQSClient({});

exports.handler = async (event) => {
  const sent = event.orders.map((order) => queue.send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: order })));
  const results = await Promise.allSettled(sent);
  results.filter((one) => one.status === 'rejected').forEach((one) => console.error(one.reason));
  return { told: results.length };
};
```

## Fixed, the work is handed in by who handles its errors
```javascript app.js
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');

const queue = new SQSClient({});

async function inBatches(items, each) {
  for (let at = 0; at < items.length; at += 10) {
    await Promise.allSettled(items.slice(at, at + 10).map(each));
  }
}

exports.handler = async (event) => {
  await inBatches(event.orders, async (order) => {
    try {
      await queue.send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: order }));
    } catch (error) {
      console.error('not told', error);
    }
  });
};
```

## Vulnerable, beside messages to clients
```javascript app.js
const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi');
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');

const clients = new ApiGatewayManagementApiClient({});
const queue = new SQSClient({});
const tell = (id, Data) => clients.send(new PostToConnectionCommand({ ConnectionId: id, Data }));

exports.handler = async (event) => {
  const work = event.clients.map((id) => tell(id, event.order));
  work.push(queue.send(new SendMessageCommand({ QueueUrl: 'orders', MessageBody: event.order })));
  await Promise.allSettled(work); // GOAT1011
};
```

## Fixed, nothing but messages to clients, of whom some have gone
```javascript app.js
const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi');
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');

const clients = new ApiGatewayManagementApiClient({});
const queue = new SQSClient({});
const tell = (id, Data) => clients.send(new PostToConnectionCommand({ ConnectionId: id, Data }));

exports.handler = async (event) => {
  await queue.send(new SendMessageCommand({ QueueUrl: 'orders', MessageBody: event.order }));
  await Promise.allSettled(event.clients.map((id) => tell(id, event.order)));
};
```

## Remedy
Look at the results: log each error, and report what was not done as not done.

## Remedy in Python
Go through what `map` returns, call `result()` of each future, or ask which results of `gather` are exceptions.

## Remedy in JavaScript
Ask which results have the status `rejected`, or use `Promise.all`.

## References
- https://cwe.mitre.org/data/definitions/252.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT1011", sas=10, cwe=252, severity=LOW, since="0.1")
def results_not_asked(function: Function, app: Application) -> Iterator[Finding]:
    for place, what in sorted(app.behaviour(function).unasked_results):
        message = f"Nobody looks at the results of {what}: what fails there is dropped without a word"
        yield Finding(span=place, message=message, function=function.id)
