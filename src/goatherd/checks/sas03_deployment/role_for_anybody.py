"""Every AWS account may assume a role.

## Why it matters
Whoever can assume the role has all its permissions. A trust policy for the principal `*` without a condition
trusts the whole world.

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

## Remedy
Name the role, account or service that needs it under `Principal`.

## References
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
- https://cwe.mitre.org/data/definitions/284.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.policies import opens_to_everybody
from goatherd.core.finding import CRITICAL, Finding
from goatherd.model.role import Role


@check("GOAT0309", sas=3, cwe=284, severity=CRITICAL, since="0.1")
def role_for_anybody(role: Role) -> Iterator[Finding]:
    for statement in role.trust:
        if opens_to_everybody(statement):
            yield Finding(span=statement.span, message=f"Every AWS account may assume role {role.id}")
