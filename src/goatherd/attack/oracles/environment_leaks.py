"""A function gives its secrets to an outsider.

## Why it matters
Keys and passwords of the environment, and the credentials of the function's role, work from everywhere: whoever has
them needs the function no more.

## How it is proved
Secrets of the environment, of secret stores and the role's credentials are planted texts. One of them comes back in
the answer, in an object that everybody can read, or at a server of the outsider.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /show, Method: get}}
```
```python app.py
def handler(event, context):
    name = event["queryStringParameters"]["name"]
    return open("/var/task/pages/" + name.lstrip(".")).read()  # GOAT0751
```
```text pages/index.txt
welcome
```

## Fixed
```python app.py
import os


def handler(event, context):
    name = os.path.basename(event["queryStringParameters"]["name"])
    return open(f"/var/task/pages/{name}").read()
```

## Vulnerable: a page for developers
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Health:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Environment: {Variables: {PAYMENT_API_KEY: "{{resolve:ssm:payment}}", STAGE: prod}}
      Events:
        Call: {Type: HttpApi, Properties: {Path: /health, Method: get}}
```
```javascript index.js
exports.handler = async () => ({ statusCode: 200, body: JSON.stringify(process.env) }); // GOAT0751
```

## Fixed
```javascript index.js
exports.handler = async () => ({ statusCode: 200, body: JSON.stringify({ stage: process.env.STAGE }) });
```

## Vulnerable: a command
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Look:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /look, Method: get}}
```
```javascript index.js
const { execSync } = require("child_process");

exports.handler = async (event) => {
  execSync(`ls "${event.queryStringParameters.name}" || true`); // GOAT0751
  return { statusCode: 204 };
};
```

## Fixed
```javascript index.js
const { execFileSync } = require("child_process");

exports.handler = async (event) => {
  execFileSync("true", ["--", event.queryStringParameters.name]);
  return { statusCode: 204 };
};
```

## Remedy
Close the way that the proof shows, keep secrets in Secrets Manager and fetch them when they are needed, and answer
with chosen fields only.

## References
- https://cwe.mitre.org/data/definitions/526.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.attack.payloads.exfiltration import PLACES, payloads, secrets_in, seen
from goatherd.core.finding import CRITICAL
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace


@oracle("GOAT0751", sas=7, cwe=526, severity=CRITICAL, since="0.2", places=("seed", *PLACES))
def environment_leaks(opportunity: Opportunity) -> Iterator[Attack]:
    host = f"{opportunity.marks.new()}.example"

    def judge(trace: Trace) -> str:
        found = secrets_in(seen(trace, host), opportunity.pod.canaries)
        return f"an outsider receives {' and '.join(sorted(c.place for c in found)[:3])}" if found else ""

    if opportunity.input is not None:
        yield from (opportunity.attack(value, judge) for value in payloads(opportunity, host))
    elif opportunity.seed.attempt.target.trigger.exposure >= Exposure.AUTHENTICATED and judge(opportunity.seed.trace):
        yield Attack(opportunity.seed.attempt.values, judge, alone=True)
