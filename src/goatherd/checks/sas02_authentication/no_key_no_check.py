"""Where there is no key, whoever calls passes as verified.

## Why it matters
The header of a token names the key that it is signed with (`kid`), and whoever makes the token writes the header. Where
no key has that name, the verification is skipped, and the code goes on as after one that succeeded: anybody signs in as
anybody, with a token that they made themselves.

So it is with a secret of the environment that callers have to show. A variable that is not set is nothing, as is a
header that is not sent: they are the same. Reported where the tree does not say that it is set.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Get: {Type: HttpApi, Properties: {Path: /orders, Method: get}}
```
```python app.py
import json
from urllib.request import urlopen

from jose import jwt


def is_signed_in(token):
    keys = json.loads(urlopen("https://shop.eu.auth0.com/.well-known/jwks.json").read())["keys"]
    header = jwt.get_unverified_header(token)
    key = {}
    for one in keys:
        if one["kid"] == header["kid"]:
            key = one
    if key:
        try:
            jwt.decode(token, key, algorithms=["RS256"], audience="orders")
        except jwt.JWTError:
            return False
    return True  # GOAT0250


def handler(event, context):
    if not is_signed_in(event["headers"]["authorization"]):
        return {"statusCode": 401}
    return {"statusCode": 200, "body": "[]"}
```

## Fixed
```python app.py
import json
from urllib.request import urlopen

from jose import jwt


def is_signed_in(token):
    keys = json.loads(urlopen("https://shop.eu.auth0.com/.well-known/jwks.json").read())["keys"]
    header = jwt.get_unverified_header(token)
    key = {}
    for one in keys:
        if one["kid"] == header["kid"]:
            key = one
    if key:
        try:
            jwt.decode(token, key, algorithms=["RS256"], audience="orders")
        except jwt.JWTError:
            return False
        return True
    return False


def handler(event, context):
    if not is_signed_in(event["headers"]["authorization"]):
        return {"statusCode": 401}
    return {"statusCode": 200, "body": "[]"}
```

## Fixed, or never broken: an error is raised behind it
```python app.py
import json
from urllib.request import urlopen

from jose import jwt


def claims_of(token):
    keys = json.loads(urlopen("https://shop.eu.auth0.com/.well-known/jwks.json").read())["keys"]
    header = jwt.get_unverified_header(token)
    key = next((one for one in keys if one["kid"] == header["kid"]), None)
    if key:
        return jwt.decode(token, key, algorithms=["RS256"], audience="orders")
    raise PermissionError("no key of ours")


def handler(event, context):
    return {"statusCode": 200, "body": claims_of(event["headers"]["authorization"])["sub"]}
```

## Vulnerable in JavaScript
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Get: {Type: HttpApi, Properties: {Path: /orders, Method: get}}
```
```javascript app.js
const jwt = require('jsonwebtoken');
const keys = require('./keys.json');

function isSignedIn(token) {
  const { header } = jwt.decode(token, { complete: true });
  const key = keys[header.kid];
  if (key) {
    jwt.verify(token, key, { algorithms: ['RS256'] });
  }
  return true; // GOAT0250
}

exports.handler = async (event) =>
  isSignedIn(event.headers.authorization) ? { statusCode: 200, body: '[]' } : { statusCode: 401 };
```
```json keys.json
{}
```

## Fixed in JavaScript, and callers who may show no token
```javascript app.js
const jwt = require('jsonwebtoken');
const keys = require('./keys.json');

function isSignedIn(token) {
  const { header } = jwt.decode(token, { complete: true });
  const key = keys[header.kid];
  if (!key) return false;
  jwt.verify(token, key, { algorithms: ['RS256'] });
  return true;
}

function asGuest(request, response, next) {
  const token = request.headers.authorization;
  if (token) {
    request.user = jwt.verify(token, process.env.KEY, { algorithms: ['RS256'] });
  }
  next();
}

exports.handler = async (event) =>
  isSignedIn(event.headers.authorization) ? { statusCode: 200, body: '[]' } : asGuest(event, {}, () => null);
```

## Vulnerable, where a variable need not be set
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Bill:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /bill, Method: post}}
```
```javascript app.js
exports.handler = async (event) => {
  if (event.headers['x-secret'] !== process.env.BILLING_SECRET) { // GOAT0250
    return { statusCode: 403 };
  }
  return { statusCode: 200, body: 'billed' };
};
```

## Fixed, where a variable need not be set
```javascript app.js
exports.handler = async (event) => {
  const secret = process.env.BILLING_SECRET;
  if (!secret || event.headers['x-secret'] !== secret) {
    return { statusCode: 403 };
  }
  return { statusCode: 200, body: 'billed' };
};
```

## Vulnerable, where nothing is asked without the variable
```python app.py
import os

SECRET = os.environ.get("HOOK_SECRET")


def handler(event, context):
    shown = event["headers"].get("x-secret")
    if SECRET and shown != SECRET:  # GOAT0250
        return {"statusCode": 401}
    return {"statusCode": 200, "body": "billed"}
```
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Bill:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /bill, Method: post}}
```

## Fixed: the variable is set
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Parameters:
  Secret: {Type: String, NoEcho: true}
Resources:
  Bill:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment: {Variables: {HOOK_SECRET: !Ref Secret}}
      Events:
        Call: {Type: HttpApi, Properties: {Path: /bill, Method: post}}
```

## Remedy
Refuse the token where there is no key for it, and every caller where there is no secret.

## References
- https://datatracker.ietf.org/doc/html/rfc8725
- https://cwe.mitre.org/data/definitions/636.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, LOW, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0250", sas=2, cwe=636, severity=HIGH, since="0.1")
def no_key_no_check(function: Function, app: Application) -> Iterator[Finding]:
    for passed, key in sorted(app.behaviour(function).without_key):
        message = f"Where {key} is empty, the token was not verified, and its caller goes on here as if it was"
        yield Finding(span=passed, message=message, function=function.id)
    if any(trigger.is_http for trigger in function.triggers):
        for passed, variable in sorted(app.behaviour(function).without_secret):
            if variable not in function.environment:
                yield Finding(
                    span=passed,
                    message=f"Where variable {variable} is not set, callers who show no secret are let through here",
                    function=function.id,
                    severity=LOW,
                )
