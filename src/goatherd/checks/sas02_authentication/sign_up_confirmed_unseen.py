"""Everybody who signs up is confirmed without a proof.

## Why it matters
The trigger before a sign-up confirms each account at once, so that nobody has to show that the address is theirs.
Accounts are made by the thousand, and in the name of others; where the trigger says that the address is verified too,
whatever trusts a verified address (resets, invitations, accounts that are linked) trusts whoever typed it.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Users: {Type: AWS::Cognito::UserPool}
  Pages:
    Type: AWS::Cognito::UserPoolClient
    Properties: {UserPoolId: !Ref Users, ExplicitAuthFlows: [ALLOW_USER_SRP_AUTH]}
  Confirm:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: confirm.handler
      CodeUri: src/
      Events:
        Asked: {Type: Cognito, Properties: {UserPool: !Ref Users, Trigger: PreSignUp}}
```
```python src/confirm.py
def handler(event, context):
    event["response"]["autoConfirmUser"] = True  # GOAT0249
    event["response"]["autoVerifyEmail"] = True
    return event
```

## Fixed
```python src/confirm.py
def handler(event, context):
    if event["triggerSource"] == "PreSignUp_AdminCreateUser":
        event["response"]["autoConfirmUser"] = True
        event["response"]["autoVerifyEmail"] = True
    return event
```

## Fixed, no password opens the account
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Users: {Type: AWS::Cognito::UserPool}
  Pages:
    Type: AWS::Cognito::UserPoolClient
    Properties: {UserPoolId: !Ref Users, ExplicitAuthFlows: [ALLOW_CUSTOM_AUTH, ALLOW_REFRESH_TOKEN_AUTH]}
  Confirm:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: confirm.handler
      CodeUri: src/
      Events:
        Asked: {Type: Cognito, Properties: {UserPool: !Ref Users, Trigger: PreSignUp}}
```

## Remedy
Let the pool send its code, or confirm only those who came with a proof (an invitation, an identity of another
provider), and leave `autoVerifyEmail` and `autoVerifyPhone` to those whose address somebody has verified.

## References
- https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
- https://cwe.mitre.org/data/definitions/287.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.resource import UserPoolClient

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.flow import AnswerToAll

_WITHOUT_PASSWORD = frozenset({"CUSTOM_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "REFRESH_TOKEN_AUTH"})


@check("GOAT0249", sas=2, cwe=287, severity=MEDIUM, since="0.1")
def sign_up_confirmed_unseen(app: Application) -> Iterator[Finding]:
    clients = list(app.of(UserPoolClient))
    if clients and all(_asks_otherwise(client) for client in clients):
        return  # what each sign-in asks for is the proof
    told: dict[Span, AnswerToAll] = {}
    for behaviour in app.behaviours.values():
        told.update((answer.span, answer) for answer in behaviour.answers_to_all if answer.kind == "confirmed")
    for span, answer in sorted(told.items()):
        addresses = ", with an address that counts as verified" if answer.verified else ""
        yield Finding(
            span=span,
            message=f"Whoever signs up is confirmed without a proof{addresses}",
            severity=MEDIUM if answer.verified else LOW,
        )


def _asks_otherwise(client: UserPoolClient) -> bool:
    flows = {flow.removeprefix("ALLOW_") for flow in client.auth_flows}
    return bool(flows) and flows <= _WITHOUT_PASSWORD
