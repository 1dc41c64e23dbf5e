"""A request is refused, and the function goes on.

## Why it matters
The function that builds the response only returns it. Where nobody returns it further, the check that failed changes
nothing: what it should keep out reaches the code behind it.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Convert:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /convert, Method: get}}
```
```javascript index.js
const refuse = (message) => ({ statusCode: 400, body: JSON.stringify({ message }) });

exports.handler = async (event) => {
  const { format } = event.queryStringParameters;
  if (!['png', 'gif'].includes(format)) {
    refuse('there is no such format'); // GOAT0121
  }
  return { statusCode: 200, body: await convert(format) };
};
```

## Fixed
```javascript index.js
const refuse = (message) => ({ statusCode: 400, body: JSON.stringify({ message }) });

exports.handler = async (event) => {
  const { format } = event.queryStringParameters;
  if (!['png', 'gif'].includes(format)) {
    return refuse('there is no such format');
  }
  return { statusCode: 200, body: await convert(format) };
};
```

## Fixed, where the response is given to a callback
```javascript index.js
exports.handler = (event, context, callback) => {
  const answer = (statusCode, body) => {
    const response = { statusCode, body };
    callback(null, response);
    return response;
  };
  if (event.queryStringParameters.format !== 'png') {
    answer(400, 'there is no such format');
  } else {
    answer(200, 'done');
  }
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
        Delete: {Type: HttpApi, Properties: {Path: /order, Method: delete}}
```
```python app.py
import boto3

orders = boto3.resource("dynamodb").Table("orders")


def answer(status, text):
    return {"statusCode": status, "body": text}


def handler(event, context):
    if event["requestContext"]["authorizer"]["role"] != "admin":
        answer(403, "only administrators may do this")  # GOAT0121
    orders.delete_item(Key={"id": event["queryStringParameters"]["id"]})
    return answer(200, "removed")
```

## Fixed, in Python
```python app.py
import boto3

orders = boto3.resource("dynamodb").Table("orders")


def answer(status, text):
    return {"statusCode": status, "body": text}


def handler(event, context):
    if event["requestContext"]["authorizer"]["role"] != "admin":
        return answer(403, "only administrators may do this")
    orders.delete_item(Key={"id": event["queryStringParameters"]["id"]})
    return answer(200, "removed")
```

## Remedy
Return the response (`return refuse(…)`), or end the request with an error.

## Remedy in Python
An error is raised: `raise Refused()`.

## Remedy in JavaScript
An error is thrown: `throw new Refused()`.

## References
- https://cwe.mitre.org/data/definitions/705.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0121", sas=1, cwe=705, severity=MEDIUM, since="0.1")
def refusal_dropped(function: Function, app: Application) -> Iterator[Finding]:
    for span in sorted(app.behaviour(function).dropped):
        yield Finding(
            span=span,
            message="The response that refuses the request is made and not returned: the function goes on",
            function=function.id,
            whatever_source=True,
        )
