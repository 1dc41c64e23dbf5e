"""The code switches logging off.

## Why it matters
What the function notices of an attack, refused tokens, failed look-ups, broken input, is the only record of it that
there is. Switching off the levels at which such things are logged throws the record away.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Account:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /account, Method: get}}
```
```python app.py
import logging

logging.disable(logging.CRITICAL)  # GOAT0521

def handler(event, context):
    logging.warning("refused")
    return {"statusCode": 403, "body": ""}
```

## Fixed
```python app.py
import logging

logging.disable(logging.DEBUG)

def handler(event, context):
    logging.warning("refused")
    return {"statusCode": 403, "body": ""}
```

## Remedy
Remove the call; set the level of a loud library's own logger instead.

## Remedy in Python
Write `logging.getLogger("urllib3").setLevel(logging.WARNING)`.

## References
- https://cwe.mitre.org/data/definitions/778.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.model.flow import LibraryCall

WARNING = 30
_LEVELS = {"<logging.WARNING>": 30, "<logging.WARN>": 30, "<logging.ERROR>": 40, "<logging.CRITICAL>": 50}


@check("GOAT0521", sas=5, cwe=778, severity=LOW, since="0.1")
def logging_switched_off(call: LibraryCall) -> Iterator[Finding]:
    if call.name != "logging.disable":
        return
    levels = [_level(value) for value in call.constants.get("0", call.constants.get("level", ()))]
    # without an argument everything up to CRITICAL is dropped
    if not call.arguments or (levels and min(levels) >= WARNING):
        yield Finding(span=call.span, message="logging.disable drops warnings and errors from here on")


def _level(value: object) -> int:
    return value if isinstance(value, int) else _LEVELS.get(str(value), 0)
