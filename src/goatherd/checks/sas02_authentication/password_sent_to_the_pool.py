"""A client may sign users in by sending the password itself.

## Why it matters
With `USER_PASSWORD_AUTH` and `ADMIN_NO_SRP_AUTH` the password travels in the request and passes through whatever
code makes it, which can log or leak it. The SRP flow proves the password without sending it.

## Vulnerable
```yaml template.yaml
Resources:
  Web:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: eu-west-1_example
      ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH]  # GOAT0208
```

## Fixed
```yaml template.yaml
Resources:
  Web:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: eu-west-1_example
      ExplicitAuthFlows: [ALLOW_USER_SRP_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_cognito_user_pool" "users" {
  name = "users"
}

resource "aws_cognito_user_pool_client" "web" {
  name                = "web"
  user_pool_id        = aws_cognito_user_pool.users.id
  explicit_auth_flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]  # GOAT0208
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_cognito_user_pool" "users" {
  name = "users"
}

resource "aws_cognito_user_pool_client" "web" {
  name                = "web"
  user_pool_id        = aws_cognito_user_pool.users.id
  explicit_auth_flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
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
    Web:
      Type: AWS::Cognito::UserPoolClient
      Properties:
        UserPoolId: !Ref Users
        ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH]  # GOAT0208
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
    Web:
      Type: AWS::Cognito::UserPoolClient
      Properties:
        UserPoolId: !Ref Users
        ExplicitAuthFlows: [ALLOW_USER_SRP_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
```

## Remedy
Use `ALLOW_USER_SRP_AUTH` with `ALLOW_REFRESH_TOKEN_AUTH` and remove the flows that send passwords.

## Remedy in the CDK
Write `authFlows: { userSrp: true }` and remove the flows that send passwords (`userPassword`, `adminUserPassword`).

## References
- https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
- https://cwe.mitre.org/data/definitions/522.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import INFO, Finding
from goatherd.model.application import Application
from goatherd.model.resource import UserPoolClient

_SIGN_IN = frozenset({"InitiateAuth", "AdminInitiateAuth"})
SENDS_THE_PASSWORD = frozenset({"USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH"})


@check("GOAT0208", sas=2, cwe=522, severity=INFO, since="0.1")
def password_sent_to_the_pool(client: UserPoolClient, app: Application) -> Iterator[Finding]:
    flows = [flow for flow in client.auth_flows if flow.removeprefix("ALLOW_") in SENDS_THE_PASSWORD]
    if flows and _used(app).isdisjoint(flow.removeprefix("ALLOW_") for flow in flows):
        yield Finding(
            span=client.auth_flows_span or client.span,
            message=f"Client {client.id} lets passwords be sent in the request ({', '.join(flows)})",
        )


def _used(app: Application) -> set[str]:
    """The flows by which functions sign users in: without them nobody would get in."""
    calls = (call for behaviour in app.behaviours.values() for call in behaviour.aws_calls)
    return {flow for call in calls if call.operation in _SIGN_IN for flow in call.parameters.get("AuthFlow", ())}
