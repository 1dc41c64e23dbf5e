"""A key or password stands in the code.

## Why it matters
It is in the repository, in its history and in every deployed package, and cannot be changed without a deployment. Who
can read the code can sign, decrypt or sign in.

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
import jwt

KEY = "b7Yx2Lq9ZtV4mNc8Rk1WfHs6"

def handler(event, context):
    return {"statusCode": 200, "body": jwt.encode({"sub": "x"}, KEY, algorithm="HS256")}  # GOAT0721
```

## Fixed
```python app.py
import boto3
import jwt

secrets = boto3.client("secretsmanager")

def handler(event, context):
    key = secrets.get_secret_value(SecretId="signing")["SecretString"]
    return {"statusCode": 200, "body": jwt.encode({"sub": "x"}, key, algorithm="HS256")}
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

exports.handler = async () => {
  return { statusCode: 200, body: jwt.sign({ sub: "x" }, "b7Yx2Lq9ZtV4mNc8Rk1WfHs6") }; // GOAT0721
};
```

## Fixed, in JavaScript
```javascript index.js
const jwt = require("jsonwebtoken");
const { SecretsManagerClient, GetSecretValueCommand } = require("@aws-sdk/client-secrets-manager");

const secrets = new SecretsManagerClient({});

exports.handler = async () => {
  const key = await secrets.send(new GetSecretValueCommand({ SecretId: "signing" }));
  return { statusCode: 200, body: jwt.sign({ sub: "x" }, key.SecretString) };
};
```

## Vulnerable, beside a key of the deployment
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Parameters:
  SigningKey: {Type: String, NoEcho: true, Default: unset}
Resources:
  Account:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Environment: {Variables: {KEY: !Ref SigningKey}}
      Events:
        Get: {Type: HttpApi, Properties: {Path: /account, Method: get}}
```
```javascript index.js
const jwt = require("jsonwebtoken");

exports.handler = async () => {
  return { statusCode: 200, body: jwt.sign({ sub: "x" }, "b7Yx2Lq9ZtV4mNc8Rk1WfHs6") }; // GOAT0721
};
```

## Fixed, with a key that the deployment sets
```javascript index.js
const jwt = require("jsonwebtoken");

exports.handler = async () => {
  return { statusCode: 200, body: jwt.sign({ sub: "x" }, process.env.KEY) };
};
```

## Remedy
Keep it in Secrets Manager or as a SecureString parameter, read it when it is needed, and change it: this one is known.

## References
- https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/798.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.confidence import one_of_several
from goatherd.core.finding import HIGH, Finding
from goatherd.core.secrets import promises_secret
from goatherd.core.value import known
from goatherd.model.application import Application
from goatherd.model.flow import LibraryCall
from goatherd.model.function import Function

if TYPE_CHECKING:
    from goatherd.core.confidence import Reasons

# Where a call takes a key or a password: position or keyword by the call's name.
KEYS = {
    "jwt.encode": ("1", "key"),
    "jwt.decode": ("1", "key"),
    "jose.jwt.encode": ("1", "key"),
    "jose.jwt.decode": ("1", "key"),
    "hmac.new": ("0", "key"),
    "hmac.digest": ("0", "key"),
    "cryptography.fernet.Fernet": ("0", "key"),
    "jsonwebtoken.sign": ("1",),
    "jsonwebtoken.verify": ("1",),
    "crypto.createHmac": ("1",),
    "crypto.createCipheriv": ("1",),
    "crypto.createDecipheriv": ("1",),
    "pymysql.connect": ("password", "passwd"),
    "psycopg2.connect": ("password",),
    "mysql.connector.connect": ("password", "passwd"),
    "boto3.client": ("aws_secret_access_key",),
    "boto3.resource": ("aws_secret_access_key",),
    "boto3.Session": ("aws_secret_access_key",),
    "boto3.session.Session": ("aws_secret_access_key",),
}
_SYMBOL = "<"  # how the engine writes a library's own symbol where a constant was expected
_UNSURE = one_of_several("it may have other values, and this one be a default that is never used")

_Use = tuple[Function, LibraryCall, "Reasons"]


@check("GOAT0721", sas=7, cwe=798, severity=HIGH, since="0.1")
def key_in_code(app: Application) -> Iterator[Finding]:
    for uses in _uses(app).values():
        places = sorted({call.span for _, call, _ in uses})
        name = next(call.name for _, call, _ in uses if call.span == places[0])
        sure = any(not reasons for _, _, reasons in uses)
        for function, reasons in {function.id: reasons for function, _, reasons in uses}.items():
            yield Finding(
                span=places[0],
                message=f"The key that {name} is given stands in the code",
                reasons=() if sure else reasons,
                function=function,
                locations=tuple(places[1:]),
            )


def _uses(app: Application) -> dict[str | bytes, list[_Use]]:
    """The calls that are given a constant key, by the key: to change it is one thing, wherever it is used."""
    found: dict[str | bytes, list[_Use]] = {}
    for function in app.functions:
        # what the template sets is the template's, and reported there
        configured = {known(value) for value in function.environment.values()}
        for call in app.behaviour(function).calls:
            values = next((v for a in KEYS.get(call.name, ()) if (v := call.constants.get(a))), ())
            own = [value for value in values if value not in configured]
            key = next((value for value in own if isinstance(value, str | bytes) and _is_key(value)), None)
            if key is not None:
                reasons = _fallback(app, function, key) or (_UNSURE if len(own) > 1 else ())
                found.setdefault(key, []).append((function, call, reasons))
    return found


def _fallback(app: Application, function: Function, key: str | bytes) -> Reasons:
    """Where the key stands in the place of a variable that is not set, if it does."""
    for literal in app.behaviour(function).literals:
        if literal.value == key and literal.name and promises_secret(literal.name):
            but = ", and the template sets it" if literal.name in function.environment else ""
            return one_of_several(f"it is only used where {literal.name} is not set{but}", literal.span)
    return ()


def _is_key(value: str | bytes) -> bool:
    return bool(value) and not (isinstance(value, str) and value.startswith(_SYMBOL))
