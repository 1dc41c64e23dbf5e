"""One bad record stops a stream for a day.

## Why it matters
A function that fails on a record of a stream gets the same batch again, without a limit until the record expires.
Nothing behind it is processed meanwhile: one record, written by whoever may write, is an outage.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Clicks:
    Type: AWS::Kinesis::Stream
    Properties: {ShardCount: 1}
  Count:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      Events:
        Click:  # GOAT0806
          Type: Kinesis
          Properties: {Stream: !GetAtt Clicks.Arn, StartingPosition: LATEST}
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Clicks:
    Type: AWS::Kinesis::Stream
    Properties: {ShardCount: 1}
  Count:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      Events:
        Click:
          Type: Kinesis
          Properties:
            Stream: !GetAtt Clicks.Arn
            StartingPosition: LATEST
            MaximumRetryAttempts: 3
            BisectBatchOnFunctionError: true
```

## Remedy
Set `MaximumRetryAttempts`, `BisectBatchOnFunctionError: true` and an on-failure destination on the event.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
- https://cwe.mitre.org/data/definitions/400.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from goatherd.model.trigger import Trigger

STREAMS = frozenset({Kind.DYNAMODB, Kind.KINESIS})


@check("GOAT0806", sas=8, cwe=400, severity=LOW, since="0.1")
def poison_record_blocks_stream(app: Application) -> Iterator[Finding]:
    unlimited = [(function, trigger) for function, trigger in app.triggers() if _tries_for_ever(trigger)]
    if unlimited:
        spans = list(dict.fromkeys(trigger.span for _, trigger in unlimited))
        names = list(dict.fromkeys(function.id for function, _ in unlimited))
        yield Finding(
            span=spans[0],
            locations=tuple(spans[1:]),
            message=f"A record of a stream that makes {listed(names)} fail is tried until it expires, "
            "and nothing behind it is processed",
        )


def _tries_for_ever(trigger: Trigger) -> bool:
    limited = trigger.max_retries is not None and trigger.max_retries >= 0
    return trigger.kind in STREAMS and not limited
