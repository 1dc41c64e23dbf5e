"""Event data is evaluated as code.

## Why it matters
The sender of the event runs code of their choice inside the function, with its role and its secrets.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Convert:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /convert, Method: post}}
```
```javascript app.js
exports.handler = async (event) => {
  const { formula } = JSON.parse(event.body);
  return { statusCode: 200, body: String(eval(formula)) }; // GOAT0102
};
```

## Fixed
```javascript app.js
const FORMULAS = { double: (x) => 2 * x, half: (x) => x / 2 };

exports.handler = async (event) => {
  const { formula, value } = JSON.parse(event.body);
  if (!Object.hasOwn(FORMULAS, formula)) return { statusCode: 400 };
  return { statusCode: 200, body: String(FORMULAS[formula](Number(value))) };
};
```

## Remedy
Do not evaluate text. Look up what is allowed in a table of functions, or parse the expression with a parser.

## Remedy in Python
For data there are `json.loads` and `ast.literal_eval`.

## Remedy in JavaScript
For data there is `JSON.parse`; `node:vm` is no sandbox.

## References
- https://cwe.mitre.org/data/definitions/95.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import CRITICAL, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0102", sas=1, cwe=95, severity=CRITICAL, since="0.1")
def event_data_as_code(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "code"):
        yield flow.finding(f"{flow.source.path} is evaluated as code by {flow.sink_name}")
