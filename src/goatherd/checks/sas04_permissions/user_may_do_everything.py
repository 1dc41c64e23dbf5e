"""A user of the account may do everything, or give itself every right.

## Why it matters
A user's access key is good until somebody revokes it. It lies in a pipeline's secrets, on a laptop or in a file, and
whoever comes by it has what the user may do. A role is lent for an hour, to whom it trusts.

## Vulnerable
```yaml template.yaml
Resources:
  Deployer:
    Type: AWS::IAM::User
    Properties:
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AdministratorAccess  # GOAT0442
  Key:
    Type: AWS::IAM::AccessKey
    Properties: {UserName: !Ref Deployer}
```

## Fixed
```yaml template.yaml
Resources:
  Deployer:
    Type: AWS::IAM::User
    Properties:
      Policies:
        - PolicyName: upload
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: s3:PutObject
                Resource: arn:aws:s3:::site-of-the-shop/*
  Key:
    Type: AWS::IAM::AccessKey
    Properties: {UserName: !Ref Deployer}
```

## Vulnerable, by rights that it can give itself
```hcl main.tf
resource "aws_iam_user" "ci" {
  name = "shop-ci"
}

resource "aws_iam_user_policy" "ci" {
  user = aws_iam_user.ci.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = [
        "iam:CreateUser",
        "iam:AttachUserPolicy", # GOAT0442
      ]
      Resource = "arn:aws:iam::*:user/shop-*"
    }]
  })
}
```

## Fixed, by rights that it can give itself
```hcl main.tf
resource "aws_iam_user" "ci" {
  name = "shop-ci"
}

resource "aws_iam_user_policy" "ci" {
  user = aws_iam_user.ci.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["lambda:UpdateFunctionCode"]
      Resource = "arn:aws:lambda:eu-west-1:123456789012:function:shop-orders"
    }]
  })
}
```

## Vulnerable, by roles that it can make
```hcl main.tf
resource "aws_iam_user" "ci" {
  name = "shop-ci"
}

resource "aws_iam_user_policy" "ci" {
  user = aws_iam_user.ci.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = [
        "iam:CreateRole",
        "iam:PutRolePolicy", # GOAT0442
      ]
      Resource = "arn:aws:iam::*:role/shop-*"
    }]
  })
}
```

## Fixed, by roles that it can make: they stay within a boundary
```hcl main.tf
resource "aws_iam_user" "ci" {
  name = "shop-ci"
}

resource "aws_iam_user_policy" "ci" {
  user = aws_iam_user.ci.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = ["iam:CreateRole", "iam:PutRolePolicy"]
      Resource = "arn:aws:iam::*:role/shop-*"
      Condition = {
        StringEquals = { "iam:PermissionsBoundary" = "arn:aws:iam::123456789012:policy/shop-boundary" }
      }
    }]
  })
}
```

## Vulnerable, by every right over identities
```hcl main.tf
resource "aws_iam_user" "terraform" {
  name = "terraform"
}

resource "aws_iam_policy" "deploy" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["iam:*"] # GOAT0442
      Resource = "*"
    }]
  })
}

resource "aws_iam_user_policy_attachment" "deploy" {
  user       = aws_iam_user.terraform.name
  policy_arn = aws_iam_policy.deploy.arn
}
```

## Fixed, by every right over identities
```hcl main.tf
resource "aws_iam_user" "terraform" {
  name = "terraform"
}
```

## Remedy
Let the pipeline assume a role by its own token (OpenID Connect) in place of a key, and grant what it deploys with.

## References
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
- https://cwe.mitre.org/data/definitions/250.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.broad import allows, broad_action, broad_reference
from goatherd.checks.policies import actions_with_spans
from goatherd.checks.privileges import names_of
from goatherd.core.finding import CRITICAL, HIGH, Finding
from goatherd.iam.combinations import ways
from goatherd.iam.effective import effective
from goatherd.iam.escalation import identities
from goatherd.iam.reach import reached_by_user, reached_new_roles, reached_users
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.role import Role


@check("GOAT0442", sas=4, cwe=250, severity=HIGH, since="0.1")
def user_may_do_everything(app: Application) -> Iterator[Finding]:
    """One finding a user."""
    for user in app.users:
        found = dict(reversed([*_outright(user)])) or dict(reversed([*_by_itself(user, app)]))
        if found:
            (span, what), *others = reversed(found.items())
            yield Finding(
                span=span,
                locations=tuple(place for place, _ in others),
                message=f"User {user.id}, whose keys do not expire, {what}",
            )


def _outright(user: Role) -> Iterator[tuple[Span, str]]:
    for reference in user.references:
        broad = broad_reference(reference)
        if broad is not None and broad[1] >= CRITICAL:
            yield reference.span, f"has a policy made for administrators: {broad[0]}"
    for statement in user.statements:
        for action, span in actions_with_spans(statement) if allows(statement) else ():
            broad = broad_action(action, statement)
            if broad is not None and broad[1] >= CRITICAL:
                yield span, f"may do {broad[0]}"


def _by_itself(user: Role, app: Application) -> Iterator[tuple[Span, str]]:
    grants = effective(user, app, names_of(app))
    found = list(identities(grants))
    if found:
        yield found[0][1][-1], f"can {ways(found)}"
    for reach in (*reached_by_user(grants, user.name), *reached_users(grants), *reached_new_roles(grants)):
        yield reach.granted[-1][1], f"can {reach.how}"
