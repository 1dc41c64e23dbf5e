"""Logs are never deleted.

## Why it matters
Log groups without a retention grow and cost for ever, and what was logged by mistake, such as personal data, stays.

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

## Remedy
Set `RetentionInDays`.

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

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import INFO, Finding
from goatherd.model.application import Application
from goatherd.model.resource import LogGroup


@check("GOAT0503", sas=5, cwe=779, severity=INFO, since="0.1")
def log_kept_for_ever(app: Application) -> Iterator[Finding]:
    groups = [group for group in app.of(LogGroup) if group.retention_days is None]
    if groups:
        yield Finding(
            span=groups[0].span,
            locations=tuple(group.span for group in groups[1:]),
            message=f"Nothing is ever deleted from log group {listed([group.id for group in groups])}",
        )
