"""A pull request gets a role with powers.

## Why it matters
A workflow that runs for a pull request runs what its author wrote, before anybody has looked at it. A role that its
token opens is theirs: they read the secrets that it reads, and change what it may change.

## Vulnerable
```yaml template.yaml
Resources:
  Plan:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals: {"token.actions.githubusercontent.com:aud": sts.amazonaws.com}
              StringLike: {"token.actions.githubusercontent.com:sub": "repo:shop/api:pull_request"}  # GOAT0409
      Policies:
        - PolicyName: plan
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [lambda:GetFunction, secretsmanager:GetSecretValue]
                Resource: "*"
```

## Fixed
```yaml template.yaml
Resources:
  Plan:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals: {"token.actions.githubusercontent.com:aud": sts.amazonaws.com}
              StringLike: {"token.actions.githubusercontent.com:sub": "repo:shop/api:pull_request"}
      Policies:
        - PolicyName: plan
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [lambda:GetFunction, lambda:ListFunctions]
                Resource: "*"
```

## Vulnerable in Terraform
```hcl main.tf
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"]
    }

    condition {
      test     = "StringLike"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["repo:shop/api:*"]  # GOAT0409
    }
  }
}

data "aws_iam_policy_document" "deploy" {
  statement {
    actions   = ["lambda:UpdateFunctionCode"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "deploy" {
  name               = "deploy"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "deploy" {
  role   = aws_iam_role.deploy.id
  policy = data.aws_iam_policy_document.deploy.json
}
```

## Fixed in Terraform
```hcl main.tf
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["repo:shop/api:environment:prod"]
    }
  }
}

data "aws_iam_policy_document" "deploy" {
  statement {
    actions   = ["lambda:UpdateFunctionCode"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "deploy" {
  name               = "deploy"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "deploy" {
  role   = aws_iam_role.deploy.id
  policy = data.aws_iam_policy_document.deploy.json
}
```

## Remedy
Give roles that deploy or read secrets to a protected environment or branch alone
(`repo:owner/name:environment:prod`), and a pull request one that reads how things are set up.

## References
- https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_secure-by-default.html
- https://cwe.mitre.org/data/definitions/269.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.broad import broad_reference
from goatherd.checks.pipelines import opened_to_pull_requests
from goatherd.checks.policies import actions_with_spans
from goatherd.checks.wording import listed
from goatherd.core.finding import MEDIUM, Finding
from goatherd.iam.actions import Access, covers_everything, describe, expanded
from goatherd.model.role import Role

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.role import Statement


@check("GOAT0409", sas=4, cwe=269, severity=MEDIUM, since="0.1")
def pull_request_with_powers(role: Role) -> Iterator[Finding]:
    opened = opened_to_pull_requests(role)
    if not opened:
        return
    powers = [power for statement in role.statements for power in _powers(statement)]
    broad = ((broad_reference(reference), reference.span) for reference in role.references)
    powers += [(found[0], span) for found, span in broad if found is not None]
    if powers:
        spans: list[Span] = list(dict.fromkeys((*opened, *(span for _, span in powers))))
        names = list(dict.fromkeys(name for name, _ in powers))
        yield Finding(
            span=spans[0],
            locations=tuple(spans[1:]),
            message=f"What a pull request runs may take role {role.id}, which may {listed(names, 4)}",
        )


def _powers(statement: Statement) -> Iterator[tuple[str, Span]]:
    """What it allows that changes something or gives a secret away, and where that is written."""
    if statement.effect != "Allow":
        return
    if statement.not_action:
        yield "do all but what a statement lists", statement.span
        return
    for pattern, span in actions_with_spans(statement):
        whole = covers_everything(pattern) or pattern.endswith(":*")
        if whole or any(_is_power(action) for action in expanded([pattern])):
            yield pattern, span


def _is_power(name: str) -> bool:
    action = describe(name)
    return action is not None and (action.access >= Access.WRITE or action.reads_secrets)
