"""A function has a managed policy that gives it full access.

## Why it matters
Managed policies named FullAccess or PowerUser are made for people who administer a service. A function that
stores one record needs one action on one table; with the policy it can delete every table of the account.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Store:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: |
        def handler(event, context):
            return 1
      Policies:
        - AmazonDynamoDBFullAccess  # GOAT0403
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::SimpleTable
  Store:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: |
        def handler(event, context):
            return 1
      Policies:
        - DynamoDBWritePolicy: {TableName: !Ref Orders}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_iam_role" "store" {
  name = "store"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_lambda_function" "store" {
  function_name = "store"
  role          = aws_iam_role.store.arn
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop-releases"
  s3_key        = "store.zip"
}
```
```hcl policy.tf
resource "aws_iam_role_policy_attachment" "data" {
  role       = aws_iam_role.store.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess" # GOAT0403
}
```

## Fixed in Terraform
```hcl policy.tf
resource "aws_dynamodb_table" "orders" {
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_iam_role_policy" "data" {
  role = aws_iam_role.store.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "dynamodb:PutItem", Resource = aws_dynamodb_table.orders.arn }]
  })
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: store
provider:
  name: aws
  runtime: python3.13
  iam:
    role:
      managedPolicies:
        - arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess  # GOAT0403
functions:
  store:
    handler: app.handler
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: store
provider:
  name: aws
  runtime: python3.13
  iam:
    role:
      statements:
        - Effect: Allow
          Action: dynamodb:PutItem
          Resource: !GetAtt Orders.Arn
functions:
  store:
    handler: app.handler
resources:
  Resources:
    Orders:
      Type: AWS::DynamoDB::Table
      Properties:
        BillingMode: PAY_PER_REQUEST
        AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
        KeySchema: [{AttributeName: id, KeyType: HASH}]
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const store = new Function(this, 'Store', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
    });
    store.role?.addManagedPolicy(
      ManagedPolicy.fromAwsManagedPolicyName('AmazonDynamoDBFullAccess'),  // GOAT0403
    );
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const store = new Function(this, 'Store', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
    });
    const orders = new Table(this, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
    orders.grantWriteData(store);
  }
}
```

## Remedy
Replace it by a statement with the actions that the code calls, or in SAM by a policy template for the one resource.

## Remedy in Terraform
Replace it by a policy with the actions that the code calls on the resources that it names.

## Remedy in the Serverless Framework
Replace it by statements under `iam.role.statements` with the actions that the code calls.

## Remedy in the CDK
Replace it by what the one resource grants (`table.grantReadData(fn)`), or by a `PolicyStatement` with the actions
that the code calls.

## Remedy in Google's cloud
Grant the roles that the code needs on the single bucket, topic, secret or dataset (`google_storage_bucket_iam_member`
…) in place of one for the whole project.

## Remedy in Azure Functions
Assign the roles that the code needs with the single storage account, queue or vault as `scope`.

## References
- https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html
- https://cwe.mitre.org/data/definitions/250.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.broad import broad_reference
from goatherd.checks.privileges import advice_for
from goatherd.checks.replacement import replacement_at
from goatherd.checks.roles import belongs_to_application, functions_of, users_of, weighed
from goatherd.checks.wording import listed
from goatherd.core.confidence import owners_choice
from goatherd.core.finding import HIGH, LOW, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.role import Role

# Policies that are called FullAccess, and are what AWS tells those to take who call the Data API of a database.
_FOR_CALLERS = {"AmazonRDSDataFullAccess": "rds-data", "AmazonRedshiftDataFullAccess": "redshift-data"}


@check("GOAT0403", sas=4, cwe=250, severity=HIGH, since="0.1")
def administrative_managed_policy(role: Role, app: Application) -> Iterator[Finding]:
    if not belongs_to_application(role, app):
        return
    judged = [
        (broad[1], broad[0], reference.span)
        for reference in role.references
        if (broad := broad_reference(reference)) is not None and not _is_for_callers(broad[0], role, app)
    ]
    if judged:
        worst = max(severity for severity, _, _ in judged)
        names = listed([name for _, name, _ in judged])
        yield Finding(
            span=judged[0][2],
            remedy=replacement_at(judged[0][2], role, app) if len(judged) == 1 else "",
            locations=tuple(span for _, _, span in judged[1:]),
            subject=users_of(role, app),
            message=f"{users_of(role, app)} has managed policies that open far more than functions need: {names}",
            severity=weighed(worst, role, app) if functions_of(role, app) else min(worst, MEDIUM),
            reasons=owners_choice("what it opens holds little") if worst <= LOW else (),
        )


def _is_for_callers(policy: str, role: Role, app: Application) -> bool:
    """Whether the functions call the service whose callers the policy is made for."""
    service = _FOR_CALLERS.get(policy)
    if service is None:
        return False
    return any(
        service in usage.blind or any(need.action.startswith(f"{service}:") for need in usage.needs)
        for usage in advice_for(role, app).usages
    )
