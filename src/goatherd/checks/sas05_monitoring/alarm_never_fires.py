"""An alarm watches a metric that its API does not have.

## Why it matters
HTTP APIs count `4xx` and `5xx` by `ApiId`, REST APIs `4XXError` and `5XXError` by `ApiName`. An alarm on the metric of
the other kind never has any data: nobody hears of attacks and outages, and everybody believes that they would.

## Vulnerable
```yaml template.yaml
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: shop, ProtocolType: HTTP}
  Failures:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5XXError  # GOAT0530
      Dimensions: [{Name: ApiId, Value: !Ref Api}]
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 10
      ComparisonOperator: GreaterThanThreshold
      AlarmActions: [arn:aws:sns:eu-west-1:123456789012:alarms]
```

## Fixed
```yaml template.yaml
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: shop, ProtocolType: HTTP}
  Failures:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5xx
      Dimensions: [{Name: ApiId, Value: !Ref Api}]
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 10
      ComparisonOperator: GreaterThanThreshold
      AlarmActions: [arn:aws:sns:eu-west-1:123456789012:alarms]
```

## Remedy
Name the metric of that kind of API (`5xx` with `ApiId`, `5XXError` with `ApiName`), and try the alarm once.

## Remedy in Terraform
Set `metric_name` to that of the kind of API (`5xx` with `ApiId`, `5XXError` with `ApiName`), and try the alarm once.

## Remedy in the CDK
Take the metric from the API itself: `api.metricServerError()`.

## References
- https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
- https://cwe.mitre.org/data/definitions/778.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.core.value import known
from goatherd.model.resource import Alarm

_OF_REST = frozenset({"4XXError", "5XXError", "CacheHitCount", "CacheMissCount"})
_OF_HTTP = frozenset({"4xx", "5xx", "DataProcessed"})


@check("GOAT0530", sas=5, cwe=778, severity=LOW, since="0.1")
def alarm_never_fires(alarm: Alarm) -> Iterator[Finding]:
    metric = known(alarm.metric)
    if known(alarm.namespace) != "AWS/ApiGateway":
        return
    if ("ApiId" in alarm.dimensions and metric in _OF_REST) or ("ApiName" in alarm.dimensions and metric in _OF_HTTP):
        kind = "an HTTP API" if "ApiId" in alarm.dimensions else "a REST API"
        yield Finding(
            span=alarm.metric.span or alarm.span,
            message=f"Alarm {alarm.id} never fires: {kind} has no metric {metric}",
        )
