"""A token comes from a generator whose values can be foretold.

## Why it matters
`Math.random` and Python's `random` are made for games and statistics: from a few of their values all later ones follow.
Who asks for some tokens of his own computes those of others, for a session, a password reset or a one-time code.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Reset:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /reset, Method: post}}
```
```javascript index.js
const LETTERS = "abcdefghijkmnpqrstuvwxyz";

exports.handler = async () => {
  const resetToken = Math.random().toString(36).slice(2); // GOAT0224
  let otp = "";
  for (let i = 0; i < 6; i++) {
    otp += LETTERS.charAt(Math.floor(Math.random() * LETTERS.length)); // GOAT0224
  }
  const challengeAnswer = Math.random().toString(10).slice(2, 8); // GOAT0224
  return { statusCode: 200, body: resetToken + otp + challengeAnswer };
};
```

## Fixed
```javascript index.js
const crypto = require("crypto");

exports.handler = async () => {
  const resetToken = crypto.randomBytes(32).toString("hex");
  const delay = Math.random() * 100;
  const requestToken = Math.random().toString(36);
  return { statusCode: 200, body: JSON.stringify({ resetToken, delay, requestToken }) };
};
```

## Vulnerable, in Python
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Reset:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /reset, Method: post}}
```
```python app.py
import json
import random
import string

def one_time_code():
    return "".join(random.choice(string.digits) for _ in range(6))

def handler(event, context):
    token = "".join(random.choices(string.ascii_letters, k=32))  # GOAT0224
    password = "".join([string.digits[random.randrange(10)] for _ in range(8)])  # GOAT0224
    body = {
        "token": token + password,
        "otp": one_time_code(),  # GOAT0224
        "colour": random.choice(["red", "green"]),
    }
    return {"statusCode": 200, "body": json.dumps(body)}
```

## Fixed, in Python
```python app.py
import json
import random
import secrets
from urllib.parse import urlparse

def handler(event, context):
    page = urlparse("https://example.com/" + random.sample(["about", "contact"], 1)[0])
    body = {
        "path": page.path,
        "token": secrets.token_urlsafe(32),
        "otp": f"{secrets.randbelow(10**6):06d}",
        "session_id": str(random.SystemRandom().getrandbits(128)),
        "bot_token": random.choice(event["stageVariables"]["tokens"].split(",")),
    }
    return {"statusCode": 200, "body": json.dumps(body)}
```

## Remedy
Take it from the generator that is made for secrets.

## Remedy in Python
It is `secrets.token_urlsafe(32)`; for numbers, `secrets.randbelow`.

## Remedy in JavaScript
It is `crypto.randomBytes(32)`; for numbers, `crypto.randomInt`.

## References
- https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/338.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.flow import Flow


@check("GOAT0224", sas=2, cwe=338, severity=MEDIUM, since="0.1")
def predictable_token(flow: Flow) -> Iterator[Finding]:
    if flow.kind == "predictable":
        generator = flow.source.path.partition("[")[0]
        yield flow.finding(f"{flow.sink_name} comes from {generator}, whose values can be foretold")
