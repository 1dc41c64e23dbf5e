"""An outsider decides to which host the function sends a request.

## Why it matters
The function asks on the outsider's behalf: services of the private network that trust it answer, and what they say,
or the function's own secrets in the request, go to the outsider.

## How it is proved
The event names a host of its own, and the function connects to it or looks its name up; or it asks the metadata
address, whose planted credentials are looked for in the answer.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Preview:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /preview, Method: get}}
```
```python app.py
from urllib.request import urlopen


def handler(event, context):
    url = event["queryStringParameters"]["url"]
    return {"statusCode": 200, "body": urlopen(url).read().decode()}  # GOAT0167
```

## Fixed
```python app.py
from urllib.parse import urlsplit
from urllib.request import urlopen


def handler(event, context):
    url = event["queryStringParameters"]["url"]
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname != "images.example.com":
        return {"statusCode": 400}
    return {"statusCode": 200, "body": urlopen(url).read().decode()}
```

## Vulnerable in a part of the host
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Weather:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /weather, Method: get}}
```
```javascript index.js
exports.handler = async (event) => {
  const { region } = event.queryStringParameters ?? {};
  const answer = await fetch(`http://${region}.weather.example.com/today`); // GOAT0167
  return { statusCode: 200, body: await answer.text() };
};
```

## Fixed
```javascript index.js
exports.handler = async (event) => {
  const { region } = event.queryStringParameters ?? {};
  if (!/^[a-z]{2}-\\w+-\\d$/.test(region)) return { statusCode: 400 };
  const answer = await fetch(`http://${region}.weather.example.com/today`);
  return { statusCode: 200, body: await answer.text() };
};
```

## Remedy
Let the event choose from a list of addresses, or compare scheme and host of the parsed URL with those that are
allowed; do not follow redirects.

## Remedy in Python
`urllib.parse.urlsplit(url)` parses it; requests follows none with `allow_redirects=False`.

## Remedy in JavaScript
`new URL(url)` parses it; `fetch` follows none with `redirect: "error"`.

## References
- https://cwe.mitre.org/data/definitions/918.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.core.finding import HIGH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Place, Trace
    from goatherd.sandbox.pod import Pod

_METADATA = "http://169.254.169.254/latest/meta-data/iam/security-credentials/instance-role"
_HOST = re.compile(r"(?:https?:)?//(?:[^/@\s]*@)?([\w.-]+)")
# {host} is the outsider's. Whole addresses first, then what takes a part of one over, whatever follows.
_WHOLE = ("http://{host}/", "https://{host}/", "{host}")
_PARTS = ("{host}/", "{host}/?", "{host}#", "//{host}/", "@{host}/", ".{host}/", ":80@{host}/", "/\\{host}/")
# {allowed} is a host that the code itself asks
_DISGUISED = ("http://{allowed}@{host}/", "http://{allowed}.{host}/", "http://{host}/?{allowed}")


@oracle("GOAT0167", sas=1, cwe=918, severity=HIGH, since="0.2", places=("request", "outside", "input"))
def request_goes_where_told(opportunity: Opportunity) -> Iterator[Attack]:
    name = opportunity.marks.new()
    host = f"{name}.attacker.example"
    pod = opportunity.pod

    def judge(trace: Trace) -> str:
        return _credentials(trace, pod, name) or _connection(trace, host)

    def line(trace: Trace) -> Place | None:
        return trace.place(name, "request")

    yield opportunity.attack(f"{_METADATA}?{name}", judge, where=line)
    for text in _texts(opportunity, host):
        yield opportunity.attack(text, judge, where=line)


def _texts(opportunity: Opportunity, host: str) -> Iterator[str]:
    if opportunity.place == "input":
        yield from (text.format(host=host) for text in _WHOLE[:2])
        return
    yield from (text.format(host=host) for text in (*_WHOLE, *_PARTS))
    allowed = _HOST.search(opportunity.text)
    if allowed and opportunity.mark not in allowed[1]:
        yield from (text.format(host=host, allowed=allowed[1]) for text in _DISGUISED)


def _credentials(trace: Trace, pod: Pod, name: str) -> str:
    """Credentials in the answer to an event that named the address."""
    if name not in str(trace.first.event):
        return ""
    asked = next((record["path"] for _, record in trace.records("metadata")), None)
    if asked is None:
        return ""
    answer = trace.reply.text if trace.reply else ""
    told = any(canary.kind == "metadata" for canary in pod.canaries.in_text(answer))
    return f"the function asked 169.254.169.254 for {asked}" + (" and answered with the credentials" if told else "")


def _connection(trace: Trace, host: str) -> str:
    for _, record in trace.records("outside", "lookup"):
        if str(record["host"]).partition(":")[0].endswith(host):
            done = "sent a request to" if record["kind"] == "outside" else "looked up"
            return f"the function {done} {record['host']}, which the event named"
    return ""
