"""A caller's token is decoded without checking its signature.

## Why it matters
Decoding only reads what the token says of itself, and anybody can write one: with another user's name, with the role of
an administrator. Only a checked signature says who wrote it. Claims that nothing depends on are not reported, nor
tokens that an authorizer has verified before; where only some routes to the function have one, the finding weighs less.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Account:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /account, Method: get}}
```
```python app.py
import base64
import json

def handler(event, context):
    token = event["headers"]["authorization"]
    claims = json.loads(base64.b64decode(token.split(".")[1]))  # GOAT0220
    return {"statusCode": 200, "body": claims["sub"]}
```

## Fixed
```python app.py
import os

import jwt

def handler(event, context):
    token = event["headers"]["authorization"]
    claims = jwt.decode(token, os.environ["PUBLIC_KEY"], algorithms=["RS256"])
    return {"statusCode": 200, "body": claims["sub"]}
```

## Vulnerable, with a library
```python app.py
import jwt

KEYS = {}

def handler(event, context):
    token = event["headers"]["authorization"]
    claims = jwt.decode(token, KEYS["public"], options={"verify_signature": False})  # GOAT0220
    return {"statusCode": 200, "body": claims["sub"]}
```
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Account:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /account, Method: get}}
```

## Vulnerable, where a claim chooses what is read
```python app.py
import base64
import json

import boto3

orders = boto3.resource("dynamodb").Table("orders")

def handler(event, context):
    part = event["headers"]["authorization"].split(".")[1]
    claims = json.loads(base64.b64decode(part + "=="))  # GOAT0220
    orders.delete_item(Key={"user": claims["sub"]})
    return {"statusCode": 204}
```
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Account:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /account, Method: get}}
```

## Fixed, or never broken: a claim that is only told
```python app.py
import base64
import json

def handler(event, context):
    part = event["headers"]["authorization"].split(".")[1]
    claims = json.loads(base64.b64decode(part + "=="))
    print("a visit of", claims["iss"])
    return {"statusCode": 204}
```

## Fixed, after a look at who issued it
```python app.py
from jose import jwt

KEYS = {}

def handler(event, context):
    token = event["headers"]["authorization"]
    issuer = jwt.get_unverified_claims(token)["iss"]
    claims = jwt.decode(token, KEYS[issuer], algorithms=["RS256"])
    return {"statusCode": 200, "body": claims["sub"]}
```

## Fixed, with a library
```python app.py
import jwt

KEYS = {}

def handler(event, context):
    token = event["headers"]["authorization"]
    claims = jwt.decode(token, KEYS["public"], algorithms=["RS256"], options={"require": ["exp"]})
    return {"statusCode": 200, "body": claims["sub"]}
```

## Vulnerable, in JavaScript
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Account:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /account, Method: get}}
```
```javascript index.js
const jwt = require("jsonwebtoken");

exports.handler = async (event) => {
  const claims = jwt.decode(event.headers.authorization); // GOAT0220
  return { statusCode: 200, body: claims.sub };
};
```

## Vulnerable, in JavaScript, where a claim is handed on
```javascript index.js
const { InvokeCommand, LambdaClient } = require("@aws-sdk/client-lambda");
const jose = require("node-jose");

const lambda = new LambdaClient({});

exports.handler = async (event) => {
  const part = event.headers.authorization.split(".")[1];
  const { username } = JSON.parse(jose.util.base64url.decode(part)); // GOAT0220
  await lambda.send(new InvokeCommand({ FunctionName: "cancel", Payload: JSON.stringify({ user: username }) }));
  return { statusCode: 204 };
};
```
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Account:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /account, Method: get}}
```

## Fixed, in JavaScript
```javascript index.js
const jwt = require("jsonwebtoken");

exports.handler = async (event) => {
  const claims = jwt.verify(event.headers.authorization, process.env.PUBLIC_KEY, { algorithms: ["RS256"] });
  return { statusCode: 200, body: claims.sub };
};
```

## Remedy
Verify the signature with the issuer's key and name the algorithms that you accept, or let an authorizer of the API do
it.

## Remedy in Python
With PyJWT: `jwt.decode(token, key, algorithms=["RS256"], audience=…)`.

## Remedy in JavaScript
With jsonwebtoken: `jwt.verify(token, key, { algorithms: ["RS256"], audience })`; for Cognito's there is aws-jwt-verify.

## References
- https://datatracker.ietf.org/doc/html/rfc8725
- https://cwe.mitre.org/data/definitions/347.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core.confidence import Reasons, one_of_several
from goatherd.core.finding import HIGH, Finding
from goatherd.model.flow import Flow
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger


@check("GOAT0220", sas=2, cwe=347, severity=HIGH, since="0.1")
def token_not_verified(flow: Flow) -> Iterator[Finding]:
    if flow.kind == "jwt" and not _verified_before(flow):
        finding = flow.finding(f"The token in {flow.source.path} is trusted without checking its signature")
        yield evolve(finding, reasons=(*finding.reasons, *_of_other_routes(flow.function)))


def _verified_before(flow: Flow) -> bool:
    """Whether the platform has refused whoever shows a forged token there."""
    trigger = flow.source.trigger
    if trigger is not None and trigger.kind == Kind.CALLABLE:
        return "headers.authorization" in flow.source.path.lower()  # a caller without one gets in, not with a false one
    return trigger is not None and _asks(trigger)


def _asks(trigger: Trigger) -> bool:
    return trigger.authorizer is not None and trigger.exposure < Exposure.ANONYMOUS


def _of_other_routes(function: Function) -> Reasons:
    """Where some routes are behind an authorizer, the code that decodes may only serve those."""
    routes = [trigger for trigger in function.triggers if trigger.is_http]
    closed = [trigger for trigger in routes if _asks(trigger)]
    opened = [trigger for trigger in routes if not _asks(trigger)]
    if not closed or any("{" in trigger.path for trigger in opened):
        return ()
    words = f"{len(closed)} of {len(routes)} routes to {function.id} are behind an authorizer, which verifies tokens"
    return one_of_several(words, opened[0].span)
