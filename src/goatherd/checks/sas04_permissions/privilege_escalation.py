"""A role holds a combination of permissions with which it can give itself more.

## Why it matters
Some permissions are worth every other one: who may create a function and pass it a role runs code as that role; who
may rewrite policies writes their own. A flaw in a function with such a role is a flaw of the whole account.

## Vulnerable
```yaml template.yaml
Resources:
  BuilderRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: build
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action:
                  - iam:PassRole
                  - lambda:CreateFunction  # GOAT0423
                Resource: "*"
```

## Fixed
```yaml template.yaml
Resources:
  BuilderRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: build
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: iam:PassRole
                Resource: arn:aws:iam::123456789012:role/worker
              - Effect: Allow
                Action: lambda:CreateFunction
                Resource: arn:aws:lambda:eu-west-1:123456789012:function:worker-*
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_iam_role" "builder" {
  name = "builder"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
```
```hcl policy.tf
resource "aws_iam_role_policy" "build" {
  role = aws_iam_role.builder.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = [
        "iam:PassRole",
        "lambda:CreateFunction", # GOAT0423
      ]
      Resource = "*"
    }]
  })
}
```

## Fixed in Terraform
```hcl policy.tf
data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
}

resource "aws_iam_role_policy" "build" {
  role = aws_iam_role.builder.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iam:PassRole"
        Resource = "arn:aws:iam::${local.account}:role/worker"
      },
      {
        Effect   = "Allow"
        Action   = "lambda:CreateFunction"
        Resource = "arn:aws:lambda:${data.aws_region.current.name}:${local.account}:function:worker-*"
      },
    ]
  })
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: builder
provider:
  name: aws
  runtime: python3.13
  iam:
    role:
      statements:
        - Effect: Allow
          Action:
            - iam:PassRole
            - lambda:CreateFunction  # GOAT0423
          Resource: "*"
functions:
  build:
    handler: app.handler
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: builder
provider:
  name: aws
  runtime: python3.13
  iam:
    role:
      statements:
        - Effect: Allow
          Action: iam:PassRole
          Resource: arn:aws:iam::${aws:accountId}:role/worker
        - Effect: Allow
          Action: lambda:CreateFunction
          Resource: arn:aws:lambda:${aws:region}:${aws:accountId}:function:worker-*
functions:
  build:
    handler: app.handler
```

## Remedy
Name the one role, policy or function that the action is meant for, or move the work to a deployment pipeline.

## References
- https://docs.aws.amazon.com/prescriptive-guidance/latest/least-privilege-cloudformation/permissions-caller.html
- https://cwe.mitre.org/data/definitions/269.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.privileges import advice_for, serves_functions
from goatherd.checks.roles import users_of
from goatherd.core.finding import HIGH, Finding, Step
from goatherd.iam.combinations import ways
from goatherd.iam.escalation import escalations
from goatherd.model.application import Application
from goatherd.model.role import Role

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.iam.combinations import Held


@check("GOAT0423", sas=4, cwe=269, severity=HIGH, since="0.1")
def privilege_escalation(role: Role, app: Application) -> Iterator[Finding]:
    if not serves_functions(role, app):
        return
    by_place: dict[Span, list[Held]] = {}
    for combination, spans in escalations(advice_for(role, app).grants):
        by_place.setdefault(spans[-1], []).append((combination, spans))
    for span, found in by_place.items():
        first, spans = found[0]
        granted = zip(spans, first.actions, strict=True)
        yield Finding(
            span=span,
            subject=users_of(role, app),
            message=f"{users_of(role, app)} can {ways(found)}",
            steps=tuple(Step(place, f"{action} is granted on any resource") for place, action in granted),
        )
