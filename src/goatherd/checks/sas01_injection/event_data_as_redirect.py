"""Event data decides where the caller is redirected to.

## Why it matters
A link to the trusted site leads to another one: for phishing, and to steal codes and tokens that are passed on.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Login:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /login, Method: get}}
```
```javascript app.js
exports.handler = async (event) => ({
  statusCode: 302,
  headers: { Location: event.queryStringParameters.next }, // GOAT0112
});
```

## Fixed
```javascript app.js
const PLACES = { home: "/", cart: "/cart" };

exports.handler = async (event) => ({
  statusCode: 302,
  headers: { Location: PLACES[event.queryStringParameters.next] || "/" },
});
```

## Fixed, or never broken: no link makes a browser send another origin
```javascript app.js
exports.handler = async (event) => ({
  statusCode: 302,
  headers: { Location: `${event.headers.origin || "https://www.example.org"}/done` },
});
```

## Remedy
Redirect to paths of your own, or compare the host with a list.

## Remedy in Python
`urllib.parse.urlsplit(target).hostname` is the host; refuse texts with a backslash, which browsers read as a slash.

## Remedy in JavaScript
`new URL(target, site).host` is the host.

## References
- https://cwe.mitre.org/data/definitions/601.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function

# what the browser fills in itself, or this site has set
_NOT_BY_LINK = re.compile(r"(?i)event\.(?:(?:headers|multiValueHeaders)\.(?:host|cookie|origin)\b|cookies\b).*")
_HEADER = re.compile(r"event\.(?:headers|multiValueHeaders)\b.*")  # which no link makes a browser send


@check("GOAT0112", sas=1, cwe=601, severity=MEDIUM, since="0.1")
def event_data_as_redirect(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "redirect"):
        if not _NOT_BY_LINK.fullmatch(flow.source.path):
            found = flow.finding(f"{flow.source.path} decides where the caller is sent")
            # what is kept to send callers there is what the application is for, as a rule
            unlikely = flow.via or _HEADER.fullmatch(flow.source.path)
            yield evolve(found, severity=LOW) if unlikely else found
