"""Passwords of users are kept as they were typed.

## Why it matters
Whoever reads the table once (a copy, a query too many, a colleague) has everybody's password, here and wherever
people use the same one. What is needed to let people in is a hash that is slow to guess.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Users:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: name, AttributeType: S}]
      KeySchema: [{AttributeName: name, KeyType: HASH}]
  SignUp:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.sign_up
      CodeUri: src/
      Policies: [{DynamoDBCrudPolicy: {TableName: !Ref Users}}]
      Environment: {Variables: {USERS: !Ref Users}}
      Events:
        Post: {Type: HttpApi, Properties: {Path: /users, Method: post}}
  SignIn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.sign_in
      CodeUri: src/
      Policies: [{DynamoDBReadPolicy: {TableName: !Ref Users}}]
      Environment: {Variables: {USERS: !Ref Users}}
      Events:
        Post: {Type: HttpApi, Properties: {Path: /sessions, Method: post}}
```
```python src/app.py
import json
import os

import boto3

users = boto3.resource("dynamodb").Table(os.environ["USERS"])

def sign_up(event, context):
    user = json.loads(event["body"])
    users.put_item(Item={"name": user["name"], "password": user["password"]})  # GOAT0731
    return {"statusCode": 201}

def sign_in(event, context):
    asked = json.loads(event["body"])
    user = users.get_item(Key={"name": asked["name"]})["Item"]
    return {"statusCode": 200 if asked["password"] == user["password"] else 401}
```

## Vulnerable, users that others made
```python src/app.py
import json
import os

import boto3

users = boto3.resource("dynamodb").Table(os.environ["USERS"])

def sign_up(event, context):
    return {"statusCode": 403}

def sign_in(event, context):
    asked = json.loads(event["body"])
    user = users.get_item(Key={"name": asked["name"]})["Item"]
    if asked["password"] != user["password"]:  # GOAT0731
        return {"statusCode": 401}
    return {"statusCode": 200}
```

## Fixed
```python src/app.py
import json
import os

import bcrypt
import boto3

users = boto3.resource("dynamodb").Table(os.environ["USERS"])

def sign_up(event, context):
    user = json.loads(event["body"])
    hashed = bcrypt.hashpw(user["password"].encode(), bcrypt.gensalt())
    users.put_item(Item={"name": user["name"], "password": hashed.decode()})
    return {"statusCode": 201}

def sign_in(event, context):
    asked = json.loads(event["body"])
    user = users.get_item(Key={"name": asked["name"]})["Item"]
    if not bcrypt.checkpw(asked["password"].encode(), user["password"].encode()):
        return {"statusCode": 401}
    return {"statusCode": 200}
```

## Remedy
Keep a hash that is slow to make (scrypt, Argon2, bcrypt) in the place of the password, compare with the function that
belongs to it, and hash or delete what is there.

## References
- https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/256.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.confidence import by_name
from goatherd.core.finding import HIGH, MEDIUM, Finding
from goatherd.core.secrets import is_readable_password, promises_secret, words
from goatherd.model.access import How
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.access import Access, Choice
    from goatherd.model.flow import Behaviour

_RECORDS = frozenset({"dynamodb", "sql", "firestore", "cosmos", "mongodb"})
_WHO = frozenset(
    words("user users username email mail login phone account accounts member members customer customers admin admins")
)
_HASHES = re.compile(r"(?i).*(?:hash|crypt|argon|scrypt|pbkdf|digest|hmac|cipher|hashlib|sha\d|kms)")


@check("GOAT0731", sas=7, cwe=256, severity=HIGH, since="0.1")
def password_kept_readable(app: Application) -> Iterator[Finding]:
    """One finding: where they are kept decides how they are compared."""
    told: dict[Span, str] = {}
    of_people = False
    for function in app.functions:
        behaviour = app.behaviour(function)
        for access in behaviour.accesses:
            for choice in _readable(access, behaviour):
                told[access.span] = choice.what
                of_people = of_people or _is_of_people(access)
        told.update((flow.sink, flow.source.path) for flow in app.flows(function, "kept-password"))
    if told:
        first = min(told)
        yield Finding(
            span=first,
            locations=tuple(sorted(told.keys() - {first})),
            message=f"The password in {told[first]} is kept, or looked for, as it was typed",
            severity=HIGH if of_people else MEDIUM,
            reasons=by_name("only its name says that it is a password", first),
        )


def _is_of_people(access: Access) -> bool:
    """Whether the record says who signs in with it, which that of a room or a file does not."""
    fields = {word for choice in (*access.written, *access.conditions) for word in words(choice.attribute)}
    return not _WHO.isdisjoint({*fields, *words(access.store)})


def _readable(access: Access, behaviour: Behaviour) -> Iterator[Choice]:
    if access.service not in _RECORDS:
        return
    choices = (*access.written, *access.conditions)
    for choice in choices:
        if choice.how == How.REQUEST and _is_password(choice):
            # A hash that has a field of its own is not what stands in this one.
            beside = any(other.what == choice.what and _is_hash(other) for other in choices)
            if beside or not _is_hashed(choice.what, behaviour):
                yield choice


def _is_hash(choice: Choice) -> bool:
    return promises_secret(choice.attribute) == "password" and not is_readable_password(choice.attribute)


def _is_password(choice: Choice) -> bool:
    return is_readable_password(choice.attribute.lstrip(":#@$")) and is_readable_password(
        choice.what.rpartition(".")[2]
    )


def _is_hashed(path: str, behaviour: Behaviour) -> bool:
    """Whether something is made of it that what is kept may be."""
    return any(
        source.path == path
        for call in behaviour.calls
        if _HASHES.match(call.name)
        for sources in call.labels.values()
        for source in sources
    )
