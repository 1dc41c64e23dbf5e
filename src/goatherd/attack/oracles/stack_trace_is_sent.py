"""An unexpected value makes the function send its stack trace to the caller.

## Why it matters
The trace shows files, libraries and often data of the function; it is the map for the next attack.

## How it is proved
The answer that an outsider receives holds a file and a line of the function's own code. The same event with ordinary
values gives no trace.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /show, Method: get}}
```
```python app.py
import traceback


def handler(event, context):  # GOAT1051
    try:
        return {"statusCode": 200, "body": event["queryStringParameters"]["name"].strip()}
    except Exception:
        return {"statusCode": 500, "body": traceback.format_exc()}
```

## Fixed
```python app.py
import logging


def handler(event, context):
    try:
        return {"statusCode": 200, "body": event["queryStringParameters"]["name"].strip()}
    except Exception:
        logging.exception("failed")
        return {"statusCode": 500, "body": "internal error"}
```

## Remedy
Catch errors at the handler's edge, log them, and answer with a message that says nothing of the code.

## Remedy in Python
`except Exception:` catches them, `logging.exception` logs them with their stack.

## Remedy in JavaScript
`catch (error)` around what is awaited catches them, `console.error(error)` logs them with their stack.

## References
- https://cwe.mitre.org/data/definitions/209.html
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.attack.payloads.odd import changed
from goatherd.core.finding import MEDIUM
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace

_MOST = 1 << 20  # characters
_TRACE = re.compile(
    r'File \\*"/var/(?:task|runtime)/[^"\\]+\\*", line \d+|\bat [^\n]{0,200}?\(?(?:file://)?/var/task/[^\s:)]+:\d+:\d+'
)


@oracle("GOAT1051", sas=10, cwe=209, severity=MEDIUM, since="0.2", places=("target", "input"))
def stack_trace_is_sent(opportunity: Opportunity) -> Iterator[Attack]:
    direct = opportunity.seed.attempt.target.trigger.kind is Kind.DIRECT
    for values in changed(opportunity) if opportunity.input else ({},):
        yield Attack(values, partial(_judge, direct=direct))


def _judge(trace: Trace, *, direct: bool) -> str:
    if trace.reply is None or trace.doubtful() or (direct and trace.reply.failed):
        return ""  # Lambda itself tells whoever may invoke a function how it failed
    found = _TRACE.search(trace.reply.body, 0, _MOST)
    return f"the answer shows the code's own lines: {found[0][:160]}" if found else ""
