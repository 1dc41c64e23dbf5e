"""An identity pool gives AWS credentials to people who did not sign in.

## Why it matters
Everybody who knows the pool's id, which every web page that uses it shows, gets credentials of the role for guests
and can call AWS with them directly, past the application.

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

## Remedy
Set `AllowUnauthenticatedIdentities: false`; if guests are wanted, let their role do nothing but what every visitor
may do.

## References
- https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html
- https://cwe.mitre.org/data/definitions/306.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.core.value import is_true
from goatherd.model.resource import IdentityPool


@check("GOAT0210", sas=2, cwe=306, severity=MEDIUM, since="0.1")
def credentials_for_guests(pool: IdentityPool) -> Iterator[Finding]:
    if is_true(pool.allows_unauthenticated):
        yield Finding(
            span=pool.allows_unauthenticated.span or pool.span,
            message=f"Identity pool {pool.id} gives AWS credentials to everybody without sign-in",
        )
