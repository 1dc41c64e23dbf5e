"""A role may do everything except what a statement lists.

## Why it matters
`NotAction` with `Effect: Allow` grants every other action of every service, also those that AWS adds tomorrow.

## Vulnerable
```yaml template.yaml
Resources:
  WorkerRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: work
          PolicyDocument:
            Statement:
              - Effect: Allow  # GOAT0404
                NotAction: iam:*
                Resource: "*"
```

## Fixed
```yaml template.yaml
Resources:
  WorkerRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: work
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: sqs:SendMessage
                Resource: arn:aws:sqs:eu-west-1:123456789012:work
```

## Vulnerable in Terraform
```hcl main.tf
data "aws_iam_policy_document" "lambda" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "worker" {
  name               = "worker"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy" "work" {
  role   = aws_iam_role.worker.id
  policy = data.aws_iam_policy_document.work.json
}
```
```hcl work.tf
data "aws_iam_policy_document" "work" {
  statement { # GOAT0404
    not_actions = ["iam:*"]
    resources   = ["*"]
  }
}
```

## Fixed in Terraform
```hcl work.tf
resource "aws_sqs_queue" "work" {
  name = "work"
}

data "aws_iam_policy_document" "work" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.work.arn]
  }
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: worker
provider:
  name: aws
  runtime: python3.13
  iam:
    role:
      statements:
        - Effect: Allow  # GOAT0404
          NotAction: iam:*
          Resource: "*"
functions:
  work:
    handler: app.handler
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: worker
provider:
  name: aws
  runtime: python3.13
  iam:
    role:
      statements:
        - Effect: Allow
          Action: sqs:SendMessage
          Resource: arn:aws:sqs:${aws:region}:${aws:accountId}:work
functions:
  work:
    handler: app.handler
```

## Remedy
List the actions that are needed under `Action`.

## Remedy in Terraform
List the actions that are needed in `actions` instead of those that are not in `not_actions`.

## Remedy in the CDK
List the actions that are needed in `actions` instead of those that are not in `notActions`.

## References
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
- https://cwe.mitre.org/data/definitions/250.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.roles import belongs_to_application, users_of
from goatherd.checks.wording import listed
from goatherd.core.finding import HIGH, Finding
from goatherd.model.application import Application
from goatherd.model.role import Role


@check("GOAT0404", sas=4, cwe=250, severity=HIGH, since="0.1")
def allow_all_but(role: Role, app: Application) -> Iterator[Finding]:
    if not belongs_to_application(role, app):
        return
    for statement in role.statements:
        if statement.effect == "Allow" and statement.not_action:
            yield Finding(
                span=statement.span,
                subject=users_of(role, app),
                message=f"{users_of(role, app)} may do everything except {listed(statement.actions)}",
            )
