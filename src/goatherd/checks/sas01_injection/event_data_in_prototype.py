"""Event data names the property that is written (prototype pollution).

## Why it matters
With `__proto__` as a key the sender changes every object of the process, which later requests share: checks pass,
options change, sometimes code runs.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Settings:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /settings, Method: post}}
```
```javascript app.js
const settings = {};

exports.handler = async (event) => {
  const { section, name, value } = JSON.parse(event.body);
  settings[section][name] = value; // GOAT0115
  return { statusCode: 204 };
};
```

## Fixed
```javascript app.js
const settings = new Map();

exports.handler = async (event) => {
  const { section, name, value } = JSON.parse(event.body);
  settings.set(`${section}.${name}`, value);
  return { statusCode: 204 };
};
```

## Remedy
Use a Map, an object without prototype, or a list of allowed keys.

## References
- https://cwe.mitre.org/data/definitions/1321.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0115", sas=1, cwe=1321, severity=HIGH, since="0.1")
def event_data_in_prototype(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "prototype"):
        yield flow.finding(f"{flow.source.path} names the property that {flow.sink_name} writes")
