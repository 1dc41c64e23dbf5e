"""Users can give themselves the attribute that decides what they may do.

## Why it matters
Signed-in users may change every mutable attribute that their client may write, with their own access token and
without the application. If the code then trusts `custom:role` or `custom:is_admin` from the token, everybody is
an administrator.

## Vulnerable
```yaml template.yaml
Resources:
  Users:
    Type: AWS::Cognito::UserPool
    Properties:
      Schema:
        - Name: is_admin  # GOAT0207
          AttributeDataType: String
          Mutable: true
  Web:
    Type: AWS::Cognito::UserPoolClient
    Properties: {UserPoolId: !Ref Users}
```

## Fixed
```yaml template.yaml
Resources:
  Users:
    Type: AWS::Cognito::UserPool
    Properties:
      Schema:
        - Name: is_admin
          AttributeDataType: String
          Mutable: true
  Web:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref Users
      WriteAttributes: [email, name]
```

## Remedy
List the attributes that users may change under `WriteAttributes` of every client and leave this one out, or use
Cognito groups, which users cannot change.

## Remedy in Terraform
List the attributes that users may change in `write_attributes` of every `aws_cognito_user_pool_client` and leave this
one out, or use Cognito groups, which users cannot change.

## Remedy in the CDK
List the attributes that users may change in `writeAttributes` of every client (`new cognito.ClientAttributes()`) and
leave this one out, or use Cognito groups, which users cannot change.

## References
- https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
- https://cwe.mitre.org/data/definitions/269.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.confidence import by_name
from goatherd.core.finding import HIGH, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.resource import UserPool, UserPoolClient

POWER = re.compile(
    r"(?i)(^|[_\-: ])(is_?)?(admin|administrator|role|roles|group|groups|permission|permissions|privilege|privileges"
    r"|superuser|staff|tenant|tenant_?id|scope|scopes|access_?level|account_?type|plan|tier)($|[_\-: ])"
)


@check("GOAT0207", sas=2, cwe=269, severity=HIGH, since="0.1")
def privilege_attribute_writable(pool: UserPool, app: Application) -> Iterator[Finding]:
    clients = [client for client in app.of(UserPoolClient) if client.user_pool == pool.id]
    for attribute in pool.attributes:
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", attribute.name)
        if not attribute.mutable or not POWER.search(words):
            continue
        writers = [client.id for client in clients if _writes(client, attribute.name)]
        if writers:
            yield Finding(
                span=attribute.span,
                message=f"Users of {pool.id} can change their own {attribute.name} through client {writers[0]}",
                severity=HIGH if re.search(r"(?i)admin|role|group|permission|privilege|super", words) else MEDIUM,
                reasons=by_name("only its name says that the code decides by it what users may do"),
            )


def _writes(client: UserPoolClient, attribute: str) -> bool:
    # without a list, a client may write every mutable attribute
    named = {attribute, f"custom:{attribute}"}.intersection(client.write_attributes)
    return client.lets_users_edit and (not client.has_write_attributes or bool(named))
