"""Malformed input ends a function with an exception that nothing handles.

## Why it matters
Anybody makes the function fail: the caller gets a bare error of the gateway, the stack goes to the log, and failures of
the function's own drown among those that strangers cause, until nobody looks at the alarm. All functions of a scan are
one finding with all places.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Share:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /share, Method: post}}
```
```python app.py
import json

def handler(event, context):
    asked = json.loads(event["body"])  # GOAT1005
    people = int(asked["people"])
    return {"statusCode": 200, "body": str(100 / people)}
```

## Fixed
```python app.py
import contextlib
import json

def handler(event, context):
    with contextlib.suppress(ValueError):
        print(len(json.loads(event["body"])))
    try:
        people = int(json.loads(event["body"])["people"])
    except (KeyError, TypeError, ValueError):
        return {"statusCode": 400, "body": "How many people?"}
    page = event["queryStringParameters"]["page"]
    first = int(page) if page.isdigit() else 1
    return {"statusCode": 200, "body": str(100 / max(people, first))}
```

## Vulnerable, in JavaScript
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Share:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /share, Method: post}}
```
```javascript app.js
const read = (event) => JSON.parse(event.body);  // GOAT1005

exports.handler = async (event) => ({ statusCode: 200, body: String(100 / read(event).people) });
```

## Fixed, where whoever calls handles it
```javascript app.js
const read = (event) => JSON.parse(event.body);
const later = async (event) => JSON.parse(event.body);

exports.handler = async (event) => {
  const people = await later(event).catch(() => ({}));
  try {
    return { statusCode: 200, body: String(100 / read(event).people + people.length) };
  } catch {
    return { statusCode: 400, body: 'How many people?' };
  }
};
```

## Fixed, wrapped by a library that may handle it
```javascript app.js
const { answering } = require('@acme/errors');

exports.handler = answering(async (event) => ({ statusCode: 200, body: String(100 / JSON.parse(event.body).people) }));
```

## Fixed, behind a framework, which answers it
```javascript app.js
const express = require('express');
const serverless = require('serverless-http');

const app = express();
app.use((req, res, next) => {
  req.parsed = JSON.parse(req.body);
  next();
});
app.post('/share', (req, res) => res.json({ share: 100 / JSON.parse(req.body).people }));
exports.handler = serverless(app);
```

## Fixed, for callers that the application knows
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Share:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /share, Method: post, Auth: {Authorizer: AWS_IAM}}}
```
```javascript app.js
exports.handler = async (event) => ({ statusCode: 200, body: String(100 / JSON.parse(event.body).people) });
```

## Fixed, for callers who have signed what they send
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Share:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /share, Method: post}}
```
```python app.py
import hashlib
import hmac
import json
import os


def handler(event, context):
    signature = hmac.new(os.environ["KEY"].encode(), event["body"].encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(signature, event["headers"]["x-signature"]):
        return {"statusCode": 401}
    return {"statusCode": 200, "body": str(100 / json.loads(event["body"])["people"])}
```

## Remedy
Catch what parsing and converting raise, answer with status 400 and a sentence of your own.

## References
- https://cwe.mitre.org/data/definitions/248.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.callers import authenticates
from goatherd.core.finding import INFO, Finding, Kind
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT1005", sas=10, cwe=248, severity=INFO, since="0.1")
def malformed_input_unhandled(function: Function, app: Application) -> Iterator[Finding]:
    behaviour = app.behaviour(function)
    raised = sorted(behaviour.unhandled)
    if raised and not authenticates(behaviour):
        span, call, path = raised[0]
        name = call.removeprefix("builtins.")
        yield Finding(
            span=span,
            locations=tuple(place for place, _, _ in raised[1:]),
            message=f"{name} raises an error over a malformed {path}, and nothing handles it",
            function=function.id,
            one_of=Kind("functions let errors over malformed requests go unhandled", function.id, anywhere=True),
        )
