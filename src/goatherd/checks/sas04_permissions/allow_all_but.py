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

## Remedy
List the actions that are needed under `Action`.

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
                message=f"{users_of(role, app)} may do everything except {listed(statement.actions)}",
            )
