"""Every AWS account may assume a role.

## Why it matters
Whoever can assume the role has all its permissions. A trust policy for the principal `*` without a condition
trusts the whole world. So does one for GitHub's tokens that does not say of which repository: every workflow on GitHub
gets such a token.

## Vulnerable
```yaml template.yaml
Resources:
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow  # GOAT0309
            Principal: {AWS: "*"}
            Action: sts:AssumeRole
```

## Fixed
```yaml template.yaml
Resources:
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {AWS: "arn:aws:iam::123456789012:role/pipeline"}
            Action: sts:AssumeRole
```

## Vulnerable: for workflows on GitHub
```yaml template.yaml
Resources:
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow  # GOAT0309
            Principal: {Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}
            Action: sts:AssumeRoleWithWebIdentity
            Condition: {StringEquals: {"token.actions.githubusercontent.com:aud": sts.amazonaws.com}}
```

## Fixed: for workflows on GitHub
```yaml template.yaml
Resources:
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals:
                "token.actions.githubusercontent.com:aud": sts.amazonaws.com
                "token.actions.githubusercontent.com:sub": repo:shop/api:environment:prod
```

## Vulnerable in Terraform
```hcl main.tf
data "aws_iam_policy_document" "trust" {
  statement {  # GOAT0309
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

resource "aws_iam_role" "deploy" {
  name               = "deploy"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
```

## Fixed in Terraform
```hcl main.tf
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::123456789012:role/pipeline"]
    }
  }
}

resource "aws_iam_role" "deploy" {
  name               = "deploy"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: deployment
provider:
  name: aws
resources:
  Resources:
    Deploy:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Statement:
            - Effect: Allow  # GOAT0309
              Principal: {AWS: "*"}
              Action: sts:AssumeRole
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: deployment
provider:
  name: aws
resources:
  Resources:
    Deploy:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Statement:
            - Effect: Allow
              Principal: {AWS: "arn:aws:iam::123456789012:role/pipeline"}
              Action: sts:AssumeRole
```

## Remedy
Name the role, account or service that needs it under `Principal`.

## Remedy in Terraform
Name the role, account or service that needs it in `principals` of the `assume_role_policy`.

## Remedy in the CDK
Name the role, account or service that needs it in `assumedBy`.

## References
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
- https://cwe.mitre.org/data/definitions/284.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.pipelines import asks_for_origin, trusts_github
from goatherd.checks.policies import opens_to_everybody
from goatherd.core.finding import CRITICAL, Finding
from goatherd.model.role import Role


@check("GOAT0309", sas=3, cwe=284, severity=CRITICAL, since="0.1")
def role_for_anybody(role: Role) -> Iterator[Finding]:
    for statement in role.trust:
        if opens_to_everybody(statement):
            yield Finding(span=statement.span, message=f"Every AWS account may assume role {role.id}")
        elif trusts_github(statement) and not asks_for_origin(statement):
            yield Finding(span=statement.span, message=f"Every repository on GitHub may assume role {role.id}")
