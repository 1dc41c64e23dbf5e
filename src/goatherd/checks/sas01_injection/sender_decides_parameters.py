"""The sender decides which parameters a request has that carries the application's key.

## Why it matters
What the sender adds is asked for with the key of the application: other operations and amounts of the service, paid for
by its owner. Where the sender's parameters come last they take the place of those of the program, the key among them.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Hospitals:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /hospitals, Method: get}}
```
```javascript index.js
const axios = require('axios');

exports.handler = async (event) => {
  const params = { key: process.env.MAPS_API_KEY, ...event.queryStringParameters };
  const found = await axios.get('https://maps.example.org/hospitals', { params }); // GOAT0130
  return { statusCode: 200, body: JSON.stringify(found.data) };
};
```

## Fixed
```javascript index.js
const axios = require('axios');

exports.handler = async (event) => {
  const { town, page } = event.queryStringParameters;
  const params = { town, page: Number(page), key: process.env.MAPS_API_KEY };
  const found = await axios.get('https://maps.example.org/hospitals', { params });
  return { statusCode: 200, body: JSON.stringify(found.data) };
};
```

## Vulnerable, in Python
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Hospitals:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /hospitals, Method: get}}
```
```python app.py
import os

import requests


def handler(event, context):
    params = {"key": os.environ["MAPS_API_KEY"], **event["queryStringParameters"]}
    found = requests.get("https://maps.example.org/hospitals", params=params, timeout=5)  # GOAT0130
    return {"statusCode": 200, "body": found.text}
```

## Fixed, in Python
```python app.py
import os

import requests


def handler(event, context):
    params = {"key": os.environ["MAPS_API_KEY"], "town": event["queryStringParameters"]["town"]}
    found = requests.get("https://maps.example.org/hospitals", params=params, timeout=5)
    return {"statusCode": 200, "body": found.text}
```

## Remedy
Take the parameters that are meant to be the sender's by their names.

## References
- https://cwe.mitre.org/data/definitions/915.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.chosen import chosen_outside, unknown_sender
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0130", sas=1, cwe=915, severity=MEDIUM, since="0.1")
def sender_decides_parameters(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "parameters"):
        if chosen_outside(flow) and not unknown_sender(flow):
            yield flow.finding(f"{flow.source.path} decides which parameters {flow.sink_name} sends with a secret")
