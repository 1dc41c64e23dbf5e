"""A function writes a secret to its log.

## Why it matters
Logs are read by more people and tools than secrets are, and are kept for years.

## How it is proved
Secrets of the environment and of secret stores are planted texts, and so is what the caller sends in a field that is
called like a password. One of them stands in the function's log after an ordinary event.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  SignIn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /sign-in, Method: post}}
```
```python app.py
import json


def handler(event, context):  # GOAT0551
    given = json.loads(event["body"])
    print("signing in", given)
    return {"statusCode": 204 if given["password"] == given["user"] else 401}
```

## Fixed
```python app.py
import json


def handler(event, context):
    given = json.loads(event["body"])
    print("signing in", given["user"])
    return {"statusCode": 204 if given["password"] == given["user"] else 401}
```

## Vulnerable: the environment
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Count:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Environment: {Variables: {DB_PASSWORD: "{{resolve:ssm:database}}", STAGE: prod}}
      Events:
        Call: {Type: Schedule, Properties: {Schedule: rate(1 hour)}}
```
```javascript index.js
exports.handler = async () => { // GOAT0551
  console.log("connecting", process.env.DB_PASSWORD);
};
```

## Fixed
```javascript index.js
exports.handler = async () => {
  console.log("connecting", process.env.STAGE);
};
```

## Remedy
Log chosen fields instead of whole events and environments, and mask what is called like a secret.

## References
- https://cwe.mitre.org/data/definitions/532.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.attack.payloads.exfiltration import secrets_in
from goatherd.core.finding import MEDIUM
from goatherd.core.secrets import promises_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace


@oracle("GOAT0551", sas=5, cwe=532, severity=MEDIUM, since="0.2", places=("seed", "log"))
def secret_is_logged(opportunity: Opportunity) -> Iterator[Attack]:
    if opportunity.input is None:
        if _planted(opportunity, opportunity.seed.trace):
            yield Attack(opportunity.seed.attempt.values, lambda trace: _planted(opportunity, trace), alone=True)
        return
    name = next((step for step in reversed(opportunity.input.steps) if step[:1] != "@"), "")
    if promises_secret(name) or name.lower() == "authorization":
        text = opportunity.marks.new()

        def judge(trace: Trace) -> str:
            return f"the log holds what was sent as {name}" if text in trace.log else ""

        yield opportunity.attack(text, judge)


def _planted(opportunity: Opportunity, trace: Trace) -> str:
    found = secrets_in(trace.log, opportunity.pod.canaries)
    return f"the log holds {' and '.join(sorted(canary.place for canary in found)[:3])}" if found else ""
