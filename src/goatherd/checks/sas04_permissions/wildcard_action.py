"""A role may do everything, or everything with one service.

## Why it matters
Whoever makes the function run their code, or call AWS with their parameters, has all of the role's permissions.
With `s3:*` that includes deleting the bucket and rewriting its policy; with `*` it is the whole account.

## Vulnerable
```yaml template.yaml
Resources:
  WriterRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: data
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action:
                  - logs:PutLogEvents
                  - dynamodb:*  # GOAT0401
                Resource: "*"
```

## Fixed
```yaml template.yaml
Resources:
  WriterRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: data
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action:
                  - logs:PutLogEvents
                  - dynamodb:PutItem
                Resource: "*"
```

## Remedy
List the actions that the code calls instead of the wildcard.

## References
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
- https://cwe.mitre.org/data/definitions/250.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.policies import actions_with_spans
from goatherd.checks.roles import belongs_to_application, functions_of, users_of
from goatherd.checks.wording import listed
from goatherd.core.finding import CRITICAL, HIGH, LOW, MEDIUM, Finding, Severity
from goatherd.model.application import Application
from goatherd.model.role import Role, Statement

WHOLE_SERVICE = re.compile(r"(?i)([a-z0-9-]+):\*+")
# services where everything is little: telemetry, and what is made for one caller
HARMLESS = frozenset({"logs", "xray", "cloudwatch", "ec2messages", "ssmmessages", "synthetics", "translate", "polly"})
# everything here is the power to change permissions, code or keys
POWERFUL = frozenset({"iam", "sts", "lambda", "kms", "secretsmanager", "cloudformation", "organizations", "sso", "ssm"})


@check("GOAT0401", sas=4, cwe=250, severity=HIGH, since="0.1")
def wildcard_action(role: Role, app: Application) -> Iterator[Finding]:
    if not belongs_to_application(role, app):
        return
    found = [
        (judged, span)
        for statement in role.statements
        if statement.effect == "Allow" and not statement.not_action and not statement.origin
        for action, span in actions_with_spans(statement)
        if (judged := _judge(action, statement))
    ]
    if found:
        worst = max(severity for (_, severity), _ in found)
        what = listed([words for (words, _), _ in found])
        yield Finding(
            span=found[0][1],
            locations=tuple(span for _, span in found[1:]),
            message=f"{users_of(role, app)} may do {what}",
            severity=worst if functions_of(role, app) else min(worst, MEDIUM),
        )


def _judge(action: str, statement: Statement) -> tuple[str, Severity] | None:
    everywhere = "*" in statement.resources
    if action in ("*", "*:*"):
        if everywhere:
            return "everything in the account (`*` on `*`)", CRITICAL
        return f"everything with {', '.join(statement.resources[:2])}", HIGH
    match = WHOLE_SERVICE.fullmatch(action)
    if not match or match[1].lower() in HARMLESS:
        return None
    service = match[1].lower()
    if everywhere:
        return f"everything with all of {service} (`{action}` on `*`)", HIGH
    return f"everything with its {service} resources (`{action}`)", MEDIUM if service in POWERFUL else LOW
