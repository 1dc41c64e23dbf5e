"""A signature is compared by an operator that stops at the first difference.

## Why it matters
The time of the answer tells how many characters of a guessed signature are right; with patience an attacker signs
their own messages. Over the internet that takes more patience than most messages are worth: it is low where names say
that it is about money or about who signs in, and elsewhere no more than information.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Hook:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /hook, Method: post}}
```
```python app.py
import hashlib
import hmac
import os


def handler(event, context):
    expected = hmac.new(os.environ["SIGNING_KEY"].encode(), event["body"].encode(), hashlib.sha256).hexdigest()
    if event["headers"]["x-signature"] != expected:  # GOAT0223
        return {"statusCode": 401}
    return {"statusCode": 204}
```

## Fixed
```python app.py
import hashlib
import hmac
import os


def handler(event, context):
    expected = hmac.new(os.environ["SIGNING_KEY"].encode(), event["body"].encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(event["headers"]["x-signature"], expected):
        return {"statusCode": 401}
    return {"statusCode": 204}
```

## Vulnerable, a signature with a prefix
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Hook:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /hook, Method: post}}
```
```javascript app.js
const { createHmac } = require('crypto');

const sign = (key, body) => `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;

exports.handler = async (event) => {
  if (event.headers['x-hub-signature-256'] !== sign(process.env.WEBHOOK_SECRET, event.body)) {  // GOAT0223
    return { statusCode: 401 };
  }
  return { statusCode: 204 };
};
```

## Fixed, a signature with a prefix
```javascript app.js
const { createHmac, timingSafeEqual } = require('crypto');

const sign = (key, body) => `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;

exports.handler = async (event) => {
  const expected = Buffer.from(sign(process.env.WEBHOOK_SECRET, event.body));
  const given = Buffer.from(event.headers['x-hub-signature-256']);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return { statusCode: 401 };
  }
  return { statusCode: 204 };
};
```

## Remedy
Compare with a function that takes equally long whatever it is given.

## Remedy in Python
It is `hmac.compare_digest`.

## Remedy in JavaScript
It is `crypto.timingSafeEqual`, of two buffers that are equally long.

## References
- https://cwe.mitre.org/data/definitions/208.html
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core.finding import INFO, LOW, Finding
from goatherd.core.secrets import words
from goatherd.model.flow import Flow

_WORTH_PATIENCE = frozenset(
    words("pay payment payments paid purchase order orders checkout billing invoice refund wallet stripe paypal login")
    + words("signin auth oauth sso session sessions jwt password otp admin")
)


@check("GOAT0223", sas=2, cwe=208, severity=LOW, since="0.1")
def signature_compared_slowly(flow: Flow) -> Iterator[Finding]:
    if flow.kind == "timing":
        said = f"{flow.source.path} is compared with a signature in a time that tells how much is right"
        yield evolve(flow.finding(said), severity=LOW if _protects_much(flow) else INFO)


def _protects_much(flow: Flow) -> bool:
    """Whether names of the function, its file and its routes say that money or somebody's account depends on it."""
    routes = [trigger.path for trigger in flow.function.triggers]
    named = {word for name in (flow.function.id, flow.sink.path, flow.source.path, *routes) for word in words(name)}
    return not _WORTH_PATIENCE.isdisjoint(named)
