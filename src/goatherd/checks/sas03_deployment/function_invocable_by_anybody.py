"""Every AWS account may invoke a function.

## Why it matters
A permission for the principal `*` lets anybody with an AWS account invoke the function directly, past the API, its
authorizer and its throttles, with any event.

## Vulnerable
```yaml template.yaml
Resources:
  Pay:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/pay
      Code: {ZipFile: "def handler(event, context): return 1"}
  AllowAll:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Pay
      Principal: "*"  # GOAT0308
```

## Fixed
```yaml template.yaml
Resources:
  Pay:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/pay
      Code: {ZipFile: "def handler(event, context): return 1"}
  AllowAll:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Pay
      Principal: "*"
      PrincipalOrgID: o-exampleorg
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_lambda_permission" "allow_all" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.pay.function_name
  principal     = "*"  # GOAT0308
}
```
```hcl function.tf
resource "aws_lambda_function" "pay" {
  function_name = "pay"
  role          = "arn:aws:iam::123456789012:role/pay"
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop-code"
  s3_key        = "pay.zip"
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_lambda_permission" "allow_all" {
  action           = "lambda:InvokeFunction"
  function_name    = aws_lambda_function.pay.function_name
  principal        = "*"
  principal_org_id = "o-exampleorg"
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: payments
provider:
  name: aws
  runtime: python3.13
functions:
  pay:
    handler: app.handler
resources:
  Resources:
    AllowAll:
      Type: AWS::Lambda::Permission
      Properties:
        Action: lambda:InvokeFunction
        FunctionName: !GetAtt PayLambdaFunction.Arn
        Principal: "*"  # GOAT0308
```
```python app.py
def handler(event, context):
    return {"paid": True}
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: payments
provider:
  name: aws
  runtime: python3.13
functions:
  pay:
    handler: app.handler
resources:
  Resources:
    AllowAll:
      Type: AWS::Lambda::Permission
      Properties:
        Action: lambda:InvokeFunction
        FunctionName: !GetAtt PayLambdaFunction.Arn
        Principal: "*"
        PrincipalOrgID: o-exampleorg
```

## Remedy
Write the account or the service under `Principal`, or add `PrincipalOrgID`.

## Remedy in Terraform
Write the account or the service as `principal`, or add `principal_org_id`.

## Remedy in the CDK
Name the account or the service as `principal`, or call `grantInvoke(new iam.OrganizationPrincipal("o-…"))`.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
- https://cwe.mitre.org/data/definitions/284.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import CRITICAL, Finding
from goatherd.core.value import known
from goatherd.model.resource import InvokePermission


@check("GOAT0308", sas=3, cwe=284, severity=CRITICAL, since="0.1")
def function_invocable_by_anybody(permission: InvokePermission) -> Iterator[Finding]:
    if known(permission.principal) != "*":
        return
    conditions = (permission.source_arn, permission.source_account, permission.organization, permission.auth_type)
    if all(condition is None for condition in conditions):
        yield Finding(
            span=permission.principal.span or permission.span,
            message=f"Every AWS account may invoke function {permission.function} ({permission.id})",
        )
