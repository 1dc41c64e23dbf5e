"""Whoever comes back from signing in elsewhere need not be who set out.

## Why it matters
With OAuth a browser is sent to a provider and comes back with a code. Without a `state` that the application has made
for this browser and asks for again, it takes a code from anybody: an attacker signs in as himself, and has somebody
else follow the last link. What the victim then connects, stores or pays for belongs to the attacker's account, or the
attacker's account at the provider is tied to the victim's.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  SignIn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /sign-in, Method: get}}
```
```javascript app.mjs
export const handler = async () => {
  const back = encodeURIComponent(process.env.CALLBACK);
  const where = `?response_type=code&client_id=${process.env.CLIENT}&redirect_uri=${back}&state=shop`; // GOAT0246
  return { statusCode: 302, headers: { Location: `https://login.example.com/authorize${where}` } };
};
```

## Fixed
```javascript app.mjs
import { randomUUID } from 'node:crypto';

export const handler = async () => {
  const back = encodeURIComponent(process.env.CALLBACK);
  const state = randomUUID();
  const where = `?response_type=code&client_id=${process.env.CLIENT}&redirect_uri=${back}&state=${state}`;
  return {
    statusCode: 302,
    headers: {
      Location: `https://login.example.com/authorize${where}`,
      'Set-Cookie': `state=${state}; Secure; HttpOnly; SameSite=Lax; Max-Age=600`,
    },
  };
};
```

## Vulnerable in Python
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  SignIn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /sign-in, Method: get}}
```
```python app.py
import os
from urllib.parse import urlencode


def handler(event, context):
    query = urlencode({"response_type": "code", "client_id": os.environ["CLIENT"], "scope": "openid"})  # GOAT0246
    return {"statusCode": 302, "headers": {"Location": f"https://login.example.com/authorize?{query}"}}
```

## Fixed in Python
```python app.py
import os
import secrets
from urllib.parse import urlencode


def handler(event, context):
    state = secrets.token_urlsafe()
    query = urlencode(
        {"response_type": "code", "client_id": os.environ["CLIENT"], "scope": "openid", "state": state}
    )
    cookie = f"state={state}; Secure; HttpOnly; SameSite=Lax; Max-Age=600"
    headers = {"Location": f"https://login.example.com/authorize?{query}", "Set-Cookie": cookie}
    return {"statusCode": 302, "headers": headers}
```

## Remedy
Make a random state for each sign-in, keep it in a cookie, and refuse a code that comes back with another one.

## References
- https://datatracker.ietf.org/doc/html/rfc9700#section-2.1
- https://cwe.mitre.org/data/definitions/352.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0246", sas=2, cwe=352, severity=MEDIUM, since="0.1")
def sign_in_without_state(function: Function, app: Application) -> Iterator[Finding]:
    for span, state in app.behaviour(function).sign_in_links:
        carries = f"the same state for everybody ({state[:40]})" if state else "no state"
        yield Finding(
            span=span,
            message=f"Who comes back from signing in need not be who set out: the link carries {carries}",
            function=function.id,
        )
