"""Event data is put into a response header.

## Why it matters
A line break in the value adds headers or a second response where nothing in front rejects it; gateways and Node.js do,
so that it is a note. A header of the request that goes back to who sent it is left out:
it can hold no line break.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Trace:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /trace, Method: get}}
```
```javascript app.js
exports.handler = async (event) => ({
  statusCode: 200,
  headers: { "X-Trace": event.queryStringParameters.trace }, // GOAT0113
  body: "ok",
});
```

## Fixed
```javascript app.js
exports.handler = async (event) => ({
  statusCode: 200,
  headers: { "X-Trace": event.queryStringParameters.trace.replace(/[^A-Za-z0-9-]/g, "") },
  body: "ok",
});
```

## Fixed, or never broken: a header of the request
```javascript app.js
exports.handler = async (event) => ({
  statusCode: 200,
  headers: { "X-Correlation-Id": event.headers["x-correlation-id"] },
  body: "ok",
});
```

## Fixed, or never broken: the origin that asks is let in, without credentials
```javascript app.js
exports.handler = async (event) => ({
  statusCode: 200,
  headers: { "Access-Control-Allow-Origin": event.headers.origin },
  body: "ok",
});
```

## Vulnerable, in a header that a pre-signed link asks for
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Link:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Call: {Type: HttpApi, Properties: {Path: /link, Method: get}}
```
```python app.py
import boto3

s3 = boto3.client("s3")


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    wanted = {"Bucket": "b", "Key": "k", "ResponseContentDisposition": "attachment; filename=" + name}  # GOAT0113
    return s3.generate_presigned_url("get_object", Params=wanted)
```

## Fixed, with a name of the function's own, and with an encoded one
```python app.py
from urllib.parse import quote

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    name = quote(event["queryStringParameters"]["name"])
    wanted = {"Bucket": "b", "Key": "k", "ResponseContentDisposition": f"attachment; filename*=UTF-8''{name}"}
    fixed = {"Bucket": "b", "Key": "k", "ResponseContentDisposition": "attachment; filename=report.pdf"}
    return [s3.generate_presigned_url("get_object", Params=params) for params in (wanted, fixed)]
```

## Remedy
Allow only the characters that the header needs.

## Remedy in Python
Test the value with `re.fullmatch`, or encode it with `urllib.parse.quote`.

## Remedy in JavaScript
Test the value with an anchored pattern (`/^[A-Za-z0-9.-]+$/`), or encode it with `encodeURIComponent`.

## References
- https://cwe.mitre.org/data/definitions/113.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import INFO, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function

_SENT_HEADERS = ("event.headers.", "event.multiValueHeaders.")
_CROSS_ORIGIN = "Access-Control-Allow-"


@check("GOAT0113", sas=1, cwe=113, severity=INFO, since="0.1")
def event_data_in_header(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "header"):
        if flow.source.path.startswith(_SENT_HEADERS):
            continue
        if _CROSS_ORIGIN in flow.sink_name:
            continue  # an origin is echoed: whom that lets in, with credentials or without, GOAT0322 says
        yield flow.finding(f"{flow.source.path} is put into {flow.sink_name}")
