"""An alarm that tells nobody.

## Why it matters
It goes off, and nobody hears it: an attack or an outage goes on until a customer calls, while everybody believes that
it would be noticed.

## Vulnerable
```yaml template.yaml
Resources:
  Failures: # GOAT0531
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions: [{Name: FunctionName, Value: !Ref Orders}]
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 10
      ComparisonOperator: GreaterThanThreshold
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: src/}
```

## Fixed
```yaml template.yaml
Resources:
  Failures:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions: [{Name: FunctionName, Value: !Ref Orders}]
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 10
      ComparisonOperator: GreaterThanThreshold
      AlarmActions: [arn:aws:sns:eu-west-1:123456789012:alarms]
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: src/}
```

## Fixed, since it is what a deployment watches
```yaml template.yaml
Resources:
  Failures:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions: [{Name: FunctionName, Value: !Ref Orders}]
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 10
      ComparisonOperator: GreaterThanThreshold
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      AutoPublishAlias: live
      DeploymentPreference: {Type: Canary10Percent5Minutes, Alarms: [!Ref Failures]}
```

## Vulnerable on Azure
```hcl main.tf
resource "azurerm_monitor_metric_alert" "failures" {  # GOAT0531
  name                = "failures"
  resource_group_name = "shop"
  scopes              = [azurerm_linux_function_app.orders.id]

  criteria {
    metric_namespace = "Microsoft.Web/sites"
    metric_name      = "Http5xx"
    aggregation      = "Total"
    operator         = "GreaterThan"
    threshold        = 10
  }
}

resource "azurerm_linux_function_app" "orders" {
  name                          = "orders"
  resource_group_name           = "shop"
  location                      = "westeurope"
  service_plan_id               = "plan"
  storage_account_name          = "orders"
  storage_uses_managed_identity = true
  https_only                    = true

  identity {
    type = "SystemAssigned"
  }

  site_config {
    application_stack {
      python_version = "3.12"
    }
  }
}
```

## Fixed on Azure
```hcl main.tf
resource "azurerm_monitor_metric_alert" "failures" {
  name                = "failures"
  resource_group_name = "shop"
  scopes              = [azurerm_linux_function_app.orders.id]

  criteria {
    metric_namespace = "Microsoft.Web/sites"
    metric_name      = "Http5xx"
    aggregation      = "Total"
    operator         = "GreaterThan"
    threshold        = 10
  }

  action {
    action_group_id = azurerm_monitor_action_group.people.id
  }
}

resource "azurerm_linux_function_app" "orders" {
  name                          = "orders"
  resource_group_name           = "shop"
  location                      = "westeurope"
  service_plan_id               = "plan"
  storage_account_name          = "orders"
  storage_uses_managed_identity = true
  https_only                    = true

  identity {
    type = "SystemAssigned"
  }

  site_config {
    application_stack {
      python_version = "3.12"
    }
  }
}
```

## Remedy
Give the alarm an action that reaches somebody (`AlarmActions` with a topic; an action group on Azure).

## Remedy in Terraform
Give the alarm an action that reaches somebody (`alarm_actions` with a topic; an `action` with an
`azurerm_monitor_action_group` on Azure).

## Remedy in the CDK
Give the alarm an action that reaches somebody: `alarm.addAlarmAction(new SnsAction(topic))`.

## References
- https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
- https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups
- https://cwe.mitre.org/data/definitions/778.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.trials import is_trial
from goatherd.checks.wording import listed
from goatherd.core.finding import LOW, Finding
from goatherd.core.value import is_false
from goatherd.model.application import Application
from goatherd.model.resource import Alarm


@check("GOAT0531", sas=5, cwe=778, severity=LOW, since="0.1")
def alarm_tells_nobody(app: Application) -> Iterator[Finding]:
    """One finding per application: it was forgotten for all of them as a rule."""
    found = [alarm for alarm in app.of(Alarm) if is_false(alarm.has_action) and not alarm.watched]
    if found and not is_trial(app):
        names = listed([alarm.id for alarm in found])
        yield Finding(
            span=found[0].span,
            locations=tuple(alarm.span for alarm in found[1:]),
            message=f"Nobody is told when {names} {'goes' if len(found) == 1 else 'go'} off",
        )
