"""Event data is matched by a pattern that can take exponential time, or nearly (ReDoS).

## Why it matters
A text of fifty characters keeps the function busy until it times out; one of ten thousand does where the time grows
with the cube of the length, as where three repetitions match the same characters one after the other. The sender pays
nothing for it, you do.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Name:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /name, Method: get}}
```
```javascript app.js
const NAMES = /^([a-z]+)+$/;

exports.handler = async (event) => ({
  statusCode: NAMES.test(event.queryStringParameters.name) ? 200 : 400, // GOAT0823
});
```

## Fixed
```javascript app.js
const NAMES = /^[a-z]+$/;

exports.handler = async (event) => ({
  statusCode: NAMES.test(event.queryStringParameters.name) ? 200 : 400,
});
```

## Vulnerable, with repetitions beside each other
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Name:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /phone, Method: post}}
```
```javascript app.js
const PHONE = /^\\+?\\d*\\d+[ -]?\\d+([ -]?\\d+){1,2}$/;

exports.handler = async (event) => ({
  statusCode: PHONE.test(JSON.parse(event.body).phone) ? 200 : 400, // GOAT0823
});
```

## Fixed, with repetitions beside each other
```javascript app.js
const PHONE = /^\\+?\\d{6,15}$/;

exports.handler = async (event) => ({
  statusCode: PHONE.test(JSON.parse(event.body).phone) ? 200 : 400,
});
```

## Remedy
Rewrite the pattern so that no repetition matches what the one inside or beside it matches, and limit the length of the
text.

## References
- https://cwe.mitre.org/data/definitions/1333.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.flow import Flow


@check("GOAT0823", sas=8, cwe=1333, severity=MEDIUM, since="0.1")
def pattern_takes_exponential_time(flow: Flow) -> Iterator[Finding]:
    if flow.kind == "redos":
        yield flow.finding(f"{flow.source.path} is matched by {flow.sink_name}")
