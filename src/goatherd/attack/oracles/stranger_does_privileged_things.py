"""Anybody can change or delete what belongs to a user.

## Why it matters
The route asks for nobody's name: whoever finds it deletes other people's data, takes over their accounts, or sends
mail in the application's name.

## How it is proved
An unsigned event that names a user's existing row, object or account changes or deletes it.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Profiles:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: userId, AttributeType: S}]
      KeySchema: [{AttributeName: userId, KeyType: HASH}]
  Remove:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment: {Variables: {TABLE: !Ref Profiles}}
      Policies: [DynamoDBCrudPolicy: {TableName: !Ref Profiles}]
      Events:
        Call: {Type: HttpApi, Properties: {Path: "/profiles/{id}", Method: delete}}
```
```python app.py
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    table.delete_item(Key={"userId": event["pathParameters"]["id"]})  # GOAT0253
    return {"statusCode": 204}
```

## Fixed: the caller signs in
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Profiles:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: userId, AttributeType: S}]
      KeySchema: [{AttributeName: userId, KeyType: HASH}]
  Remove:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment: {Variables: {TABLE: !Ref Profiles}}
      Policies: [DynamoDBCrudPolicy: {TableName: !Ref Profiles}]
      Events:
        Call:
          Type: HttpApi
          Properties: {Path: "/profiles/{id}", Method: delete, Auth: {Authorizer: AWS_IAM}}
```

## Fixed: rows get a key of the application's own
```python app.py
import os
import uuid

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    table.put_item(Item={"userId": str(uuid.uuid4()), "about": event["pathParameters"]["id"]})
    return {"statusCode": 204}
```

## Vulnerable: an account
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Pool: {Type: AWS::Cognito::UserPool}
  Reset:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment: {Variables: {POOL: !Ref Pool}}
      Policies:
        - Statement: [{Effect: Allow, Action: cognito-idp:AdminSetUserPassword, Resource: !GetAtt Pool.Arn}]
      Events:
        Call: {Type: HttpApi, Properties: {Path: /reset, Method: post}}
```
```python app.py
import json
import os

import boto3

cognito = boto3.client("cognito-idp")


def handler(event, context):
    given = json.loads(event["body"])
    chosen = given["password"] + "aA1!aA1!"
    cognito.admin_set_user_password(  # GOAT0253
        UserPoolId=os.environ["POOL"], Username=given["user"], Password=chosen, Permanent=True
    )
    return {"statusCode": 204}
```

## Fixed
```python app.py
def handler(event, context):
    return {"statusCode": 403}
```

## Remedy
Give the route an authorizer, and let callers change only what the verified identity owns.

## References
- https://cwe.mitre.org/data/definitions/306.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.attack.evidence.ownership import is_row_of, named, parts_of
from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.core.finding import HIGH
from goatherd.model.trigger import Exposure
from goatherd.sandbox.tenants import ATTACKER, VICTIM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Set

    from goatherd.attack.trace import Trace

    Named = Callable[[Mapping[str, Any]], bool]

_WRITES = frozenset({"DeleteItem", "UpdateItem", "PutItem", "DeleteObject", "PutObject"})
_READS = frozenset({"GetItem", "Query", "GetObject"})  # before a write of what was found
_ACCOUNTS = frozenset(
    f"Admin{what}"
    for what in (
        "AddUserToGroup",
        "ConfirmSignUp",
        "DeleteUser",
        "DeleteUserAttributes",
        "DisableUser",
        "EnableUser",
        "RemoveUserFromGroup",
        "ResetUserPassword",
        "SetUserPassword",
        "UpdateUserAttributes",
        "UserGlobalSignOut",
    )
)


@oracle("GOAT0253", sas=2, cwe=306, severity=HIGH, since="0.2", places=("call",))
def stranger_does_privileged_things(opportunity: Opportunity) -> Iterator[Attack]:
    record, attempt = opportunity.note["record"], opportunity.seed.attempt
    service, operation = record["service"], record["operation"]
    if attempt.target.trigger.exposure < Exposure.ANONYMOUS:
        return
    if operation in _WRITES | _READS and service in ("dynamodb", "s3"):
        parts = parts_of(opportunity)
        judge = _judge(service, _WRITES, lambda given: is_row_of(given, VICTIM, opportunity.pod))
        for values in named(parts, VICTIM) if parts else ():
            yield Attack({**attempt.values, **values}, judge)
    elif service == "cognito-idp" and operation in _ACCOUNTS and opportunity.note["parameter"] == "Username":
        yield opportunity.attack(
            VICTIM.username, _judge(service, {operation}, lambda given: given.get("Username") == VICTIM.username)
        )
    elif service in ("ses", "sesv2") and operation.startswith("Send") and _open_relay(opportunity):
        yield opportunity.attack(
            ATTACKER.email, _judge(service, {operation}, lambda given: ATTACKER.email in _recipients(given))
        )


def _judge(service: str, operations: Set[str], concerns: Named) -> Callable[[Trace], str]:
    def judge(trace: Trace) -> str:
        for link, record in trace.records("call"):
            operation = record["operation"]
            made = record["service"] == service and operation in operations and _changes(record["parameters"])
            if made and not record["denied"] and record["status"] < 300 and concerns(record["parameters"]):
                return f"a stranger has {link.function} call {operation} on {_what(record['parameters'])}"
        return ""

    return judge


def _changes(given: Mapping[str, Any]) -> bool:
    """Not where an update only counts, whoever asks for it."""
    expression = str(given.get("UpdateExpression", "SET")).strip()
    return not re.fullmatch(r"ADD\s+[#\w.]+\s+:\w+", expression)


def _what(given: Mapping[str, Any]) -> str:
    if "TableName" in given:
        return f"{VICTIM.username}'s row in table {given['TableName']}"
    if "Bucket" in given:
        return f"{given['Key']} in bucket {given['Bucket']}"
    return f"the account of {VICTIM.username}" if "Username" in given else f"a mail to {ATTACKER.email}"


def _open_relay(opportunity: Opportunity) -> bool:
    """Whether a stranger chooses who gets a mail and what it says; a copy to the sender alone is no relay."""
    given = opportunity.note["record"]["parameters"]
    others = [str(value) for name, value in given.items() if not _is_recipient(name)]
    chosen = [mark for mark in opportunity.seed.marks if mark != opportunity.mark]
    text = any(mark in value for mark in chosen for value in others)
    return _is_recipient(opportunity.note["parameter"]) and opportunity.text == opportunity.mark and text


def _recipients(given: Mapping[str, Any]) -> list[str]:
    return [str(value) for name, value in given.items() if _is_recipient(name)]


def _is_recipient(name: str) -> bool:
    return name.startswith(("Destination", "Destinations"))
