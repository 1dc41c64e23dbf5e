"""A token that the function signs is valid for ever.

## Why it matters
Whoever once gets hold of the token (from a log, a browser, a former employee) uses it for good: changing the password
or taking a role away changes nothing, and only a new key ends it, for everybody.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Login:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Call: {Type: HttpApi, Properties: {Path: /login, Method: post}}
```
```javascript index.js
const jwt = require('jsonwebtoken');

exports.handler = async (event) => {
  const { user } = JSON.parse(event.body);
  const token = jwt.sign({ user }, process.env.KEY); // GOAT0228
  return { statusCode: 200, body: token };
};
```

## Fixed
```javascript index.js
const jwt = require('jsonwebtoken');

exports.handler = async (event) => {
  const { user } = JSON.parse(event.body);
  const token = jwt.sign({ user }, process.env.KEY, { expiresIn: '1h' });
  return { statusCode: 200, body: token };
};
```

## Vulnerable, in Python
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Login:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Call: {Type: HttpApi, Properties: {Path: /login, Method: post}}
```
```python app.py
import os

import jwt


def handler(event, context):
    claims = {"sub": event["queryStringParameters"]["user"]}
    token = jwt.encode(claims, os.environ["KEY"], algorithm="HS256")  # GOAT0228
    return {"statusCode": 200, "body": token}
```

## Fixed, in Python
```python app.py
import os
import time

import jwt


def handler(event, context):
    claims = {"sub": event["queryStringParameters"]["user"]}
    claims["exp"] = int(time.time()) + 3600
    token = jwt.encode(claims, os.environ["KEY"], algorithm="HS256")
    return {"statusCode": 200, "body": token}
```

## Remedy
Give the token an end minutes or hours away, and renew it for who is still let in.

## Remedy in Python
Put `"exp": int(time.time()) + 3600` among the claims.

## Remedy in JavaScript
Call `jwt.sign(claims, key, { expiresIn: "1h" })`.

## References
- https://datatracker.ietf.org/doc/html/rfc8725
- https://cwe.mitre.org/data/definitions/613.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.flow import LibraryCall

_SIGNS = frozenset({"jsonwebtoken.sign", "jwt.encode", "jose.jwt.encode", "authlib.jose.jwt.encode"})
# Fields that give a token an end, and what may hold one ("*": nobody knows the fields).
_ENDS = frozenset({"0.exp", "2.expiresIn", "payload.exp", "claims.exp", "0.*", "2.*", "payload.*", "claims.*"})


@check("GOAT0228", sas=2, cwe=613, severity=MEDIUM, since="0.1")
def token_without_end(call: LibraryCall) -> Iterator[Finding]:
    known = any(argument.startswith(("0.", "payload.", "claims.")) for argument in call.arguments)
    ends = _ENDS if call.name.startswith("jsonwebtoken") else _ENDS - {"2.*"}
    if call.name in _SIGNS and known and ends.isdisjoint(call.arguments):
        yield Finding(call.span, f"The token that {call.name} makes is valid for ever")
