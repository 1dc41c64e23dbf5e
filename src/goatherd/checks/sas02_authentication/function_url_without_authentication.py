"""A function URL that anybody can call.

## Why it matters
With `AuthType: NONE` a function URL is a public web server: no gateway, no throttle, no web application
firewall stands before it, and whoever finds the URL runs the function at the owner's expense.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: |
        def handler(event, context):
            return "ok"
      FunctionUrlConfig:  # GOAT0202
        AuthType: NONE
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: |
        def handler(event, context):
            return "ok"
      FunctionUrlConfig:
        AuthType: AWS_IAM
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_lambda_function_url" "report" {  # GOAT0202
  function_name      = aws_lambda_function.report.function_name
  authorization_type = "NONE"
}
```
```hcl function.tf
resource "aws_lambda_function" "report" {
  function_name = "report"
  role          = "arn:aws:iam::123456789012:role/report"
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop-code"
  s3_key        = "report.zip"
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_lambda_function_url" "report" {
  function_name      = aws_lambda_function.report.function_name
  authorization_type = "AWS_IAM"
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: reports
provider:
  name: aws
  runtime: python3.13
functions:
  report:
    handler: app.handler
    url: true  # GOAT0202
```
```python app.py
def handler(event, context):
    return "ok"
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: reports
provider:
  name: aws
  runtime: python3.13
functions:
  report:
    handler: app.handler
    url:
      authorizer: aws_iam
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Code, Function, FunctionUrlAuthType, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const report = new Function(this, 'Report', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
    });
    report.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });  // GOAT0202
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Code, Function, FunctionUrlAuthType, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const report = new Function(this, 'Report', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
    });
    report.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
  }
}
```

## Remedy
Set `AuthType: AWS_IAM`, so that callers sign their requests, or put CloudFront with origin access control or an API
with an authorizer before the function.

## Remedy in Terraform
Set `authorization_type = "AWS_IAM"` of `aws_lambda_function_url`, so that callers sign their requests, or put
CloudFront with origin access control or an API with an authorizer before the function.

## Remedy in the Serverless Framework
Write `url: {authorizer: aws_iam}`, so that callers sign their requests, or put CloudFront with origin access control
or an API with an authorizer before the function.

## Remedy in the CDK
Write `addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM })`, so that callers sign their requests, or put
CloudFront with origin access control or an API with an authorizer before the function.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
- https://cwe.mitre.org/data/definitions/306.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.callers import authenticates, hedge, unproved_callers, works_for_strangers
from goatherd.core.confidence import unseen
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function
from goatherd.model.trigger import Exposure, Kind, Trigger

_OF_WEB_FUNCTION = "endpoint of a web function"
_BY_ITSELF = unseen("a web function may authenticate its callers itself")
_REMEDY = "Set `AuthType: IamAuth`, so that callers sign their requests, or authenticate them in the application."


@check("GOAT0202", sas=2, cwe=306, severity=MEDIUM, since="0.1")
def function_url_without_authentication(trigger: Trigger, function: Function, app: Application) -> Iterator[Finding]:
    # with an authorizer and still anonymous: a distribution that signs for its visitors, on purpose
    if trigger.kind == Kind.FUNCTION_URL and trigger.exposure is Exposure.ANONYMOUS and trigger.authorizer is None:
        behaviour = app.behaviour(function)
        if authenticates(behaviour):
            return
        but = hedge(behaviour)
        checked = bool(but) and not works_for_strangers(behaviour)
        yield Finding(
            span=trigger.span,
            message=f"The URL of function {function.id} has no authentication: anybody can call it{but}",
            severity=LOW if checked else MEDIUM,
            reasons=(*unproved_callers(but), *(_BY_ITSELF if _OF_WEB_FUNCTION in trigger.detail else ())),
            remedy=_REMEDY if _OF_WEB_FUNCTION in trigger.detail else "",
        )
