"""A service may call a function, or send to a queue or topic, on behalf of any account.

## Why it matters
`Principal: s3.amazonaws.com` alone means the buckets of everybody: another account can point its own bucket,
topic or rule at the function and feed it events of its choice. The condition on the source closes that.

## Vulnerable
```yaml template.yaml
Resources:
  Resize:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/resize
      Code: {ZipFile: "def handler(event, context): return 1"}
  AllowS3:  # GOAT0307
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Resize
      Principal: s3.amazonaws.com
```

## Fixed
```yaml template.yaml
Resources:
  Resize:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/resize
      Code: {ZipFile: "def handler(event, context): return 1"}
  AllowS3:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Resize
      Principal: s3.amazonaws.com
      SourceAccount: !Ref AWS::AccountId
      SourceArn: arn:aws:s3:::uploads
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_lambda_permission" "allow_s3" {  # GOAT0307
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.resize.function_name
  principal     = "s3.amazonaws.com"
}
```
```hcl function.tf
resource "aws_s3_bucket" "uploads" {
  bucket = "shop-uploads"
}

resource "aws_lambda_function" "resize" {
  function_name = "resize"
  role          = "arn:aws:iam::123456789012:role/resize"
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop-code"
  s3_key        = "resize.zip"
}
```

## Fixed in Terraform
```hcl main.tf
data "aws_caller_identity" "current" {}

resource "aws_lambda_permission" "allow_s3" {
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.resize.function_name
  principal      = "s3.amazonaws.com"
  source_account = data.aws_caller_identity.current.account_id
  source_arn     = aws_s3_bucket.uploads.arn
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: photos
provider:
  name: aws
  runtime: python3.13
functions:
  resize:
    handler: app.handler
resources:
  Resources:
    AllowS3:  # GOAT0307
      Type: AWS::Lambda::Permission
      Properties:
        Action: lambda:InvokeFunction
        FunctionName: !GetAtt ResizeLambdaFunction.Arn
        Principal: s3.amazonaws.com
```
```python app.py
def handler(event, context):
    return len(event["Records"])
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: photos
provider:
  name: aws
  runtime: python3.13
functions:
  resize:
    handler: app.handler
resources:
  Resources:
    AllowS3:
      Type: AWS::Lambda::Permission
      Properties:
        Action: lambda:InvokeFunction
        FunctionName: !GetAtt ResizeLambdaFunction.Arn
        Principal: s3.amazonaws.com
        SourceAccount: ${aws:accountId}
        SourceArn: arn:aws:s3:::shop-uploads
```

## Vulnerable, a queue
```yaml template.yaml
Resources:
  Orders:
    Type: AWS::SQS::Queue
  OrdersPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Orders]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: sns.amazonaws.com}
            Action: sqs:SendMessage  # GOAT0307
            Resource: !GetAtt Orders.Arn
```

## Fixed, a queue
```yaml template.yaml
Resources:
  Orders:
    Type: AWS::SQS::Queue
  OrdersPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Orders]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: sns.amazonaws.com}
            Action: sqs:SendMessage
            Resource: !GetAtt Orders.Arn
            Condition: {ArnEquals: {aws:SourceArn: !Sub "arn:aws:sns:*:${AWS::AccountId}:orders"}}
```

## Remedy
Add `SourceArn` with the bucket, topic, rule or API that may call, and for S3 `SourceAccount: !Ref AWS::AccountId`; in
a resource policy, a condition on `aws:SourceArn`.

## Remedy in Terraform
Add `source_arn` with the bucket, topic, rule or API that may call, and for S3 `source_account =
data.aws_caller_identity.current.account_id`; in a resource policy, a condition on `aws:SourceArn`.

## Remedy in the CDK
Add `sourceArn` with the bucket, topic, rule or API that may call, and for S3 `sourceAccount: this.account`; in a
resource policy, a condition on `aws:SourceArn`.

## References
- https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
- https://cwe.mitre.org/data/definitions/441.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.core.value import known
from goatherd.model.application import Application
from goatherd.model.resource import InvokePermission, ResourcePolicy

# services whose customers choose the target, so that another account can choose this one
DEPUTIES = frozenset(
    {
        "s3.amazonaws.com",
        "sns.amazonaws.com",
        "events.amazonaws.com",
        "apigateway.amazonaws.com",
        "cognito-idp.amazonaws.com",
        "iot.amazonaws.com",
        "ses.amazonaws.com",
        "config.amazonaws.com",
        "cloudwatch.amazonaws.com",
        "scheduler.amazonaws.com",
        "bedrock.amazonaws.com",
    }
)
# of them, those that send to queues and topics by no other right than such a policy
SENDERS = frozenset({"s3.amazonaws.com", "sns.amazonaws.com", "events.amazonaws.com"})
CHANNELS = ("AWS::SQS::", "AWS::SNS::")
# these can hardly be aimed at a foreign function, or who aims them reaches no more than what is open anyway
UNLIKELY = frozenset({"cognito-idp.amazonaws.com", "config.amazonaws.com", "apigateway.amazonaws.com"})


@check("GOAT0307", sas=3, cwe=441, severity=MEDIUM, since="0.1")
def confused_deputy(app: Application) -> Iterator[Finding]:
    for principal in sorted(DEPUTIES):
        open_ones = [p for p in app.of(InvokePermission) if known(p.principal) == principal and _names_no_source(p)]
        if open_ones:
            functions = list(dict.fromkeys(permission.function for permission in open_ones))
            names = [function.rpartition("/")[2] for function in functions]  # without the template of another stack
            yield Finding(
                span=open_ones[0].span,
                locations=tuple(permission.span for permission in open_ones[1:]),
                message=f"{principal} may call {listed(names)} on behalf of any account: no source is named",
                severity=LOW if principal in UNLIKELY else MEDIUM,
                function=functions[0] if len(functions) == 1 and app.function(functions[0]) else "",
            )

    for policy in app.of(ResourcePolicy):
        yield from _senders(policy)


def _senders(policy: ResourcePolicy) -> Iterator[Finding]:
    """Services whose customers may send to a queue or topic."""
    for statement in policy.statements if policy.type.startswith(CHANNELS) else ():
        services = [name for kind, name in statement.principals if kind == "Service" and name in SENDERS]
        if services and statement.effect == "Allow" and not statement.conditions:
            names = listed([target.rpartition("/")[2] for target in policy.targets]) or policy.id
            yield Finding(
                span=statement.action_spans[0] if statement.action_spans else statement.span,
                message=f"{listed(services)} may send to {names} on behalf of any account: no source is named",
                severity=LOW,
            )


def _names_no_source(permission: InvokePermission) -> bool:
    # a source of unknown value is a source
    return permission.source_arn is None and permission.source_account is None and permission.organization is None
