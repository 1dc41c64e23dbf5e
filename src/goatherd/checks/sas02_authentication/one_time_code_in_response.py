"""Whoever asks for a one-time code gets it in the answer.

## Why it matters
A one-time code proves that somebody reads a phone or a mailbox. In the answer it proves nothing: whoever asks for the
code of another user's number is that user a request later. It is there, as a rule, until messages are sent for real.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Ask:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /code, Method: post}}
```
```javascript index.js
const codes = require("./codes");

exports.handler = async (event) => {
  const { phone } = JSON.parse(event.body);
  const code = Math.floor(100000 + Math.random() * 900000).toString();
  await codes.store({ phone, code, expiresAt: Date.now() + 300000 });
  return { statusCode: 200, body: JSON.stringify({ sent: true, code }) }; // GOAT0235
};
```

## Fixed
```javascript index.js
const { randomInt } = require("crypto");
const codes = require("./codes");

exports.handler = async (event) => {
  const { phone } = JSON.parse(event.body);
  const code = randomInt(100000, 1000000).toString();
  await codes.store({ phone, code, expiresAt: Date.now() + 300000 });
  await codes.send(phone, code);
  const room = { code: Math.floor(Math.random() * 9000).toString(), expiresAt: Date.now() + 300000 };
  return { statusCode: 200, body: JSON.stringify({ sent: true, room }) };
};
```

## Vulnerable, in Python
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Ask:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /code, Method: post}}
```
```python app.py
import json
import random

import messages

def handler(event, context):
    otp = random.randint(100000, 999999)
    messages.send(json.loads(event["body"])["phone"], otp)
    return {"statusCode": 200, "body": json.dumps({"otp": otp})}  # GOAT0235
```

## Fixed, in Python
```python app.py
import json
import random

import messages

def handler(event, context):
    otp = random.randint(100000, 999999)
    messages.send(json.loads(event["body"])["phone"], otp)
    return {"statusCode": 200, "body": json.dumps({"sent": True})}
```

## Remedy
Send the code by the way that it is to prove, and answer nothing of it, not even in development.

## References
- https://cwe.mitre.org/data/definitions/201.html
- https://cheatsheetseries.owasp.org/cheatsheets/Forgot_Password_Cheat_Sheet.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, Finding
from goatherd.model.flow import Flow


@check("GOAT0235", sas=2, cwe=201, severity=HIGH, since="0.1")
def one_time_code_in_response(flow: Flow) -> Iterator[Finding]:
    if flow.kind == "code-response":
        yield flow.finding("A one-time code is part of the response to whoever asks for it")
