"""The caller decides how long the function works.

## Why it matters
A number of the request that says how long to wait, how often to repeat or how much to allocate lets one small request
cost a whole timeout. A few of them at once use up the account's concurrency.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Poll:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /poll, Method: get}}
```
```python app.py
import time


def handler(event, context):
    time.sleep(int(event["queryStringParameters"]["seconds"]))  # GOAT0824
    return {"statusCode": 200}
```

## Fixed
```python app.py
import time


def handler(event, context):
    time.sleep(min(int(event["queryStringParameters"]["seconds"]), 2))
    return {"statusCode": 200}
```

## Vulnerable, a loop
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Rows:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /rows, Method: get}}
```
```python app.py
def handler(event, context):
    count = int(event["queryStringParameters"]["count"])
    rows = ["row" for _ in range(count)]  # GOAT0824
    return {"statusCode": 200, "body": str(len(rows))}
```

## Fixed, a loop
```python app.py
def handler(event, context):
    count = int(event["queryStringParameters"]["count"])
    rows = ["row" for _ in range(min(count, 100))]
    return {"statusCode": 200, "body": str(len(rows))}
```

## Vulnerable, a long text
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Pad:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /pad, Method: get}}
```
```javascript app.js
exports.handler = async (event) => {
  const width = Number(event.queryStringParameters.width);
  return { statusCode: 200, body: "-".repeat(width) }; // GOAT0824
};
```

## Fixed, a long text
```javascript app.js
exports.handler = async (event) => {
  const width = Number(event.queryStringParameters.width);
  return { statusCode: 200, body: "-".repeat(Math.min(width, 80)) };
};
```

## Remedy
Bound the number from above before it is used.

## Remedy in Python
`min(count, 100)` bounds it.

## Remedy in JavaScript
`Math.min(count, 100)` bounds it.

## References
- https://cwe.mitre.org/data/definitions/400.html
- https://cwe.mitre.org/data/definitions/606.html
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core.confidence import Confidence
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.model.flow import Flow

WORK = {"sleep": "how long {} waits", "loop": "how much work {} is"}


@check("GOAT0824", sas=8, cwe=400, severity=MEDIUM, since="0.1")
def caller_decides_how_long(flow: Flow) -> Iterator[Finding]:
    # what an unknown library made of the data is hardly the number that was sent
    if flow.kind in WORK and flow.confidence > Confidence.LOW:
        finding = flow.finding(f"{flow.source.path} decides {WORK[flow.kind].format(flow.sink_name)}")
        # what is repeated ends as a rule before anybody pays much for it; a sleep does not
        yield finding if flow.kind == "sleep" else evolve(finding, severity=min(finding.severity or MEDIUM, LOW))
