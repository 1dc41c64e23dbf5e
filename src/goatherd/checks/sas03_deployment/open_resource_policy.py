"""A queue, topic, secret or key that everybody may use.

## Why it matters
A resource policy for the principal `*` without a condition lets every AWS account in, and in some services
requests without any credentials. Messages that anybody can send are events that anybody can forge.

## Vulnerable
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
            Principal: "*"
            Action: sqs:SendMessage  # GOAT0306
            Resource: !GetAtt Orders.Arn
```

## Fixed
```yaml template.yaml
Resources:
  Orders:
    Type: AWS::SQS::Queue
  Topic:
    Type: AWS::SNS::Topic
  OrdersPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Orders]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: "*"
            Action: sqs:SendMessage
            Resource: !GetAtt Orders.Arn
            Condition:
              ArnEquals: {aws:SourceArn: !Ref Topic}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_sqs_queue" "orders" {
  name = "orders"
}

resource "aws_sqs_queue_policy" "orders" {
  queue_url = aws_sqs_queue.orders.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:SendMessage"  # GOAT0306
      Resource  = aws_sqs_queue.orders.arn
    }]
  })
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_sqs_queue" "orders" {
  name = "orders"
}

resource "aws_sns_topic" "orders" {
  name = "orders"
}

resource "aws_sqs_queue_policy" "orders" {
  queue_url = aws_sqs_queue.orders.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.orders.arn
      Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.orders.arn } }
    }]
  })
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: orders
provider:
  name: aws
resources:
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
              Principal: "*"
              Action: sqs:SendMessage  # GOAT0306
              Resource: !GetAtt Orders.Arn
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: orders
provider:
  name: aws
resources:
  Resources:
    Orders:
      Type: AWS::SQS::Queue
    Topic:
      Type: AWS::SNS::Topic
    OrdersPolicy:
      Type: AWS::SQS::QueuePolicy
      Properties:
        Queues: [!Ref Orders]
        PolicyDocument:
          Statement:
            - Effect: Allow
              Principal: "*"
              Action: sqs:SendMessage
              Resource: !GetAtt Orders.Arn
              Condition:
                ArnEquals: {aws:SourceArn: !Ref Topic}
```

## Vulnerable, an encryption key
```yaml template.yaml
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - Effect: Allow
            Principal: {AWS: "*"}
            Action: kms:*  # GOAT0306
            Resource: "*"
```

## Fixed, an encryption key of one account
```yaml template.yaml
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - Effect: Allow
            Principal: {AWS: "*"}
            Action: kms:*
            Resource: "*"
            Condition: {StringEquals: {kms:CallerAccount: !Ref AWS::AccountId}}
```

## Remedy
Name the account or service under `Principal`, or add a condition on `aws:SourceArn`, `aws:SourceAccount` or
`aws:PrincipalOrgID`.

## Remedy in Terraform
Name the account or service in `principals` of the statement, or add a `condition` on `aws:SourceArn`,
`aws:SourceAccount` or `aws:PrincipalOrgID`.

## Remedy in the CDK
Name the account or service in `principals` of the statement instead of `AnyPrincipal`, or add `conditions` on
`aws:SourceArn`, `aws:SourceAccount` or `aws:PrincipalOrgID`.

## References
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
- https://cwe.mitre.org/data/definitions/732.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.policies import opens_to_everybody
from goatherd.checks.wording import listed
from goatherd.core.finding import HIGH, MEDIUM, Finding, Severity
from goatherd.model.application import Application
from goatherd.model.resource import ResourcePolicy

# what is opened, for the service of the policy; buckets and event buses have checks of their own
NOUNS: dict[str, tuple[str, Severity]] = {
    "SQS": ("queue", HIGH),
    "SNS": ("topic", HIGH),
    "SecretsManager": ("secret", HIGH),
    "DynamoDB": ("table", HIGH),
    "Kinesis": ("stream", HIGH),
    "OpenSearchService": ("search domain", HIGH),
    "Elasticsearch": ("search domain", HIGH),
    "KMS": ("key", HIGH),
    "ECR": ("repository", MEDIUM),
}


@check("GOAT0306", sas=3, cwe=732, severity=HIGH, since="0.1")
def open_resource_policy(policy: ResourcePolicy, app: Application) -> Iterator[Finding]:
    service = policy.type.split("::")[1] if "::" in policy.type else ""
    if service not in NOUNS:
        return
    noun, severity = NOUNS[service]
    for statement in policy.statements:
        if not opens_to_everybody(statement):
            continue
        names = listed([target.rpartition("/")[2] for target in policy.targets]) or policy.id
        actions = listed(statement.actions) if not statement.not_action else "nearly everything"
        yield Finding(
            span=statement.action_spans[0] if statement.action_spans else statement.span,
            message=f"Every AWS account may use {noun} {names}: {actions}",
            severity=severity,
        )
