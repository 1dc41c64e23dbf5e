"""Whose record it is, the request says, although it is known who calls.

## Why it matters
An authorizer or a verified token has told who calls, and the code goes by a `userId` or an address in the body, the
path or the query instead: whoever sends another one acts in that user's name, reads what is theirs, or overwrites it.
Reported where other code of the same application takes the same attribute of the same data from who calls, as high
where it is known who calls and nothing goes by that; and, as medium, where somebody who has signed in writes what by
its name is a user's; `/parcels/{uid}` is called so for the uid of a parcel.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Pool: {Type: AWS::Cognito::UserPool}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth:
        DefaultAuthorizer: Users
        Authorizers: {Users: {UserPoolArn: !GetAtt Pool.Arn}}
  Orders:
    Type: AWS::DynamoDB::Table
    Properties: {KeySchema: [{AttributeName: userId, KeyType: HASH}]}
  Mine:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.mine
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Orders}}
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Method: get, Path: "/orders"}}
  Place:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.place
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Orders}}
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Method: post, Path: "/orders"}}
```
```python app.py
import json
import os

import boto3
from boto3.dynamodb.conditions import Key

orders = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def mine(event, context):
    user = event["requestContext"]["authorizer"]["claims"]["sub"]
    return {"statusCode": 200, "body": json.dumps(orders.query(KeyConditionExpression=Key("userId").eq(user))["Items"])}


def place(event, context):
    order = json.loads(event["body"])
    orders.put_item(Item={"userId": order["userId"], "goods": order["goods"]})  # GOAT0931
    return {"statusCode": 201}
```

## Fixed
```python app.py
import json
import os

import boto3
from boto3.dynamodb.conditions import Key

orders = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def mine(event, context):
    user = event["requestContext"]["authorizer"]["claims"]["sub"]
    return {"statusCode": 200, "body": json.dumps(orders.query(KeyConditionExpression=Key("userId").eq(user))["Items"])}


def place(event, context):
    order = json.loads(event["body"])
    user = event["requestContext"]["authorizer"]["claims"]["sub"]
    orders.put_item(Item={"userId": user, "goods": order["goods"]})
    return {"statusCode": 201}
```
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Pool: {Type: AWS::Cognito::UserPool}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth:
        DefaultAuthorizer: Users
        Authorizers: {Users: {UserPoolArn: !GetAtt Pool.Arn}}
  Orders:
    Type: AWS::DynamoDB::Table
    Properties: {KeySchema: [{AttributeName: userId, KeyType: HASH}]}
  Mine:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.mine
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Orders}}
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Method: get, Path: "/orders"}}
  Place:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.place
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Orders}}
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Method: post, Path: "/orders"}}
```

## Fixed, since only the support comes so far
```python app.py
import json
import os

import boto3
from boto3.dynamodb.conditions import Key

orders = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def mine(event, context):
    user = event["requestContext"]["authorizer"]["claims"]["sub"]
    return {"statusCode": 200, "body": json.dumps(orders.query(KeyConditionExpression=Key("userId").eq(user))["Items"])}


def place(event, context):
    order = json.loads(event["body"])
    if "support" not in event["requestContext"]["authorizer"]["claims"]["cognito:groups"]:
        return {"statusCode": 403}
    orders.put_item(Item={"userId": order["userId"], "goods": order["goods"]})
    return {"statusCode": 201}
```
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Pool: {Type: AWS::Cognito::UserPool}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth:
        DefaultAuthorizer: Users
        Authorizers: {Users: {UserPoolArn: !GetAtt Pool.Arn}}
  Orders:
    Type: AWS::DynamoDB::Table
    Properties: {KeySchema: [{AttributeName: userId, KeyType: HASH}]}
  Mine:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.mine
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Orders}}
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Method: get, Path: "/orders"}}
  Place:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.place
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Orders}}
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Method: post, Path: "/orders"}}
```

## Vulnerable, in Firestore
```json firebase.json
{"functions": {"source": "."}}
```
```json package.json
{"main": "index.js", "dependencies": {"firebase-functions": "6.3.0", "firebase-admin": "13.0.0"}}
```
```javascript index.js
const { onCall, HttpsError } = require('firebase-functions/v2/https');
const { getFirestore } = require('firebase-admin/firestore');
const { initializeApp } = require('firebase-admin/app');

initializeApp();
const db = getFirestore();

exports.mine = onCall(async (request) => {
  if (!request.auth) throw new HttpsError('unauthenticated', 'sign in');
  return db.collection('orders').where('userId', '==', request.auth.uid).get();
});

exports.ordersOf = onCall(async (request) => {
  if (!request.auth) throw new HttpsError('unauthenticated', 'sign in');
  return db.collection('orders').where('userId', '==', request.data.userId).get(); // GOAT0931
});
```

## Fixed, in Firestore
```javascript index.js
const { onCall, HttpsError } = require('firebase-functions/v2/https');
const { getFirestore } = require('firebase-admin/firestore');
const { initializeApp } = require('firebase-admin/app');

initializeApp();
const db = getFirestore();

exports.mine = onCall(async (request) => {
  if (!request.auth) throw new HttpsError('unauthenticated', 'sign in');
  return db.collection('orders').where('userId', '==', request.auth.uid).get();
});

exports.ordersOf = onCall(async (request) => {
  if (!request.auth) throw new HttpsError('unauthenticated', 'sign in');
  return db.collection('orders').where('userId', '==', request.auth.uid).limit(20).get();
});
```
```json firebase.json
{"functions": {"source": "."}}
```
```json package.json
{"main": "index.js", "dependencies": {"firebase-functions": "6.3.0", "firebase-admin": "13.0.0"}}
```

## Remedy
Take the identity from the authorizer or the verified token, and leave it out of what the request sends. Where somebody
may act for others, ask for that right first.

## References
- https://owasp.org/API-Security/editions/2023/en/0xa1-broken-object-level-authorization/
- https://cwe.mitre.org/data/definitions/639.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.owners import WIDE, WRITES, claims_in, entry_of, owners_of, told_once
from goatherd.core.confidence import by_name, only_possible
from goatherd.core.finding import HIGH, MEDIUM, Finding, Step
from goatherd.core.secrets import words
from goatherd.model.access import How, Verb
from goatherd.model.application import Application
from goatherd.model.trigger import Kind
from goatherd.whose.uses import GENERIC
from goatherd.whose.who import Who

if TYPE_CHECKING:
    from goatherd.checks.owners import Owners, Ownership
    from goatherd.core.confidence import Reasons
    from goatherd.model.access import Access, Choice
    from goatherd.whose.uses import Use

_USER = re.compile(r"(?i)(?:user|owner|member|account)_?(?:id|uuid|sub)|uid|created_?by")
_PEOPLE = frozenset(words("user people person account member profile owner customer client"))
_ADDRESS = re.compile(r"(?i)mail|name")
_DONE = {"read": "reads", "create": "writes", "change": "changes", "delete": "deletes"}


@check("GOAT0931", sas=9, cwe=639, severity=HIGH, since="0.1")
def caller_named_by_request(app: Application) -> Iterator[Finding]:
    yield from told_once(named_by_request(owners_of(app)))


def named_by_request(owners: Owners) -> Iterator[tuple[Use, Finding]]:
    """The uses at which the request says who calls, each with what is told of it."""
    for use in owners.uses:
        for access in (done.access for done in use.done if done.holder.who in _wide(use)):
            for choice in claims_in(_said(use, access)):
                if "[]" in choice.what:
                    continue  # one of several people, whom something is done to
                proofs = _proofs(owners, use, access, choice)
                if use.verb == "read" and (access.verb != Verb.LIST or owners.is_shown(use, access)):
                    continue  # a page of somebody, for all
                told = proofs or _is_in_place_of_the_caller(use, choice)
                if told and _is_alone(use, access, choice) and not owners.is_doubtful(use, access):
                    yield use, _finding(owners, use, access, choice, proofs)


def _wide(use: Use) -> frozenset[Who]:
    """Whoever writes a first record, or looks for one, may be about to sign up or in, and be nobody yet."""
    return WIDE if use.verb in WRITES else frozenset({Who.USER})


def _said(use: Use, access: Access) -> tuple[Choice, ...]:
    """What may say whose record it is. Addresses and names in a new one are of whoever is written about."""
    written = (each for each in access.written if not _ADDRESS.search(each.attribute))
    return (*access.chosen, *access.conditions, *(written if use.verb == "create" else ()))


def _is_alone(use: Use, access: Access, choice: Choice) -> bool:
    """Whether nothing but the request says it, on any path."""
    said = _said(use, access)
    return all(each.how == How.REQUEST for each in said if each.attribute == choice.attribute)


def _proofs(owners: Owners, use: Use, access: Access, choice: Choice) -> list[Ownership]:
    """Where the same attribute is what is known of the caller."""
    if choice.attribute.lower() in GENERIC - {"id", "_id"}:
        return []
    return [
        each
        for each in owners.of(use.data)
        if each.attribute == choice.attribute and entry_of(each) != entry_of(use) and each.span != access.span
    ]


def _is_in_place_of_the_caller(use: Use, choice: Choice) -> bool:
    """Whether by its name it is a user of the application, where one has signed in and something is written."""
    told = choice.attribute.lower() in GENERIC or _USER.fullmatch(choice.attribute)
    asked = all(done.trigger.kind != Kind.UNKNOWN for done in use.done)
    return bool(
        use.who == Who.USER
        and use.verb != "read"
        and told
        and asked
        and _USER.fullmatch(choice.what.rpartition(".")[2])
        and not (choice.what.lower().endswith(".uid") and _is_about_its_records(use))
    )


def _is_about_its_records(use: Use) -> bool:
    """Whether a route is about the records that it writes, by their name, and these are no people: parcels, say."""
    path = [part for part in use.entry.rpartition(" ")[2].split("/") if part.isidentifier() or "-" in part]
    about = _kinds_of(path[-1]) if path else set()
    return bool(about & _kinds_of(use.data.label)) and _PEOPLE.isdisjoint(about)


def _kinds_of(name: str) -> set[str]:
    """The words of a name, of one where it is of many."""
    return {word.removesuffix("s") for word in words(name)}


def _doubts(owners: Owners, use: Use, access: Access, choice: Choice, proofs: list[Ownership]) -> Reasons:
    doubts = owners.doubts(use)
    if not proofs:
        doubts += by_name("only its name says that it is whoever calls", access.span)
    if use.verb == "change" and _is_below_a_user(use, choice):
        doubts += only_possible("a path goes on behind the user: whom something is done to on purpose", access.span)
    return doubts


def _is_below_a_user(use: Use, choice: Choice) -> bool:
    """Whether what others do to somebody's own record is meant by a path: `/users/{id}/followers`."""
    path = use.entry.rpartition(" ")[2].split("/")
    name = choice.what.rpartition(".")[2]
    parameters = [part.strip("{}:<>") for part in path[:-1]]
    above = path[parameters.index(name) - 1] if name in parameters else ""
    return ".pathParameters." in choice.what and bool(_kinds_of(above) & _kinds_of(use.data.label))


def _finding(owners: Owners, use: Use, access: Access, choice: Choice, proofs: list[Ownership]) -> Finding:
    by = f"by the {choice.attribute} that {choice.what} says"
    doubts = _doubts(owners, use, access, choice, proofs)
    sure = proofs and not doubts and owners.leaves_caller_unused(use)
    known = f"{proofs[0].entry} {proofs[0].words}" if proofs else "who has signed in is not asked"
    return Finding(
        span=access.span,
        message=f"{use.entry} {_DONE[use.verb]} {use.data.name} {by}; {known}",
        severity=HIGH if sure and use.verb != "read" else MEDIUM,
        reasons=doubts,
        function=use.function,
        steps=tuple(Step(each.span, f"{each.entry} {each.words}") for each in proofs[:3]),
    )
