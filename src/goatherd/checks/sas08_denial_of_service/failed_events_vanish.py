"""Events that a function fails on are lost.

## Why it matters
Asynchronous events are tried three times and then dropped. Nobody learns which orders, files or messages were not
processed, and an attacker can make them vanish on purpose.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Uploads:
    Type: AWS::S3::Bucket
  Scan:  # GOAT0803
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      Events:
        Put: {Type: S3, Properties: {Bucket: !Ref Uploads, Events: "s3:ObjectCreated:*"}}
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Uploads:
    Type: AWS::S3::Bucket
  Failed:
    Type: AWS::SQS::Queue
  Scan:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Failed.Arn}
      Events:
        Put: {Type: S3, Properties: {Bucket: !Ref Uploads, Events: "s3:ObjectCreated:*"}}
```

## Remedy
Set `EventInvokeConfig: {DestinationConfig: {OnFailure: …}}` or a `DeadLetterQueue`.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
- https://cwe.mitre.org/data/definitions/755.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import INFO, Finding
from goatherd.core.value import is_false
from goatherd.model.application import Application
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from goatherd.model.function import Function

# events that somebody's data depends on; a missed schedule comes again
ASYNCHRONOUS = frozenset({Kind.S3, Kind.SNS, Kind.EVENTBRIDGE})


@check("GOAT0803", sas=8, cwe=755, severity=INFO, since="0.1")
def failed_events_vanish(app: Application) -> Iterator[Finding]:
    losing = [function for function in app.functions if _loses_events(function)]
    if losing:
        yield Finding(
            span=losing[0].span,
            locations=tuple(function.span for function in losing[1:]),
            message=f"Events are lost when they make {listed([function.id for function in losing])} fail",
            function=losing[0].id if len(losing) == 1 else "",
        )


def _loses_events(function: Function) -> bool:
    return is_false(function.dead_letter) and any(
        trigger.kind in ASYNCHRONOUS and not trigger.has_failure_destination for trigger in function.triggers
    )
