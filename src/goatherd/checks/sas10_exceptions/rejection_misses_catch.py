"""A promise is returned out of a `try`, whose `catch` does not hear when it is rejected.

## Why it matters
`return work()` leaves the `try` before the work is done. What goes wrong in it, a malformed body or a table that does
not answer, passes by the `catch` that was written for it: nothing is logged with it, and callers get the platform's
502, which pages cannot read since it has no CORS headers, or no answer at all.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /orders, Method: post}}
```
```javascript index.js
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDBClient({});

async function create(event) {
  const { id } = JSON.parse(event.body);
  await client.send(new PutItemCommand({ TableName: 'orders', Item: { id: { S: id } } }));
  return { statusCode: 201 };
}

exports.handler = async (event) => {
  try {
    return create(event); // GOAT1012
  } catch (error) {
    console.error('not created', error);
    return { statusCode: 500, headers: { 'Access-Control-Allow-Origin': 'https://shop.example.org' } };
  }
};
```

## Fixed
```javascript index.js
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDBClient({});

async function create(event) {
  const { id } = JSON.parse(event.body);
  await client.send(new PutItemCommand({ TableName: 'orders', Item: { id: { S: id } } }));
  return { statusCode: 201 };
}

exports.handler = async (event) => {
  try {
    return await create(event);
  } catch (error) {
    console.error('not created', error);
    return { statusCode: 500, headers: { 'Access-Control-Allow-Origin': 'https://shop.example.org' } };
  }
};
```

## Fixed, or never broken: whoever calls has a `try` of its own, the promise handles what goes wrong, or nothing does
```javascript index.js
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDBClient({});

async function store(id) {
  try {
    return client.send(new PutItemCommand({ TableName: 'orders', Item: { id: { S: id } } }));
  } catch (error) {
    return null;
  }
}

async function refuse() {
  return { statusCode: 405 };
}

async function create(event) {
  const { id } = JSON.parse(event.body);
  await store(id);
  return { statusCode: 201 };
}

exports.handler = async (event) => {
  try {
    if (event.requestContext.http.method === 'HEAD') return refuse();
    if (event.requestContext.http.method === 'GET') return event.queryStringParameters.ids.filter((id) => id);
    if (event.requestContext.http.method === 'PUT') return create(event).catch(() => ({ statusCode: 400 }));
    return await create(event);
  } catch (error) {
    return { statusCode: 500 };
  }
};
```

## Remedy
Write `return await …` inside of the `try`.

## References
- https://developer.mozilla.org/docs/Web/JavaScript/Reference/Statements/async_function
- https://cwe.mitre.org/data/definitions/755.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding, Kind
from goatherd.core.wording import counted
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT1012", sas=10, cwe=755, severity=LOW, since="0.1")
def rejection_misses_catch(function: Function, app: Application) -> Iterator[Finding]:
    places = sorted(app.behaviour(function).escaped)
    if not places or not any(trigger.is_http for trigger in function.triggers):
        return
    yield Finding(
        span=places[0],
        locations=tuple(places[1:]),
        message=f"{function.id} returns promises out of a try in {counted(len(places), 'place')}: "
        "what they are rejected with misses its catch",
        function=function.id,
        one_of=Kind("functions return promises out of a try whose catch misses them", function.id, anywhere=True),
    )
