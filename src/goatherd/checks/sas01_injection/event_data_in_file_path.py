"""Event data is part of a file path.

## Why it matters
With `../` in a name the sender reads or overwrites other files: the function's code and environment, and files in
/tmp that stay there for the next caller.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /report, Method: get}}
```
```python app.py
def handler(event, context):
    name = event["queryStringParameters"]["report"]
    with open("/tmp/reports/" + name) as report:  # GOAT0106
        return {"statusCode": 200, "body": report.read()}
```

## Fixed
```python app.py
import os


def handler(event, context):
    name = os.path.basename(event["queryStringParameters"]["report"])
    with open("/tmp/reports/" + name) as report:
        return {"statusCode": 200, "body": report.read()}
```

## Remedy
Take the last part of the name only, or name the file yourself.

## Remedy in Python
`os.path.basename(name)` is the last part.

## Remedy in JavaScript
`path.basename(name)` is the last part.

## References
- https://cwe.mitre.org/data/definitions/22.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0106", sas=1, cwe=22, severity=HIGH, since="0.1")
def event_data_in_file_path(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "path", "archive"):
        yield flow.finding(f"{flow.source.path} decides which file {flow.sink_name} opens")
