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

## Vulnerable, by one role that may do more
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  DeployRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: cloudformation.amazonaws.com}, Action: sts:AssumeRole}
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]
  Install:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Policies:
        - Statement:
            - Effect: Allow
              Action: cloudformation:CreateStack
              Resource: arn:aws:cloudformation:eu-west-1:123456789012:stack/tenant-*
            - Effect: Allow
              Action: iam:PassRole  # GOAT0423
              Resource: !GetAtt DeployRole.Arn
```

## Fixed, by one role that may do no more
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  DeployRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: cloudformation.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: tables
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [dynamodb:CreateTable, dynamodb:DescribeTable]
                Resource: arn:aws:dynamodb:eu-west-1:123456789012:table/tenant-*
  Install:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Policies:
        - Statement:
            - Effect: Allow
              Action: cloudformation:CreateStack
              Resource: arn:aws:cloudformation:eu-west-1:123456789012:stack/tenant-*
            - Effect: Allow
              Action: iam:PassRole
              Resource: !GetAtt DeployRole.Arn
```

## Fixed, or never broken: change sets that come with a policy for secrets
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Read:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.13
      Policies: [SecretsManagerReadWrite]
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
from goatherd.checks.broad import is_broad
from goatherd.checks.privileges import advice_for, mighty_roles, serves_functions
from goatherd.checks.roles import functions_of, users_of, weighed
from goatherd.core.finding import HIGH, Finding, Step
from goatherd.iam.combinations import ways
from goatherd.iam.escalation import escalations
from goatherd.iam.reach import (
    EVERYTHING,
    arns_of,
    reached_by_itself,
    reached_code,
    reached_roles,
    reached_users,
)
from goatherd.model.application import Application
from goatherd.model.role import Role

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.iam.combinations import Held
    from goatherd.iam.effective import Grants
    from goatherd.iam.reach import Reach

_SHOWN = 3
_CHANGES_OF_STACKS = frozenset({"cloudformation"})


@check("GOAT0423", sas=4, cwe=269, severity=HIGH, since="0.1")
def privilege_escalation(role: Role, app: Application) -> Iterator[Finding]:
    if not serves_functions(role, app):
        return
    grants = advice_for(role, app).grants
    by_place: dict[Span, list[Held]] = {}
    beside = _granted_beside(grants)
    for combination, spans in escalations(grants):
        if combination.services != _CHANGES_OF_STACKS or not beside.issuperset(spans):
            by_place.setdefault(spans[-1], []).append((combination, spans))
    for span, found in by_place.items():
        first, spans = found[0]
        granted = zip(spans, first.actions, strict=True)
        yield _finding(
            role,
            app,
            span,
            ways(found),
            [Step(place, f"{action} is granted on any resource") for place, action in granted],
        )
    yield from _by_one_resource(role, app, grants, frozenset(by_place))


def _granted_beside(grants: Grants) -> set[Span]:
    """What policies of AWS for something else grant too: SecretsManagerReadWrite, say, lets change sets be executed.

    These come to something only where a stack has a role of its own, which hardly any has.
    """
    managed = [entry for entry in grants.entries if entry.kind == "managed" and not is_broad(entry)]
    return {grant.span for entry in managed for grant in entry.grants()}


def _by_one_resource(role: Role, app: Application, grants: Grants, told: frozenset[Span]) -> Iterator[Finding]:
    """One finding for each statement that names something behind which there is more."""
    if mighty_roles(app).get(role) == EVERYTHING:
        return
    by_place: dict[Span, list[Reach]] = {}
    for reach in _reached(role, app, grants):
        by_place.setdefault(reach.granted[-1][1], []).append(reach)
    for span, found in by_place.items():
        if span not in told:
            how = "; ".join(dict.fromkeys(reach.how for reach in found[:_SHOWN]))
            yield _finding(role, app, span, how, [Step(at, f"{action} is granted") for action, at in found[0].granted])


def _reached(role: Role, app: Application, grants: Grants) -> Iterator[Reach]:
    for arn in arns_of(grants, role.id, role.name):
        yield from reached_by_itself(grants, arn)
    yield from reached_users(grants)
    for other, mighty in mighty_roles(app).items():
        for arn in arns_of(grants, other.id, other.name) if other is not role else ():
            yield from reached_roles(grants, other.id, arn, mighty)
        for function in functions_of(other, app) if other is not role else ():
            for arn in arns_of(grants, function.id):
                yield from reached_code(grants, function.id, arn, mighty)


def _finding(role: Role, app: Application, span: Span, how: str, steps: list[Step]) -> Finding:
    users = users_of(role, app)
    return Finding(
        span=span,
        subject=users,
        message=f"{users} can {how}",
        severity=weighed(HIGH, role, app),
        steps=tuple(steps),
    )
