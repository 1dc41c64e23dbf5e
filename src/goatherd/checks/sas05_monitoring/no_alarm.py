"""An application that is open to the internet, and is watched otherwise, has no alarm.

## Why it matters
An attack shows first as errors, throttles and a bill. Without an alarm the owner learns of it from the last one.

Reported where somebody watches the application: its API keeps an access log, or its functions are traced. Where nobody
looks at all, an alarm reaches nobody either, and the access log is the first thing to have (GOAT0501). Several
applications of one scan are one finding with all places.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Tracing: Active}
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
Globals:
  Function: {Tracing: Active}
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

## Fixed, or never broken: nobody watches it at all
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
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_iam_role" "orders" {
  name = "orders"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_lambda_function" "orders" { # GOAT0506
  function_name = "orders"
  role          = aws_iam_role.orders.arn
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop-releases"
  s3_key        = "orders.zip"

  tracing_config {
    mode = "Active"
  }
}

resource "aws_lambda_function_url" "orders" {
  function_name      = aws_lambda_function.orders.function_name
  authorization_type = "NONE"
}
```

## Fixed in Terraform
```hcl alarms.tf
resource "aws_sns_topic" "on_call" {
  name = "on-call"
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "orders-errors"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = aws_lambda_function.orders.function_name }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 5
  threshold           = 5
  comparison_operator = "GreaterThanThreshold"
  alarm_actions       = [aws_sns_topic.on_call.arn]
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
  tracing:
    lambda: true
functions:
  orders:  # GOAT0506
    handler: app.handler
    events:
      - httpApi: GET /orders
      - httpApi: POST /orders
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
  tracing:
    lambda: true
functions:
  orders:
    handler: app.handler
    events:
      - httpApi: GET /orders
      - httpApi: POST /orders
resources:
  Resources:
    Errors:
      Type: AWS::CloudWatch::Alarm
      Properties:
        Namespace: AWS/Lambda
        MetricName: Errors
        Dimensions: [{Name: FunctionName, Value: !Ref OrdersLambdaFunction}]
        Statistic: Sum
        Period: 60
        EvaluationPeriods: 5
        Threshold: 5
        ComparisonOperator: GreaterThanThreshold
        AlarmActions: [arn:aws:sns:eu-west-1:123456789012:on-call]
```

## Fixed in the Serverless Framework, with a plug-in
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
  tracing:
    lambda: true
plugins:
  - serverless-plugin-aws-alerts
custom:
  alerts:
    topics:
      alarm: on-call
    alarms:
      - functionErrors
      - functionThrottles
functions:
  orders:
    handler: app.handler
    events:
      - httpApi: GET /orders
      - httpApi: POST /orders
```

## Remedy
Add an alarm (`AWS::CloudWatch::Alarm`) on the `Errors` and `Throttles` of the functions, with an action that reaches
somebody.

## Remedy in Terraform
Add an alarm (`aws_cloudwatch_metric_alarm`) on the `Errors` and `Throttles` of the functions, with `alarm_actions`
that reach somebody.

## Remedy in the Serverless Framework
Add an alarm (`AWS::CloudWatch::Alarm` under `resources`) on the `Errors` and `Throttles` of the functions, with an
action that reaches somebody.

## Remedy in the CDK
Add alarms on errors and throttles (`fn.metricErrors().createAlarm(…)`, `fn.metricThrottles()`), with an action that
reaches somebody (`addAlarmAction`).

## Remedy in SST
Add alarms (`new aws.cloudwatch.MetricAlarm`) on the `Errors` and `Throttles` of the functions, with `alarmActions` that
reach somebody.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics.html
- https://cwe.mitre.org/data/definitions/778.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.trials import is_trial
from goatherd.core.confidence import owners_choice
from goatherd.core.finding import INFO, Finding, Kind
from goatherd.core.value import is_true, known
from goatherd.model.application import Application
from goatherd.model.resource import Api


@check("GOAT0506", sas=5, cwe=778, severity=INFO, since="0.1")
def no_alarm(app: Application) -> Iterator[Finding]:
    """One finding for all stacks of a program."""
    if not app.open_functions or not app.declares_alarms or app.has_alarms or is_trial(app) or not _is_watched(app):
        return
    silent = app.program.silent if app.program else ((app.name, app.open_functions[0].span),)
    if silent[0][0] != app.name or (app.program and app.program.watched):
        return
    yield Finding(
        span=silent[0][1],
        locations=tuple(span for _, span in silent[1:]),
        message="The application can be called from outside and has no alarm on errors or throttles",
        reasons=owners_choice("somebody may watch it otherwise, or nobody may need to"),
        one_of=Kind("applications can be called from outside and have no alarm", app.name, anywhere=True),
    )


def _is_watched(app: Application) -> bool:
    logged = any(is_true(api.access_logging) for api in app.of(Api))
    return logged or any(known(function.tracing) == "Active" for function in app.functions)
