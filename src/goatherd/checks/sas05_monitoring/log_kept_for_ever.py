"""Logs are never deleted.

## Why it matters
Log groups without a retention grow and cost for ever, and what was logged by mistake, such as personal data, stays.
Several applications of one scan are one finding with all places.

## Vulnerable
```yaml template.yaml
Resources:
  Log:  # GOAT0503
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /shop/orders}
```

## Fixed
```yaml template.yaml
Resources:
  Log:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /shop/orders, RetentionInDays: 90}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_cloudwatch_log_group" "orders" { # GOAT0503
  name = "/aws/lambda/orders"
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_cloudwatch_log_group" "orders" {
  name              = "/aws/lambda/orders"
  retention_in_days = 90
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
functions:
  orders:  # GOAT0503
    handler: orders.handler
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
  logRetentionInDays: 90
functions:
  orders:
    handler: orders.handler
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new LogGroup(this, 'Log', { logGroupName: '/shop/orders', retention: RetentionDays.INFINITE });  // GOAT0503
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new LogGroup(this, 'Log', { logGroupName: '/shop/orders', retention: RetentionDays.THREE_MONTHS });
  }
}
```

## Vulnerable, where Lambda makes the log group
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:  # GOAT0503
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
```

## Fixed, with a log group of its own
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  OrdersLog:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: !Sub "/aws/lambda/${Orders}", RetentionInDays: 90}
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
```

## Fixed, in a log group of somebody else
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Parameters:
  Log: {Type: String}
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      LoggingConfig: {LogGroup: !Ref Log}
```

## Remedy
Declare the log group (`/aws/lambda/` and the function's name) and set `RetentionInDays`.

## Remedy in Terraform
Set `retention_in_days`.

## Remedy in the Serverless Framework
Set `provider.logRetentionInDays`, and `RetentionInDays` of log groups under `resources`.

## Remedy in the CDK
Give the function a `logGroup` with `retention: logs.RetentionDays.THREE_MONTHS` or what you need.

## References
- https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
- https://cwe.mitre.org/data/definitions/779.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.trials import is_trial
from goatherd.checks.wording import listed
from goatherd.core.confidence import owners_choice
from goatherd.core.finding import INFO, Finding, Kind
from goatherd.core.value import HOLE, known
from goatherd.model.application import Application
from goatherd.model.resource import LogGroup

if TYPE_CHECKING:
    from goatherd.model.function import Function

# Where log groups are declared beside the functions, and nothing else sets their retention.
_DECLARE_LOGS = frozenset({"sam", "cloudformation", "terraform"})
_CHOICE = owners_choice("the logs may be few, or have to be kept")


@check("GOAT0503", sas=5, cwe=779, severity=INFO, since="0.1")
def log_kept_for_ever(app: Application) -> Iterator[Finding]:
    if is_trial(app):
        return
    groups = [group for group in app.of(LogGroup) if group.retention_days is None]
    if groups:
        yield Finding(
            span=groups[0].span,
            locations=tuple(group.span for group in groups[1:]),
            message=f"Nothing is ever deleted from log group {listed([group.id for group in groups])}",
            reasons=_CHOICE,
            one_of=_one_of(app),
        )
    elif app.framework in _DECLARE_LOGS and all(_is_named(group) for group in app.of(LogGroup)):
        yield from _made_by_lambda([function for function in app.functions if function.log_group is None], app)


def _is_named(group: LogGroup) -> bool:
    """Whether it is known whose it is: one whose name is known or that Lambda would not write to."""
    name = known(group.physical_name)
    return name is not None and HOLE not in name


def _one_of(app: Application) -> Kind:
    return Kind("applications keep their logs for ever", app.name, anywhere=True)


def _made_by_lambda(functions: list[Function], app: Application) -> Iterator[Finding]:
    if functions:
        yield Finding(
            span=functions[0].span,
            locations=tuple(function.span for function in functions[1:]),
            message=f"Nothing is ever deleted from the log of {listed([function.id for function in functions])}: "
            "the log group that Lambda makes has no retention",
            reasons=_CHOICE,
            one_of=_one_of(app),
        )
