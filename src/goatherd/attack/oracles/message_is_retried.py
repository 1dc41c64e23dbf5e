"""One message that a function cannot handle is retried again and again.

## Why it matters
A stream hands out nothing behind a batch that fails until the batch expires, and a queue gives the message back for
days: one message of an outsider stops the work for everybody, and every retry costs.

## How it is proved
A message with one odd value makes the function fail, and nothing takes such messages out of the way.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Clicks: {Type: AWS::Kinesis::Stream, Properties: {ShardCount: 1}}
  Count:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Click: {Type: Kinesis, Properties: {Stream: !GetAtt Clicks.Arn, StartingPosition: LATEST}}
```
```python app.py
import base64
import json


def handler(event, context):
    for record in event["Records"]:
        click = json.loads(base64.b64decode(record["kinesis"]["data"]))  # GOAT1053
        print(click.get("page"))
```

## Fixed
```python app.py
import base64
import json


def handler(event, context):
    for record in event["Records"]:
        try:
            click = json.loads(base64.b64decode(record["kinesis"]["data"]))
        except ValueError:
            continue
        print(click.get("page") if isinstance(click, dict) else "")
```

## Remedy
Give the event source a destination for failures (`DestinationConfig`, a queue's `RedrivePolicy`), limit
`MaximumRetryAttempts`, and handle messages that do not fit.

## Remedy in Terraform
Give the event source a destination for failures (`destination_config`, a queue's `redrive_policy`), limit
`maximum_retry_attempts`, and handle messages that do not fit.

## Remedy in the Serverless Framework
Give the event source a destination for failures (`destinations: {onFailure: …}`, a queue's `RedrivePolicy`), limit
`maximumRetryAttempts`, and handle messages that do not fit.

## Remedy in the CDK
Give the event source a destination for failures (`onFailure`, a queue's `deadLetterQueue`), limit `retryAttempts`,
and handle messages that do not fit.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.attack.evidence.crash import crash_of, crashes
from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.attack.payloads.odd import changed
from goatherd.attack.trace import Place
from goatherd.core.finding import MEDIUM
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace
    from goatherd.model.trigger import Trigger

_STREAMS = frozenset({Kind.KINESIS, Kind.DYNAMODB, Kind.KAFKA, Kind.DOCUMENTDB})


@oracle("GOAT1053", sas=10, cwe=755, severity=MEDIUM, since="0.2", places=("input",))
def message_is_retried(opportunity: Opportunity) -> Iterator[Attack]:
    trigger = opportunity.seed.attempt.target.trigger
    if not _retries(trigger):
        return
    before = crash_of(opportunity.seed.trace.links[0])

    def judge(trace: Trace) -> str:
        crash = next((c for link, c in crashes(trace) if link is trace.links[0]), None)
        return f"{crash.evidence}, and the message is given to it again" if crash else ""

    for values in changed(opportunity):
        if before:
            yield Attack(opportunity.seed.attempt.values, judge, values, where=_where)
        else:
            yield Attack(values, judge, where=_where)


def _retries(trigger: Trigger) -> bool:
    if trigger.kind not in _STREAMS and trigger.kind != Kind.SQS:
        return False
    return trigger.has_failure_destination is False and trigger.max_retries is None


def _where(trace: Trace) -> Place | None:
    crash = next((c for link, c in crashes(trace) if link is trace.links[0]), None)
    return Place(crash.function, crash.where) if crash else None
