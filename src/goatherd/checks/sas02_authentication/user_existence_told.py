"""Whoever tries to sign in is told which accounts exist.

## Why it matters
Unless a client prevents it, Cognito answers a wrong password and an unknown user differently. That gives lists of
addresses to try passwords on and to send mails to, and says who is a customer.

## Vulnerable
```yaml template.yaml
Resources:
  Web:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: eu-west-1_example  # GOAT0231
      ExplicitAuthFlows: [ALLOW_USER_SRP_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
  Service:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: eu-west-1_example
      AllowedOAuthFlows: [client_credentials]
      AllowedOAuthScopes: [orders/read]
      GenerateSecret: true
```

## Fixed
```yaml template.yaml
Resources:
  Web:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: eu-west-1_example
      ExplicitAuthFlows: [ALLOW_USER_SRP_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
      PreventUserExistenceErrors: ENABLED
```

## Remedy
Set `PreventUserExistenceErrors: ENABLED`, and let code that signs users in answer alike for both.

## Remedy in Terraform
Set `prevent_user_existence_errors = "ENABLED"`, and let code that signs users in answer alike for both.

## Remedy in the CDK
Give the client `preventUserExistenceErrors: true`, and let code that signs users in answer alike for both.

## References
- https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
- https://cwe.mitre.org/data/definitions/204.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.core.value import is_false
from goatherd.model.resource import UserPoolClient

_OF_USERS = frozenset(
    {"USER_PASSWORD_AUTH", "USER_SRP_AUTH", "USER_AUTH", "ADMIN_NO_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH"}
)


@check("GOAT0231", sas=2, cwe=204, severity=LOW, since="0.1")
def user_existence_told(client: UserPoolClient) -> Iterator[Finding]:
    signs_in = not _OF_USERS.isdisjoint(flow.removeprefix("ALLOW_") for flow in client.auth_flows)
    if signs_in and is_false(client.prevents_user_enumeration):
        yield Finding(
            span=client.prevents_user_enumeration.span or client.span,
            message=f"Client {client.id} tells which users exist",
        )
