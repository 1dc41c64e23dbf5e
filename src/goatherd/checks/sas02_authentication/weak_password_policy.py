"""A user pool that accepts weak passwords.

## Why it matters
Short passwords are guessed. A user pool is on the internet for everyone to try, and what its policy allows some
of the users will choose.

## Vulnerable
```yaml template.yaml
Resources:
  Users:
    Type: AWS::Cognito::UserPool
    Properties:
      Policies:
        PasswordPolicy:  # GOAT0205
          MinimumLength: 6
          RequireNumbers: false
```

## Fixed
```yaml template.yaml
Resources:
  Users:
    Type: AWS::Cognito::UserPool
    Properties:
      Policies:
        PasswordPolicy:
          MinimumLength: 12
          RequireNumbers: false
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_cognito_user_pool" "users" {
  name = "users"

  password_policy {  # GOAT0205
    minimum_length  = 6
    require_numbers = false
  }
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_cognito_user_pool" "users" {
  name = "users"

  password_policy {
    minimum_length  = 12
    require_numbers = false
  }
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: accounts
provider:
  name: aws
resources:
  Resources:
    Users:
      Type: AWS::Cognito::UserPool
      Properties:
        Policies:
          PasswordPolicy:  # GOAT0205
            MinimumLength: 6
            RequireNumbers: false
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: accounts
provider:
  name: aws
resources:
  Resources:
    Users:
      Type: AWS::Cognito::UserPool
      Properties:
        Policies:
          PasswordPolicy:
            MinimumLength: 12
            RequireNumbers: false
```

## Remedy
Set `MinimumLength: 12` or more; with 8, also require lowercase, uppercase, numbers and symbols.

## Remedy in Terraform
Set `minimum_length = 12` or more; with 8, also `require_lowercase`, `require_uppercase`, `require_numbers` and
`require_symbols`, none of which is required where it is left out of `password_policy`.

## Remedy in the CDK
Set `passwordPolicy: { minLength: 12 }` or more; with 8, also `requireLowercase`, `requireUppercase`, `requireDigits`
and `requireSymbols`.

## References
- https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
- https://pages.nist.gov/800-63-4/sp800-63b.html
- https://cwe.mitre.org/data/definitions/521.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.core.value import is_false, known
from goatherd.model.resource import UserPool

SHORT = 8
LONG = 12


@check("GOAT0205", sas=2, cwe=521, severity=MEDIUM, since="0.1")
def weak_password_policy(pool: UserPool) -> Iterator[Finding]:
    length = known(pool.minimum_length)
    if pool.password_policy_span is None or length is None:
        return
    required = {
        "lowercase": pool.require_lowercase,
        "uppercase": pool.require_uppercase,
        "numbers": pool.require_numbers,
        "symbols": pool.require_symbols,
    }
    missing = [name for name, value in required.items() if is_false(value)]
    if length < SHORT:
        message, severity = f"User pool {pool.id} accepts passwords of {length} characters", MEDIUM
    elif length < LONG and len(missing) >= 3:
        message = f"User pool {pool.id} accepts passwords of {length} characters without {', '.join(missing)}"
        severity = LOW
    else:
        return
    yield Finding(span=pool.password_policy_span, message=message, severity=severity)
