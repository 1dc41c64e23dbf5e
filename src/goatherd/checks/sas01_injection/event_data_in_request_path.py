"""Event data is a part of the path of a request that the function sends.

## Why it matters
A value with `../` in it, or with slashes, leads the request to another path of the service behind: to what that service
offers to the function, with the function's credentials, and not to its callers.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Profile:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /profile, Method: get}}
```
```javascript index.js
exports.handler = async (event) => {
  const { user } = event.queryStringParameters;
  const headers = { authorization: process.env.SERVICE_TOKEN };
  const found = await fetch(`${process.env.USERS}/users/${user}`, { headers }); // GOAT0125
  return { statusCode: 200, body: await found.text() };
};
```

## Fixed
```javascript index.js
exports.handler = async (event) => {
  const { user } = event.queryStringParameters;
  const headers = { authorization: process.env.SERVICE_TOKEN };
  const found = await fetch(`${process.env.USERS}/users/${encodeURIComponent(user)}`, { headers });
  return { statusCode: 200, body: await found.text() };
};
```

## Vulnerable, in Python
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Profile:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Get: {Type: Api, Properties: {Path: "/profile/{user}", Method: get}}
```
```python app.py
from urllib.parse import unquote

import requests


def handler(event, context):
    user = unquote(event["pathParameters"]["user"])
    found = requests.get("https://users.internal/users/" + user, timeout=3)  # GOAT0125
    return {"statusCode": 200, "body": found.text}
```

## Fixed, in Python
```python app.py
from urllib.parse import quote, unquote

import requests


def handler(event, context):
    user = unquote(event["pathParameters"]["user"])
    found = requests.get("https://users.internal/users/" + quote(user, safe=""), timeout=3)
    return {"statusCode": 200, "body": found.text}
```

## Fixed, as it came
```python app.py
import requests


def handler(event, context):
    user = event["pathParameters"]["user"]
    found = requests.get("https://users.internal/users/" + user, timeout=3)
    return {"statusCode": 200, "body": found.text}
```

## Remedy
Encode the value as one segment of the path.

## Remedy in Python
Write `quote(value, safe="")` of `urllib.parse`.

## Remedy in JavaScript
Write `encodeURIComponent(value)`.

## References
- https://cwe.mitre.org/data/definitions/74.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.chosen import chosen_outside, sent_over_http, unknown_sender
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0125", sas=1, cwe=74, severity=LOW, since="0.1")
def event_data_in_request_path(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "url-path"):
        if sent_over_http(flow) or (chosen_outside(flow) and not unknown_sender(flow)):
            yield flow.finding(f"{flow.source.path} can lead {flow.sink_name} to another path of the service")
