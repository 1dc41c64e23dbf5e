"""A function that answers web requests may run for minutes.

## Why it matters
API Gateway gives up after 29 or 30 seconds; the function runs on until its timeout, and is paid. A request that makes
it slow costs the owner thirty times what it costs the attacker.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      Timeout: 900  # GOAT0804
      Events:
        Get: {Type: Api, Properties: {Path: /report, Method: get}}
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      Timeout: 29
      Events:
        Get: {Type: Api, Properties: {Path: /report, Method: get}}
```

## Remedy
Set `Timeout` to 29 or less; start long work through a queue or a state machine.

## Remedy in Terraform
Set `timeout` to 29 or less; start long work through a queue or a state machine.

## Remedy in the Serverless Framework
Set `timeout` to 29 or less; start long work through a queue or a state machine.

## Remedy in the CDK
Set `timeout: Duration.seconds(29)` or less; start long work through a queue or a state machine.

## Remedy in Chalice
Set `"lambda_timeout"` to 29 or less in `.chalice/config.json`; start long work through a queue or a state machine.

## References
- https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
- https://cwe.mitre.org/data/definitions/400.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import INFO, Finding
from goatherd.core.finding import Kind as FindingKind
from goatherd.core.value import known
from goatherd.model.application import Application
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger

GATEWAYS = frozenset({Kind.REST_API, Kind.REST_API_MAPPED, Kind.HTTP_API, Kind.HTTP_API_V1})
_MANY = "applications have functions that run on for minutes on requests that the gateway gave up on"
LONG = 60  # seconds; a REST API's own limit can be raised, so what is near 29 is left alone


@check("GOAT0804", sas=8, cwe=400, severity=INFO, since="0.1")
def slow_requests_are_paid(app: Application) -> Iterator[Finding]:
    slow = [function for function in app.functions if _is_slow(function)]
    if slow:
        spans = list(dict.fromkeys(function.timeout.span or function.span for function in slow))
        longest = max(known(function.timeout) or 0 for function in slow)
        yield Finding(
            span=spans[0],
            locations=tuple(spans[1:]),
            message=f"{listed([f.id for f in slow])} may run for up to {longest} seconds "
            "on a request that the gateway gave up on",
            function=slow[0].id if len(slow) == 1 else "",
            one_of=FindingKind(_MANY, listed([f.id for f in slow]), anywhere=True),
        )


def _is_slow(function: Function) -> bool:
    return (
        (known(function.timeout) or 0) > LONG and bool(function.triggers) and all(map(_is_request, function.triggers))
    )


def _is_request(trigger: Trigger) -> bool:
    return trigger.kind in GATEWAYS and trigger.exposure >= Exposure.AUTHENTICATED
