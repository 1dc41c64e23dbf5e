"""An application that is open to the internet has no alarm.

## Why it matters
An attack shows first as errors, throttles and a bill. Without an alarm the owner learns of it from the last one.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:  # GOAT0506
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      Events:
        List: {Type: Api, Properties: {Path: /orders, Method: get}}
        Add: {Type: Api, Properties: {Path: /orders, Method: post}}
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      Events:
        List: {Type: Api, Properties: {Path: /orders, Method: get}}
        Add: {Type: Api, Properties: {Path: /orders, Method: post}}
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 5
      Threshold: 5
      ComparisonOperator: GreaterThanThreshold
      AlarmActions: [arn:aws:sns:eu-west-1:123456789012:on-call]
```

## Remedy
Add a `AWS::CloudWatch::Alarm` on the `Errors` and `Throttles` of the functions, with an action that reaches somebody.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics.html
- https://cwe.mitre.org/data/definitions/778.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import INFO, Finding
from goatherd.model.application import Application
from goatherd.model.resource import Alarm
from goatherd.model.trigger import Exposure


@check("GOAT0506", sas=5, cwe=778, severity=INFO, since="0.1")
def no_alarm(app: Application) -> Iterator[Finding]:
    exposed = [f for f in app.functions if f.exposure is not None and f.exposure >= Exposure.AUTHENTICATED]
    if exposed and app.declares_alarms and not any(True for _ in app.of(Alarm)):
        yield Finding(
            span=exposed[0].span,
            message="The application can be called from outside and has no alarm on errors or throttles",
        )
