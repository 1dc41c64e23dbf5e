"""An outgoing request waits for ever.

## Why it matters
Python's HTTP libraries have no timeout of their own. One slow server keeps every instance of the function busy until
it times out, and you pay for the waiting.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Stock:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /stock, Method: get}}
```
```python app.py
import requests


def handler(event, context):
    return requests.get("https://partner.example.com/stock").json()  # GOAT0821
```

## Fixed
```python app.py
import requests


def handler(event, context):
    return requests.get("https://partner.example.com/stock", timeout=3).json()
```

## Remedy
Limit the time of every request, well below that of the function.

## Remedy in Python
Write `requests.get(url, timeout=3)`.

## References
- https://cwe.mitre.org/data/definitions/400.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function

# calls that have no timeout unless one is given, and the position at which it may be given
WITHOUT = {
    **{f"requests.{verb}": "" for verb in ("get", "post", "put", "patch", "delete", "head", "options", "request")},
    "urllib.request.urlopen": "2",
    "http.client.HTTPSConnection": "2",
    "http.client.HTTPConnection": "2",
    "urllib3.PoolManager.request": "",
}


@check("GOAT0821", sas=8, cwe=400, severity=LOW, since="0.1")
def request_without_timeout(function: Function, app: Application) -> Iterator[Finding]:
    waiting = [
        call
        for call in app.behaviour(function).calls
        if call.name in WITHOUT and "timeout" not in call.arguments and WITHOUT[call.name] not in call.arguments
    ]
    if waiting:
        names = listed(list(dict.fromkeys(call.name for call in waiting)))
        yield Finding(
            span=waiting[0].span,
            locations=tuple(call.span for call in waiting[1:]),
            message=f"{names} in {function.id} waits without a timeout",
        )
