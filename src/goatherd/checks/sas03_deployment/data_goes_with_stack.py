"""What people have stored is deleted together with the stack.

## Why it matters
A stack is deleted by one command or one call of an API, and a resource of it by a change of its name or key in the
program. What `DESTROY` stands behind is gone then, with all that it holds.

## Vulnerable
```yaml template.yaml
Resources:
  Users:
    Type: AWS::Cognito::UserPool
    DeletionPolicy: Delete  # GOAT0334
    Properties:
      UserPoolName: shop
```

## Fixed
```yaml template.yaml
Resources:
  Users:
    Type: AWS::Cognito::UserPool
    DeletionPolicy: Retain
    Properties:
      UserPoolName: shop
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Table(this, 'Orders', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      removalPolicy: RemovalPolicy.DESTROY,  // GOAT0334
    });
    new Table(this, 'Invoices', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      removalPolicy: RemovalPolicy.DESTROY,
      deletionProtection: true,
    });
    const isProduction = id === 'production';
    new Table(this, 'Visits', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      removalPolicy: isProduction ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Table(this, 'Orders', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
```

## Remedy
Set `DeletionPolicy: Retain` and the deletion protection of the resource, in production at least.

## Remedy in Terraform
Set `prevent_destroy = true` in its `lifecycle` and the deletion protection of the resource, in production at least.

## Remedy in the CDK
Set `RemovalPolicy.RETAIN` and `deletionProtection: true`, in production at least.

## References
- https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
- https://cwe.mitre.org/data/definitions/1188.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.trials import is_trial
from goatherd.checks.wording import listed
from goatherd.core.confidence import owners_choice
from goatherd.core.finding import INFO, Finding
from goatherd.core.value import is_true
from goatherd.model.application import Application
from goatherd.model.resource import Database, Table, UserPool

_CACHES = ("AWS::ElastiCache::", "AWS::AmazonMQ::")


@check("GOAT0334", sas=3, cwe=1188, severity=INFO, since="0.1")
def data_goes_with_stack(app: Application) -> Iterator[Finding]:
    """One finding per application: it was one decision as a rule."""
    stores = [*app.of(Table), *app.of(UserPool), *app.of(Database)]
    found = [s for s in stores if is_true(s.goes_with_stack) and not s.type.startswith(_CACHES)]
    if found and not is_trial(app):
        spans = list(dict.fromkeys(store.goes_with_stack.span or store.span for store in found))
        yield Finding(
            span=spans[0],
            locations=tuple(spans[1:]),
            message=f"What is in {listed([store.id for store in found], 4)} is deleted together with the stack",
            reasons=owners_choice("it may be a stack of which nobody keeps anything"),
        )
