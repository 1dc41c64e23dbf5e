"""The pipeline of one stage may deploy to the others.

## Why it matters
Whoever may push to the branch that deploys to the development stage, or has taken over its workflow, has its role. If
that role may change the functions of production too, the review before production protects nothing.

## Vulnerable
```yaml template.yaml
Resources:
  Deploy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Roles: [!Ref Dev, !Ref Prod]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action: lambda:UpdateFunctionCode
            Resource: arn:aws:lambda:eu-west-1:123456789012:function:shop-*  # GOAT0410
  Dev:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals: {"token.actions.githubusercontent.com:sub": "repo:shop/api:environment:dev"}
  Prod:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals: {"token.actions.githubusercontent.com:sub": "repo:shop/api:environment:prod"}
```

## Fixed
```yaml template.yaml
Resources:
  DeployDev:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Roles: [!Ref Dev]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action: lambda:UpdateFunctionCode
            Resource: arn:aws:lambda:eu-west-1:123456789012:function:shop-dev-*
  DeployProd:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Roles: [!Ref Prod]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action: lambda:UpdateFunctionCode
            Resource: arn:aws:lambda:eu-west-1:123456789012:function:shop-prod-*
  Dev:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals: {"token.actions.githubusercontent.com:sub": "repo:shop/api:environment:dev"}
  Prod:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals: {"token.actions.githubusercontent.com:sub": "repo:shop/api:environment:prod"}
```

## Remedy
Give each stage a policy of its own that names the resources of that stage (`…:function:shop-dev-*`), or an account of
its own.

## References
- https://docs.aws.amazon.com/whitepapers/latest/organizing-your-aws-environment/organizing-your-aws-environment.html
- https://cwe.mitre.org/data/definitions/269.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.pipelines import stages_of
from goatherd.checks.wording import listed
from goatherd.core.finding import MEDIUM, Finding
from goatherd.iam.actions import Access, covers_everything, describe, expanded
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.model.role import Role, Statement


@check("GOAT0410", sas=4, cwe=269, severity=MEDIUM, since="0.1")
def stages_share_deploy_rights(app: Application) -> Iterator[Finding]:
    of_stages = [(role, stages) for role in app.roles.values() if len(stages := stages_of(role)) == 1]
    shared: dict[tuple[str, ...], list[Statement]] = {}
    for statement in {s.span: s for role, _ in of_stages for s in role.statements if _changes(s)}.values():
        together = sorted({stage for role, stages in of_stages if _has(role, statement) for stage in stages})
        if len(together) > 1:
            shared.setdefault(tuple(together), []).append(statement)
    for names, statements in shared.items():
        # the resources are what has to differ
        places = list(dict.fromkeys(next(iter(s.resource_spans), s.span) for s in statements))
        yield Finding(
            span=places[0],
            locations=tuple(places[1:]),
            message=f"Pipelines of {listed(names)} have one policy: that of each may change the others",
        )


def _has(role: Role, wanted: Statement) -> bool:
    return any(s.span == wanted.span and s.resources == wanted.resources for s in role.statements)


def _changes(statement: Statement) -> bool:
    if statement.effect != "Allow" or statement.not_action:
        return False
    if any(covers_everything(pattern) or pattern.endswith(":*") for pattern in statement.actions):
        return True
    described = (describe(action) for action in expanded(statement.actions))
    return any(action is not None and action.access >= Access.WRITE and action.resource_level for action in described)
