"""A value that an outsider chooses makes the function fail.

## Why it matters
The caller gets an answer that the application did not write, work is left half done, and every such failure costs a
new start of the function when it takes the process with it.

## How it is proved
One value of the event makes an exception reach Lambda. With another value in its place the same line does not fail.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Page:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /page, Method: get}}
```
```python app.py
def handler(event, context):
    asked = event.get("queryStringParameters") or {}
    number = int(asked.get("number", "1"))  # GOAT1052
    return {"statusCode": 200, "body": str(number + 1)}
```

## Fixed
```python app.py
def handler(event, context):
    asked = event.get("queryStringParameters") or {}
    number = asked.get("number", "1")
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        return {"statusCode": 400, "body": "number must be a number"}
    return {"statusCode": 200, "body": str(int(number) + 1)}
```

## Vulnerable: a body that is not JSON
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Order:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Events:
        Call: {Type: Api, Properties: {Path: /order, Method: post}}
```
```javascript index.js
exports.handler = async (event) => {
  const order = JSON.parse(event.body); // GOAT1052
  return { statusCode: 200, body: `ordered ${order?.item}` };
};
```

## Fixed
```javascript index.js
exports.handler = async (event) => {
  try {
    const order = JSON.parse(event.body);
    return { statusCode: 200, body: `ordered ${order?.item}` };
  } catch {
    return { statusCode: 400, body: "not JSON" };
  }
};
```

## Remedy
Check what comes from the event before it is used, and answer with a status of 400 for what does not fit.

## References
- https://cwe.mitre.org/data/definitions/248.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.attack.evidence.crash import Crash, crash_of, crashes
from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.attack.payloads.odd import changed
from goatherd.attack.trace import Place
from goatherd.core.finding import LOW
from goatherd.model.trigger import HTTP_KINDS, Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace

_WAITING = HTTP_KINDS | {Kind.WEBSOCKET, Kind.APPSYNC, Kind.LATTICE}


@oracle("GOAT1052", sas=10, cwe=248, severity=LOW, since="0.2", places=("input",))
def exception_is_unhandled(opportunity: Opportunity) -> Iterator[Attack]:
    trigger = opportunity.seed.attempt.target.trigger
    if trigger.kind not in _WAITING or trigger.exposure < Exposure.AUTHENTICATED:
        return
    before = crash_of(opportunity.seed.trace.links[0])

    def failed(trace: Trace) -> Crash | None:
        """A failure at a line of its own; the seed's is another matter."""
        crash = _first(trace)
        return crash if crash and (before is None or crash.where != before.where) else None

    def same(trace: Trace) -> Crash | None:
        crash = _first(trace)
        return crash if crash and before and crash.where == before.where else None

    for values in changed(opportunity):
        if before:
            seed = opportunity.seed.attempt.values
            yield Attack(seed, lambda t: _said(same(t)), values, where=_where, harmless=_went_well)
        yield Attack(values, lambda t: _said(failed(t)), where=_where)


def _went_well(trace: Trace) -> bool:
    return trace.first.ok and trace.reply is not None and trace.reply.status < 400


def _first(trace: Trace) -> Crash | None:
    return next((crash for link, crash in crashes(trace) if link is trace.links[0]), None)


def _said(crash: Crash | None) -> str:
    return crash.evidence if crash else ""


def _where(trace: Trace) -> Place | None:
    crash = _first(trace)
    return Place(crash.function, crash.where) if crash else None
