"""A user pool in which nobody can use a second factor.

## Why it matters
One password, reused from a site that was breached, is then all it takes to be somebody else. It weighs more where some
users may do more than others, so that there are accounts worth taking over.

## Vulnerable
```yaml template.yaml
Resources:
  Users:  # GOAT0206
    Type: AWS::Cognito::UserPool
    Properties: {UserPoolName: customers}
```

## Fixed
```yaml template.yaml
Resources:
  Users:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolName: customers
      MfaConfiguration: OPTIONAL
      EnabledMfas: [SOFTWARE_TOKEN_MFA]
```

## Fixed, with passkeys
```yaml template.yaml
Resources:
  Users:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolName: customers
      WebAuthnRelyingPartyID: shop.example
      Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD, WEB_AUTHN]}}
```
```hcl main.tf
resource "aws_cognito_user_pool" "users" {
  name = "customers"

  web_authn_configuration {
    relying_party_id = "shop.example"
  }
}
```

## Remedy
Set `MfaConfiguration: OPTIONAL` (or `ON`) with `EnabledMfas: [SOFTWARE_TOKEN_MFA]`.

## Remedy in Terraform
Set `mfa_configuration = "OPTIONAL"` (or `"ON"`) with `software_token_mfa_configuration { enabled = true }`.

## Remedy in the CDK
Set `mfa: cognito.Mfa.OPTIONAL` (or `REQUIRED`) with `mfaSecondFactor: { otp: true, sms: false }`.

## Remedy in SST
Set `mfa: "optional"` (or `"on"`) with `softwareToken: true` of the user pool.

## References
- https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
- https://cwe.mitre.org/data/definitions/308.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.confidence import owners_choice
from goatherd.core.finding import INFO, LOW, Finding
from goatherd.core.value import known, place_of
from goatherd.model.application import Application
from goatherd.model.resource import UserPool


@check("GOAT0206", sas=2, cwe=308, severity=INFO, since="0.1")
def no_second_factor(pool: UserPool, app: Application) -> Iterator[Finding]:
    if known(pool.mfa) == "OFF" and not pool.passkeys:
        yield Finding(
            span=place_of(pool.mfa, pool.span),
            message=f"Users of user pool {pool.id} cannot protect their account with a second factor",
            severity=LOW if _has_administrators(app) else INFO,
            reasons=owners_choice("it depends on what somebody else's account is worth"),
        )


def _has_administrators(app: Application) -> bool:
    """Whether some users may do more than others, so that somebody else's account is worth having."""
    groups = any(resource.type == "AWS::Cognito::UserPoolGroup" for resource in app.resources.values())
    return groups or any(behaviour.rights for behaviour in app.behaviours.values())
