"""Event data is put into a page as it is (cross-site scripting).

## Why it matters
Script in a parameter or in stored data runs in the browser of whoever opens the page, with their cookies and tokens.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /hello, Method: get}}
```
```javascript app.js
exports.handler = async (event) => ({
  statusCode: 200,
  headers: { "Content-Type": "text/html" },
  body: `<h1>Hello ${event.queryStringParameters.name}</h1>`, // GOAT0110
});
```

## Fixed
```javascript app.js
const escapeHtml = require("escape-html");

exports.handler = async (event) => ({
  statusCode: 200,
  headers: { "Content-Type": "text/html" },
  body: `<h1>Hello ${escapeHtml(event.queryStringParameters.name)}</h1>`,
});
```

## Remedy
Escape what goes into HTML, or use a template engine that escapes by default.

## Remedy in Python
Use `html.escape`, or Jinja2 with `autoescape=True`.

## Remedy in JavaScript
Use lodash's `escape`, Handlebars (`{{name}}`) or EJS (`<%= name %>`).

## References
- https://cwe.mitre.org/data/definitions/79.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0110", sas=1, cwe=79, severity=MEDIUM, since="0.1")
def event_data_in_html(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "html"):
        yield flow.finding(f"{flow.source.path} is put into a page without escaping")
