"""A check of who calls is not awaited.

## Why it matters
An async function never raises to its caller: what it throws only rejects the promise that it gives. Where nobody awaits
that, the handler goes on and does for everybody what the check was to keep from them; the rejection comes too late, as
a line in the log. A promise that is tested itself (`if (isAdmin(event))`) is always true, and a coroutine of Python
that is not awaited does not even run.

A function counts as such a check that makes callers prove who they are or says who they are, denies by throwing (401,
403, "Forbidden"), or is called like one (`requireRole`), and does no work of its own.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Remove:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Delete: {Type: HttpApi, Properties: {Path: /orders, Method: delete}}
```
```javascript index.js
const { DynamoDBClient, DeleteItemCommand } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDBClient({});

const requireRole = async (event, roles) => {
  const { role } = event.requestContext.authorizer.jwt.claims;
  if (!roles.includes(role)) {
    throw new Error('only for some');
  }
};

exports.handler = async (event) => {
  try {
    requireRole(event, ['ADMIN']); // GOAT0232
  } catch (error) {
    return { statusCode: 403 };
  }
  await client.send(new DeleteItemCommand({ TableName: 'orders', Key: { id: { S: event.queryStringParameters.id } } }));
  return { statusCode: 204 };
};
```

## Fixed
```javascript index.js
const { DynamoDBClient, DeleteItemCommand } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDBClient({});

const requireRole = async (event, roles) => {
  const { role } = event.requestContext.authorizer.jwt.claims;
  if (!roles.includes(role)) {
    throw new Error('only for some');
  }
};

exports.handler = async (event) => {
  try {
    await requireRole(event, ['ADMIN']);
  } catch (error) {
    return { statusCode: 403 };
  }
  await client.send(new DeleteItemCommand({ TableName: 'orders', Key: { id: { S: event.queryStringParameters.id } } }));
  return { statusCode: 204 };
};
```

## Vulnerable, where the promise is tested
```javascript index.js
const isAdmin = async (event) => event.requestContext.authorizer.jwt.claims.role === 'ADMIN';
const audit = async (event) => console.log(event.requestContext.requestId);

exports.handler = async (event) => {
  audit(event);
  if (!isAdmin(event)) { // GOAT0232
    return { statusCode: 403 };
  }
  return { statusCode: 204 };
};
```

## Fixed, where the promise is tested
```javascript index.js
const isAdmin = async (event) => event.requestContext.authorizer.jwt.claims.role === 'ADMIN';
const audit = async (event) => console.log(event.requestContext.requestId);

exports.handler = async (event) => {
  audit(event);
  if (!(await isAdmin(event))) {
    return { statusCode: 403 };
  }
  return { statusCode: 204 };
};
```

## Vulnerable, where the rejection is caught and the function goes on
```javascript index.js
const authorize = async (event) => {
  if (event.headers['x-key'] !== process.env.API_KEY) {
    throw new Error('Forbidden');
  }
};

exports.handler = async (event) => {
  authorize(event).catch(() => ({ statusCode: 403 })); // GOAT0232
  return { statusCode: 204 };
};
```

## Fixed, where the rejection is caught
```javascript index.js
const authorize = async (event) => {
  if (event.headers['x-key'] !== process.env.API_KEY) {
    throw new Error('Forbidden');
  }
};

exports.handler = async (event) => authorize(event)
  .then(() => ({ statusCode: 204 }))
  .catch(() => ({ statusCode: 403 }));
```

## Fixed, without a promise
```javascript index.js
const authorize = (event) => {
  if (event.headers['x-key'] !== process.env.API_KEY) {
    throw new Error('Forbidden');
  }
};

exports.handler = async (event) => {
  authorize(event);
  return { statusCode: 204 };
};
```

## Vulnerable, in Python
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Remove:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Delete: {Type: HttpApi, Properties: {Path: /orders, Method: delete}}
```
```python app.py
import asyncio


async def require_role(event, role):
    if event["requestContext"]["authorizer"]["jwt"]["claims"]["role"] != role:
        raise PermissionError(role)


async def remove(event):
    require_role(event, "admin")  # GOAT0232
    return {"statusCode": 204}


def handler(event, context):
    return asyncio.run(remove(event))
```

## Fixed, in Python
```python app.py
import asyncio


async def require_role(event, role):
    if event["requestContext"]["authorizer"]["jwt"]["claims"]["role"] != role:
        raise PermissionError(role)


async def remove(event):
    await require_role(event, "admin")
    return {"statusCode": 204}


def handler(event, context):
    return asyncio.run(remove(event))
```

## Remedy
Await the check before anything that it is to protect.

## Remedy in Python
Write `await` before the call; warnings tell of coroutines that were never awaited.

## Remedy in JavaScript
Write `await` before the call, inside of the `try` that answers; the rule `no-floating-promises` of typescript-eslint
finds the others.

## References
- https://typescript-eslint.io/rules/no-floating-promises/
- https://cwe.mitre.org/data/definitions/285.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0232", sas=2, cwe=285, severity=HIGH, since="0.1")
def check_not_awaited(function: Function, app: Application) -> Iterator[Finding]:
    for call in app.behaviour(function).unawaited:
        goes_on = "its promise is tested, which is always true" if call.tested else "what it refuses goes on"
        yield Finding(
            span=call.span,
            message=f"Nobody awaits what {call.name}() finds out about the caller: {goes_on}",
            function=function.id,
            whatever_source=True,
        )
