"""No function of the application is traced.

## Why it matters
In an application of many small functions a trace is the only record of what one request did across all of them.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Accept:  # GOAT0502
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
  Ship:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 2"
  Bill:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 3"
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Tracing: Active}
Resources:
  Accept:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
  Ship:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 2"
  Bill:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 3"
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_iam_role" "step" {
  name = "step"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
```
```hcl functions.tf
resource "aws_lambda_function" "step" { # GOAT0502
  for_each = toset(["accept", "ship", "bill"])

  function_name = each.key
  role          = aws_iam_role.step.arn
  runtime       = "python3.13"
  handler       = "${each.key}.handler"
  s3_bucket     = "shop-releases"
  s3_key        = "shop.zip"
}
```

## Fixed in Terraform
```hcl functions.tf
resource "aws_iam_role_policy_attachment" "traces" {
  role       = aws_iam_role.step.name
  policy_arn = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"
}

resource "aws_lambda_function" "step" {
  for_each = toset(["accept", "ship", "bill"])

  function_name = each.key
  role          = aws_iam_role.step.arn
  runtime       = "python3.13"
  handler       = "${each.key}.handler"
  s3_bucket     = "shop-releases"
  s3_key        = "shop.zip"

  tracing_config {
    mode = "Active"
  }
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
functions:
  accept:  # GOAT0502
    handler: accept.handler
  ship:
    handler: ship.handler
  bill:
    handler: bill.handler
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
  accept:
    handler: accept.handler
  ship:
    handler: ship.handler
  bill:
    handler: bill.handler
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    for (const name of ['Accept', 'Ship', 'Bill']) {
      new Function(this, name, {  // GOAT0502
        runtime: Runtime.PYTHON_3_13,
        handler: 'index.handler',
        code: Code.fromInline('def handler(event, context): return 1'),
      });
    }
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    for (const name of ['Accept', 'Ship', 'Bill']) {
      new Function(this, name, {
        runtime: Runtime.PYTHON_3_13,
        handler: 'index.handler',
        code: Code.fromInline('def handler(event, context): return 1'),
        tracing: Tracing.ACTIVE,
      });
    }
  }
}
```

## Remedy
Set `TracingConfig: {Mode: Active}` in every function, or in SAM `Globals: {Function: {Tracing: Active}}`.

## Remedy in Terraform
Write `tracing_config { mode = "Active" }` in every function.

## Remedy in the Serverless Framework
Set `provider.tracing.lambda: true`.

## Remedy in the CDK
Set `tracing: lambda.Tracing.ACTIVE` of every function.

## Remedy in Chalice
Set `"xray": true` in `.chalice/config.json`.

## Remedy in SST
Set `transform: { function: { tracingConfig: { mode: "Active" } } }` of every function, or for all of them with
`$transform(sst.aws.Function, …)`.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
- https://cwe.mitre.org/data/definitions/778.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.trials import is_trial
from goatherd.core.confidence import owners_choice
from goatherd.core.finding import INFO, Finding
from goatherd.core.value import known
from goatherd.core.wording import counted_functions
from goatherd.model.application import Application

# with one or two functions their logs tell the same
MANY = 3


@check("GOAT0502", sas=5, cwe=778, severity=INFO, since="0.1")
def no_tracing(app: Application) -> Iterator[Finding]:
    functions = app.functions
    ids = tuple(function.id for function in functions)
    # without a template nobody knows how the functions are deployed
    if (
        app.templates
        and not is_trial(app)
        and len(functions) >= MANY
        and all(known(function.tracing) == "PassThrough" for function in functions)
    ):
        yield Finding(
            span=functions[0].span,
            message=f"None of the application's {counted_functions(ids)} is traced",
            reasons=owners_choice("logs may be enough for it, and tracing costs"),
            counted=ids,
        )
