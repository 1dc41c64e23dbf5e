"""A caller's token is decoded without checking its signature.

## Why it matters
Decoding only reads what the token says of itself, and anybody can write one: with another user's name, with the role of
an administrator. Only a checked signature says who wrote it.

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

## References
- https://datatracker.ietf.org/doc/html/rfc8725
- https://cwe.mitre.org/data/definitions/347.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, Confidence, Finding, Step
from goatherd.model.application import Application
from goatherd.model.function import Function

if TYPE_CHECKING:
    from goatherd.model.flow import Behaviour, LibraryCall
    from goatherd.model.trigger import Trigger

DECODE_ONLY = frozenset(
    {
        "jsonwebtoken.decode",
        "jwt-decode",
        "jwt-decode.default",
        "jwt-decode.jwtDecode",
        "jose.decodeJwt",
        "jose.jwt.get_unverified_claims",
    }
)
# calls that check a signature, by the beginning of their name
VERIFYING = (
    "jsonwebtoken.verify",
    "jose.jwtVerify",
    "jose.JWT.verify",
    "jose.compactVerify",
    "jose.flattenedVerify",
    "jose.jwt.decode",
    "jose.jwk.construct().verify",
    "njwt.verify",
    "aws-jwt-verify",
    "google-auth-library.OAuth2Client().verifyIdToken",
    "google.oauth2.id_token.verify",
    "cognitojwt.decode",
    "authlib.jose",
    "crypto.verify",
    "crypto.createVerify",
)


@check("GOAT0220", sas=2, cwe=347, severity=HIGH, since="0.1")
def token_not_verified(function: Function, app: Application) -> Iterator[Finding]:
    behaviour = app.behaviour(function)
    verified = _verified_tokens(behaviour)
    for flow in behaviour.flows_to("jwt"):
        if not _verified_before(flow.source.trigger) and not _same_token(flow.source.path, verified):
            yield flow.finding(f"The token in {flow.source.path} is trusted without checking its signature")
    if verified:
        return
    for call in behaviour.calls:
        if not _only_decodes(call):
            continue
        for source in call.labels.get("0", ()):
            if source.kind in ("event", "credentials") and not _verified_before(source.trigger):
                yield Finding(
                    span=call.span,
                    message=f"{call.name} reads the token in {source.path} without checking its signature",
                    confidence=Confidence.MEDIUM,
                    steps=(Step(source.span, f"{source.path} is read"), Step(call.span, "is decoded")),
                )
                break


def _verified_tokens(behaviour: Behaviour) -> frozenset[str]:
    """The tokens whose signature the code checks, by how it reached them; "" is one that could not be told.

    Decoding comes first there: the header names the key, the claims name the issuer.
    """
    tokens: set[str] = set()
    for call in behaviour.calls:
        if call.name.startswith(VERIFYING) or (call.name == "jwt.decode" and _checks(call)):
            tokens |= {source.path for labels in call.labels.values() for source in labels} or {""}
    if any(call.service == "kms" and call.operation == "Verify" for call in behaviour.aws_calls):
        tokens.add("")
    return frozenset(tokens)


def _same_token(path: str, verified: frozenset[str]) -> bool:
    return "" in verified or any(
        path == token or path.startswith(f"{token}.") or token.startswith(f"{path}.") for token in verified
    )


def _checks(call: LibraryCall) -> bool:
    given = set(call.arguments)
    return not given.isdisjoint(("1", "key")) and not given.isdisjoint(("2", "algorithms")) and "options" not in given


def _only_decodes(call: LibraryCall) -> bool:
    if call.name == "jwt.decode":  # PyJWT works without a key, or without algorithms, only when told not to verify
        given = set(call.arguments)
        return given.isdisjoint(("1", "key")) or ("options" in given and given.isdisjoint(("2", "algorithms")))
    return call.name in DECODE_ONLY


def _verified_before(trigger: Trigger | None) -> bool:
    """An authorizer has checked the request's token before the function runs."""
    return trigger is not None and trigger.authorizer is not None
