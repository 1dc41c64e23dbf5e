"""A password or key is a constant of the code.

## Why it matters
Everybody who can read the repository or the deployed package has it, and it is the same in every deployment. Changing
it means deploying again, so it stays.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Setup:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /setup, Method: post}}
```
```python app.py
import boto3

users = boto3.client("cognito-idp")
ADMIN_PASSWORD = "Tr0ub4dor&3"  # GOAT0723


def handler(event, context):
    users.admin_set_user_password(UserPoolId="pool", Username="admin", Password=ADMIN_PASSWORD, Permanent=True)
```

## Fixed
```python app.py
import boto3
import secrets

users = boto3.client("cognito-idp")


def handler(event, context):
    password = secrets.token_urlsafe(24)
    users.admin_set_user_password(UserPoolId="pool", Username="admin", Password=password, Permanent=False)
```

## Vulnerable, where a variable is not set
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Setup:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /setup, Method: post}}
```
```javascript index.js
const key = process.env.API_KEY || "8f14e45fceea167a5a36dedd4bea2543"; // GOAT0723
const store = "postgres://reader:Tr0ub4dor-3@db.internal/app"; // GOAT0723
const errors = { invalid_password: "Password must have 8 characters" };

exports.handler = async () => fetch("https://api.internal/", { headers: { key, store } }).catch(() => errors);
```

## Fixed, with what the deployment sets
```javascript index.js
const key = process.env.API_KEY;
const store = process.env.STORE;
const errors = { invalid_password: "Password must have 8 characters" };

exports.handler = async () => fetch("https://api.internal/", { headers: { key, store } }).catch(() => errors);
```

## Remedy
Keep it in Secrets Manager or as a SecureString parameter, read it when it is needed, and change it: this one is
known.

## References
- https://cwe.mitre.org/data/definitions/798.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core import secrets
from goatherd.core.finding import HIGH, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0723", sas=7, cwe=798, severity=HIGH, since="0.1")
def password_in_code(function: Function, app: Application) -> Iterator[Finding]:
    told: set[str] = set()
    for literal in app.behaviour(function).literals:
        found = secrets.judge_in_code(literal.name, literal.value)
        if found is not None and literal.value not in told:
            told.add(literal.value)
            what, reasons = found
            said = f"{literal.name} is {what} in plain text" if literal.name else f"The code holds {what} in plain text"
            yield Finding(span=literal.span, message=said, reasons=reasons)
