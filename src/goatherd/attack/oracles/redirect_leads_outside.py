"""An outsider's text makes the function redirect to any website.

## Why it matters
A link that begins with the trusted address leads to a page of the attacker: people enter their password there, and
codes of OAuth flows are sent along.

## How it is proved
The text names a host of the attacker; the answer's Location header leads a browser to exactly this host.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Leave:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /leave, Method: get}}
```
```javascript index.js
exports.handler = async (event) => { // GOAT0160
  const { next } = event.queryStringParameters;
  return { statusCode: 302, headers: { Location: next } };
};
```

## Fixed
```javascript index.js
exports.handler = async (event) => {
  const { next } = event.queryStringParameters;
  return { statusCode: 302, headers: { Location: `/pages/${encodeURIComponent(next)}` } };
};
```

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Leave:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /leave, Method: get}}
```
```python app.py
def handler(event, context):  # GOAT0160
    target = event["queryStringParameters"]["next"]
    if not target.startswith("/"):
        target = "/"
    return {"statusCode": 302, "headers": {"Location": target}}
```

## Fixed
```python app.py
from urllib.parse import urlsplit


def handler(event, context):
    target = event["queryStringParameters"]["next"].replace("\\\\", "/")
    if urlsplit(target).netloc or not target.startswith("/"):
        target = "/"
    return {"statusCode": 302, "headers": {"Location": target}}
```

## Remedy
Redirect to paths of the own site only, or compare the target's host with a list of those that are allowed.

## Remedy in Python
`urllib.parse.urlsplit(target).hostname` is the host; refuse texts with a backslash, which browsers read as a slash.

## Remedy in JavaScript
`new URL(target, site).host` is the host.

## References
- https://cwe.mitre.org/data/definitions/601.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.core.finding import MEDIUM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.reply import Reply
    from goatherd.attack.trace import Trace

# {} is the attacker's host; what stands around it gets past checks, or out of what the program writes around it.
_TEXTS = ("https://{}/", "//{}/", "/{}/", "/\\{}/", "@{}/", ".{}/", "https:{}/", "\\\\{}/")
_HERE = "https://here.example/path"
_IGNORED = re.compile(r"^[\x00-\x20]+|[\t\r\n]")  # by browsers


@oracle("GOAT0160", sas=1, cwe=601, severity=MEDIUM, since="0.2", places=("input",))
def redirect_leads_outside(opportunity: Opportunity) -> Iterator[Attack]:
    if not _location(opportunity.seed.trace.reply):
        return
    for text in _TEXTS:
        host = f"{opportunity.marks.new()}.attacker.example"

        def judge(trace: Trace, host: str = host) -> str:
            location = _location(trace.reply)
            leads = _host(location)
            return f"the answer redirects to {location[:160]}" if leads == host or leads.endswith("." + host) else ""

        yield opportunity.attack(text.format(host), judge)


def _location(reply: Reply | None) -> str:
    return reply.headers.get("location", "") if reply and 300 <= reply.status < 400 else ""


def _host(location: str) -> str:
    """The host that a browser goes to."""
    url = _IGNORED.sub("", location).replace("\\", "/")
    special = re.match(r"(https?):/*(?=[^/])", url, re.IGNORECASE)
    if special:
        url = f"{special[1]}://{url[special.end() :]}"
    try:
        return (urlsplit(urljoin(_HERE, url)).hostname or "").lower()
    except ValueError:
        return ""
