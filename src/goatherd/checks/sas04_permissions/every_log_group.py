"""A role may write to every log group.

## Why it matters
A function that has been taken over covers its traces best by filling the logs of others with lines of its own. It needs
no more than its own log group.

## Vulnerable
```yaml template.yaml
Resources:
  OrdersRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: logs
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [logs:CreateLogStream, logs:PutLogEvents]
                Resource: arn:aws:logs:*:*:*  # GOAT0408
```

## Fixed
```yaml template.yaml
Resources:
  OrdersRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: logs
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [logs:CreateLogStream, logs:PutLogEvents]
                Resource: !Sub arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/orders:*
```

## Remedy
Name the log group of the function (`…:log-group:/aws/lambda/name:*`).

## References
- https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
- https://cwe.mitre.org/data/definitions/250.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.policies import narrowed, resources_with_spans
from goatherd.checks.roles import functions_of
from goatherd.checks.wording import listed
from goatherd.core.finding import INFO, Finding, Kind
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.role import Role, Statement

_WRITE = ("logs:putlogevents", "logs:createlogstream", "logs:createloggroup", "logs:create*", "logs:put*")
_MANY = "applications have roles that may write to every log group"
_EVERY = re.compile(r"\*|arn:[^:]*:logs:[^:]*:[^:]*:(\*|log-group:\*(:.*)?)")


@check("GOAT0408", sas=4, cwe=250, severity=INFO, since="0.1")
def every_log_group(app: Application) -> Iterator[Finding]:
    found: dict[Span, str] = {}
    for role in app.roles.values() if app.declares_alarms else ():  # else nobody wrote the role
        if _is_for_code(role, app):
            for statement in role.statements:
                for span in _wide(statement):
                    found.setdefault(span, role.id)
    if found:
        spans = list(found)
        roles = f"Role {listed(list(dict.fromkeys(found.values())))}"
        yield Finding(
            span=spans[0],
            locations=tuple(spans[1:]),
            message=f"{roles} may write to every log group",
            one_of=Kind(_MANY, f"{app.name} ({roles})", anywhere=True),
        )


def _is_for_code(role: Role, app: Application) -> bool:
    trusted = {name for statement in role.trust for _, name in statement.principals}
    return bool(functions_of(role, app)) or "lambda.amazonaws.com" in trusted


def _wide(statement: Statement) -> list[Span]:
    """Where a statement that is about logs alone, or lists them, names every group."""
    if statement.effect != "Allow" or statement.origin or statement.not_action or statement.not_resource:
        return []
    if narrowed(statement) or not any(action.lower().startswith(_WRITE) for action in statement.actions):
        return []
    return [span for text, span in resources_with_spans(statement) if _EVERY.fullmatch(text)]
