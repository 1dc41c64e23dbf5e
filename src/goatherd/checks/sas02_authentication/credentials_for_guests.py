"""An identity pool gives AWS credentials to people who did not sign in.

## Why it matters
Everybody who knows the pool's id, which every web page that uses it shows, gets credentials of the role for guests
and can call AWS with them directly, past the application.

A role that lets guests do no more than tell how they use the page, or read what lies in certain folders of a bucket, is
what guests are meant to have.

## Vulnerable
```yaml template.yaml
Resources:
  Guests:
    Type: AWS::Cognito::IdentityPool
    Properties:
      AllowUnauthenticatedIdentities: true  # GOAT0210
```

## Fixed
```yaml template.yaml
Resources:
  Guests:
    Type: AWS::Cognito::IdentityPool
    Properties:
      AllowUnauthenticatedIdentities: false
```

## Fixed, for visitors who are only counted
```yaml template.yaml
Resources:
  Guests:
    Type: AWS::Cognito::IdentityPool
    Properties:
      AllowUnauthenticatedIdentities: true
  GuestRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Federated: cognito-identity.amazonaws.com}
            Action: sts:AssumeRoleWithWebIdentity
            Condition: {StringEquals: {"cognito-identity.amazonaws.com:aud": !Ref Guests}}
      Policies:
        - PolicyName: Count
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: rum:PutRumEvents
                Resource: !Sub arn:aws:rum:${AWS::Region}:${AWS::AccountId}:appmonitor/shop
  Roles:
    Type: AWS::Cognito::IdentityPoolRoleAttachment
    Properties:
      IdentityPoolId: !Ref Guests
      Roles: {unauthenticated: !GetAtt GuestRole.Arn}
```

## Fixed, for visitors who read what is for everybody
```yaml template.yaml
Resources:
  Guests:
    Type: AWS::Cognito::IdentityPool
    Properties:
      AllowUnauthenticatedIdentities: true
  GuestRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Federated: cognito-identity.amazonaws.com}
            Action: sts:AssumeRoleWithWebIdentity
            Condition: {StringEquals: {"cognito-identity.amazonaws.com:aud": !Ref Guests}}
      Policies:
        - PolicyName: Read
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::shop-pictures/public/*"}
              - Effect: Allow
                Action: s3:ListBucket
                Resource: arn:aws:s3:::shop-pictures
                Condition: {StringLike: {"s3:prefix": [public/, public/*]}}
  Roles:
    Type: AWS::Cognito::IdentityPoolRoleAttachment
    Properties:
      IdentityPoolId: !Ref Guests
      Roles: {unauthenticated: !GetAtt GuestRole.Arn}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_cognito_identity_pool" "guests" {
  identity_pool_name               = "guests"
  allow_unauthenticated_identities = true  # GOAT0210
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_cognito_identity_pool" "guests" {
  identity_pool_name               = "guests"
  allow_unauthenticated_identities = false
}
```

## Fixed in Terraform, for visitors who are only counted
```hcl main.tf
resource "aws_cognito_identity_pool" "guests" {
  identity_pool_name               = "guests"
  allow_unauthenticated_identities = true
}

data "aws_iam_policy_document" "guests" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["cognito-identity.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "cognito-identity.amazonaws.com:aud"
      values   = [aws_cognito_identity_pool.guests.id]
    }
  }
}

resource "aws_iam_role" "guest" {
  name               = "guest"
  assume_role_policy = data.aws_iam_policy_document.guests.json
}

resource "aws_iam_role_policy" "count" {
  role = aws_iam_role.guest.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "rum:PutRumEvents"
      Resource = "arn:aws:rum:eu-west-1:123456789012:appmonitor/shop"
    }]
  })
}

resource "aws_cognito_identity_pool_roles_attachment" "guests" {
  identity_pool_id = aws_cognito_identity_pool.guests.id
  roles            = { unauthenticated = aws_iam_role.guest.arn }
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
resources:
  Resources:
    Guests:
      Type: AWS::Cognito::IdentityPool
      Properties:
        AllowUnauthenticatedIdentities: true  # GOAT0210
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
resources:
  Resources:
    Guests:
      Type: AWS::Cognito::IdentityPool
      Properties:
        AllowUnauthenticatedIdentities: false
```

## Remedy
Set `AllowUnauthenticatedIdentities: false`; if guests are wanted, let their role do nothing but what every visitor
may do.

## Remedy in Terraform
Set `allow_unauthenticated_identities = false`; if guests are wanted, let their role do nothing but what every visitor
may do.

## Remedy in the CDK
Set `allowUnauthenticatedIdentities: false`; if guests are wanted, let their role do nothing but what every visitor
may do.

## References
- https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html
- https://cwe.mitre.org/data/definitions/306.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.core.value import is_true
from goatherd.model.application import Application
from goatherd.model.resource import IdentityPool

if TYPE_CHECKING:
    from goatherd.model.role import Role, Statement


READS = frozenset({"s3:GetObject"})
LISTS = "s3:ListBucket"
_FOLDER = re.compile(r"/[^/*]+/[^*]*\*$")  # of a bucket's ARN

# what a page that is measured needs for its visitors
TELEMETRY = (
    "rum:PutRumEvents",
    "mobiletargeting:PutEvents",
    "mobiletargeting:UpdateEndpoint",
    "mobileanalytics:PutEvents",
)


@check("GOAT0210", sas=2, cwe=306, severity=MEDIUM, since="0.1")
def credentials_for_guests(pool: IdentityPool, app: Application) -> Iterator[Finding]:
    if is_true(pool.allows_unauthenticated) and not _does_little(app.roles.get(pool.unauthenticated_role)):
        yield Finding(
            span=pool.allows_unauthenticated.span or pool.span,
            message=f"Identity pool {pool.id} gives AWS credentials to everybody without sign-in",
        )


def _does_little(role: Role | None) -> bool:
    """Whether all that guests may do is to tell how they use the page, and to read folders that somebody has chosen."""
    if role is None or role.references or role.unreadable:
        return False
    allowed = [statement for statement in role.statements if statement.effect == "Allow"]
    return bool(allowed) and all(map(_is_little, allowed))


def _is_little(statement: Statement) -> bool:
    if statement.not_action or statement.not_resource:
        return False
    if all(action in TELEMETRY for action in statement.actions):
        return True
    if all(action == LISTS for action in statement.actions):
        return any(key.lower() == "s3:prefix" for keys in statement.conditions.values() for key in keys)
    return set(statement.actions) <= READS and all(map(_FOLDER.search, statement.resources))
