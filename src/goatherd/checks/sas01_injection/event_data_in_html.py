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

## Vulnerable, but only to a browser that sends the header
```javascript app.js
exports.handler = async (event) => ({
  statusCode: 200,
  headers: { "Content-Type": "text/html" },
  body: `<h1>Hello ${event.headers["x-name"]}</h1>`, // GOAT0110
});
```

## Vulnerable, but only to a browser that sends the token with it
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        DefaultAuthorizer: Users
        Authorizers:
          Users:
            JwtConfiguration: {issuer: https://users.example.org, audience: [shop]}
            IdentitySource: $request.header.Authorization
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /hello, Method: get, ApiId: !Ref Api}}
```
```javascript app.js
exports.handler = async (event) => ({
  statusCode: 200,
  headers: { "Content-Type": "text/html" },
  body: `<h1>Hello ${event.queryStringParameters.name}</h1>`, // GOAT0110
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
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core.confidence import Doubt, Reason
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from goatherd.model.flow import Flow


_SENT_HEADERS = ("event.headers.", "event.multiValueHeaders.")


@check("GOAT0110", sas=1, cwe=79, severity=MEDIUM, since="0.1")
def event_data_in_html(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "html"):
        yield _doubted(flow, flow.finding(f"{flow.source.path} is put into a page without escaping"))


def _doubted(flow: Flow, finding: Finding) -> Finding:
    """A link leads nobody's browser to what is answered to those alone who send a token, a key or a header with it."""
    if flow.source.kind != "event" or flow.via:
        return finding
    if flow.source.path.startswith(_SENT_HEADERS):
        words = "no link makes a browser send it"
    elif flow.source.exposure is Exposure.AUTHENTICATED:
        words = "only a browser shows it that sends what callers are let in by"
    else:
        return finding
    return evolve(finding, severity=LOW, reasons=(*finding.reasons, Reason(Doubt.LIMITED_USE, words)))
