"""A usage plan has no limits.

## Why it matters
Plans are what limits what one holder of an API key may ask for. One without a rate and without a quota limits nobody: a
key that leaks, or a client that loops, takes everything.

## Vulnerable
```yaml template.yaml
Resources:
  Partners:  # GOAT0807
    Type: AWS::ApiGateway::UsagePlan
    Properties: {UsagePlanName: partners}
```

## Fixed
```yaml template.yaml
Resources:
  Partners:
    Type: AWS::ApiGateway::UsagePlan
    Properties:
      UsagePlanName: partners
      Throttle: {RateLimit: 10, BurstLimit: 20}
      Quota: {Limit: 10000, Period: DAY}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_api_gateway_usage_plan" "partners" {  # GOAT0807
  name = "partners"
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_api_gateway_usage_plan" "partners" {
  name = "partners"

  throttle_settings {
    rate_limit  = 10
    burst_limit = 20
  }
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
  apiGateway:
    apiKeys:
      - partners  # GOAT0807
functions:
  orders:
    handler: app.handler
    events:
      - http: {path: /orders, method: get, private: true}
```
```python app.py
def handler(event, context):
    return {"statusCode": 200}
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
  apiGateway:
    apiKeys:
      - partners
    usagePlan:
      throttle: {rateLimit: 10, burstLimit: 20}
functions:
  orders:
    handler: app.handler
    events:
      - http: {path: /orders, method: get, private: true}
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const api = new RestApi(this, 'Shop');
    api.addUsagePlan('Partners', { name: 'partners' });  // GOAT0807
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const api = new RestApi(this, 'Shop');
    api.addUsagePlan('Partners', { name: 'partners', throttle: { rateLimit: 10, burstLimit: 20 } });
  }
}
```

## Remedy
Set `Throttle` (`RateLimit`, `BurstLimit`) and `Quota` of the usage plan.

## Remedy in Terraform
Write `throttle_settings` and `quota_settings` in the `aws_api_gateway_usage_plan`.

## Remedy in the Serverless Framework
Set `provider.apiGateway.usagePlan` with `throttle` and `quota`: without it, keys come with a plan that limits nothing.

## Remedy in the CDK
Set `throttle` and `quota` of the usage plan.

## References
- https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
- https://cwe.mitre.org/data/definitions/770.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding, Kind
from goatherd.core.value import is_false
from goatherd.model.resource import UsagePlan


@check("GOAT0807", sas=8, cwe=770, severity=LOW, since="0.1")
def usage_plan_without_limit(plan: UsagePlan) -> Iterator[Finding]:
    if is_false(plan.limited):
        yield Finding(
            span=plan.span,
            message=f"Usage plan {plan.id} limits neither the rate nor the number of requests",
            one_of=Kind("usage plans limit neither the rate nor the number of requests", _place(plan), anywhere=True),
        )


def _place(plan: UsagePlan) -> str:
    return f"{plan.id} ({plan.span.path})"
