"""A client uses the OAuth implicit grant.

## Why it matters
The implicit grant puts tokens into the address of the page, from where they reach the browser's history, logs and
scripts of other parties. OAuth 2.1 leaves it out.

Where the user pool has no domain yet, nothing gives tokens this way: that is told at a low severity.

## Vulnerable
```yaml template.yaml
Resources:
  Web:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: eu-west-1_example
      AllowedOAuthFlows: [implicit]  # GOAT0209
```

## Fixed
```yaml template.yaml
Resources:
  Web:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: eu-west-1_example
      AllowedOAuthFlows: [code]
```

## Remedy
Write `AllowedOAuthFlows: [code]` and use the code grant with PKCE in the client.

## Remedy in Terraform
Write `allowed_oauth_flows = ["code"]` and use the code grant with PKCE in the client.

## Remedy in the CDK
Write `oAuth: { flows: { authorizationCodeGrant: true } }`, because the implicit grant is allowed where no flows are
named, and use the code grant with PKCE in the client.

## Remedy in SST
Set `transform: { client: { allowedOauthFlows: ["code"] } }` of the client.

## References
- https://datatracker.ietf.org/doc/html/rfc9700#name-implicit-grant
- https://cwe.mitre.org/data/definitions/598.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.model.resource import UserPoolClient


@check("GOAT0209", sas=2, cwe=598, severity=MEDIUM, since="0.1")
def implicit_grant(client: UserPoolClient) -> Iterator[Finding]:
    if "implicit" not in client.oauth_flows:
        return
    span = client.oauth_flows_span or client.span
    if client.has_endpoint:
        message = f"Client {client.id} receives its tokens by the implicit grant, in the page's address"
        yield Finding(span=span, message=message)
    else:
        message = f"Client {client.id} allows the implicit grant; so far its pool has no domain that gives tokens"
        yield Finding(span=span, message=message, severity=LOW)
