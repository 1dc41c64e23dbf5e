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

## Vulnerable, by what the code does
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Users:
    Type: AWS::Cognito::UserPool
    Properties:
      Schema:
        - {Name: company, AttributeDataType: String, Mutable: true}  # GOAT0207
        - {Name: level, AttributeDataType: String, Mutable: true}  # GOAT0207
        - {Name: theme, AttributeDataType: String, Mutable: true}
  Web:
    Type: AWS::Cognito::UserPoolClient
    Properties: {UserPoolId: !Ref Users}
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Get: {Type: HttpApi, Properties: {Path: /orders, Method: get}}
```
```python app.py
import boto3

orders = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    claims = event["requestContext"]["authorizer"]["jwt"]["claims"]
    company = claims["custom:company"]
    if claims.get("custom:level") != "manager":
        return {"statusCode": 403}
    theme = "night" if claims.get("custom:theme") == "dark" else "day"
    return {"theme": theme, "item": orders.get_item(Key={"company": company})["Item"]}
```

## Fixed, by what the code does
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Users:
    Type: AWS::Cognito::UserPool
    Properties:
      Schema:
        - {Name: company, AttributeDataType: String, Mutable: true}
        - {Name: level, AttributeDataType: String, Mutable: false}
        - {Name: theme, AttributeDataType: String, Mutable: true}
  Web:
    Type: AWS::Cognito::UserPoolClient
    Properties: {UserPoolId: !Ref Users, WriteAttributes: ["custom:theme"]}
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Get: {Type: HttpApi, Properties: {Path: /orders, Method: get}}
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
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.confidence import by_name, one_of_several
from goatherd.core.finding import HIGH, LOW, MEDIUM, Finding, Step
from goatherd.model.application import Application
from goatherd.model.resource import UserPool, UserPoolClient

if TYPE_CHECKING:
    from goatherd.model.flow import Claim

POWER = re.compile(
    r"(?i)(^|[_\-: ])(is_?)?(admin|administrator|role|roles|group|groups|permission|permissions|privilege|privileges"
    r"|superuser|staff|tenant|tenant_?id|scope|scopes|access_?level|account_?type|plan|tier)($|[_\-: ])"
)
_RIGHTS = re.compile(r"(?i)admin|role|group|permission|privilege|super")
_BY_NAME = by_name("only its name says that the code decides by it what users may do")
_SOMETIMES = one_of_several("a condition of the template decides whether the client is given a list")
_DOES = {"refuses": "refuses callers", "chooses": "chooses data"}


@check("GOAT0207", sas=2, cwe=269, severity=HIGH, since="0.1")
def privilege_attribute_writable(pool: UserPool, app: Application) -> Iterator[Finding]:
    clients = [client for client in app.of(UserPoolClient) if client.user_pool == pool.id]
    uses = _uses(app)
    seen = any(behaviour.files and not behaviour.truncated for behaviour in app.behaviours.values())
    for attribute in pool.attributes:
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", attribute.name)
        used = uses.get(attribute.name.removeprefix("custom:"), ())
        if not attribute.mutable or not (used or POWER.search(words)):
            continue
        writers = [client for client in clients if _writes(client, attribute.name)]
        if writers:
            yield Finding(
                span=attribute.span,
                message=f"Users of {pool.id} can change their own {attribute.name} through client {writers[0].id}"
                + (f", and the code {_DOES[used[0].use]} by it" if used else ""),
                severity=HIGH if used else MEDIUM if _RIGHTS.search(words) and not seen else LOW,
                reasons=(*(() if used else _BY_NAME), *(_SOMETIMES if writers[0].may_have_write_attributes else ())),
                steps=tuple(Step(each.span, f"the code {_DOES[each.use]} by {attribute.name}") for each in used[:1]),
            )


def _uses(app: Application) -> dict[str, list[Claim]]:
    """What the code does by attributes of users, in the order of places."""
    claims = {claim for function in app.functions for claim in app.behaviour(function).claims}
    found: dict[str, list[Claim]] = {}
    for claim in sorted(claims, key=lambda claim: (claim.span.path, claim.span.line, claim.span.column, claim.use)):
        found.setdefault(claim.attribute, []).append(claim)
    return found


def _writes(client: UserPoolClient, attribute: str) -> bool:
    # without a list, a client may write every mutable attribute
    named = {attribute, f"custom:{attribute}"}.intersection(client.write_attributes)
    return client.lets_users_edit and (
        not client.has_write_attributes or client.may_have_write_attributes or bool(named)
    )
