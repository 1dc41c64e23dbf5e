"""One way to write some data asks for no role, and most others do.

## Why it matters
Every function is a front door of its own, and the one that forgets to ask is the one that is used: pages do not show
its button to everybody, and a request needs no button. Reported where at least three fifths of the places that write
the same data go on only for callers with a role, and this one does not. What changes records must be alike: that staff
alone change what is for sale says nothing of who may add a comment to it. Forms are for everybody: a new record that
the request does not name, and what is only brought up to date after writing something else, have low confidence.

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
  Goods:
    Type: AWS::DynamoDB::Table
    Properties: {KeySchema: [{AttributeName: id, KeyType: HASH}]}
  Add:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.add
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Goods}}
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Method: post, Path: "/goods"}}
  Change:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.change
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Goods}}
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Method: put, Path: "/goods/{id}"}}
  Remove:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.remove
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Goods}}
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Method: delete, Path: "/goods/{id}"}}
```
```python app.py
import json
import os

import boto3

goods = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def is_staff(event):
    return "staff" in event["requestContext"]["authorizer"]["claims"]["cognito:groups"]


def add(event, context):
    if not is_staff(event):
        return {"statusCode": 403}
    given = json.loads(event["body"])
    goods.put_item(Item={"id": given["id"], "price": given["price"]})
    return {"statusCode": 201}


def change(event, context):
    if not is_staff(event):
        return {"statusCode": 403}
    goods.update_item(
        Key={"id": event["pathParameters"]["id"]},
        UpdateExpression="SET price = :price",
        ExpressionAttributeValues={":price": json.loads(event["body"])["price"]},
    )
    return {"statusCode": 204}


def remove(event, context):
    goods.delete_item(Key={"id": event["pathParameters"]["id"]})  # GOAT0932
    return {"statusCode": 204}
```

## Fixed
```python app.py
import json
import os

import boto3

goods = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def is_staff(event):
    return "staff" in event["requestContext"]["authorizer"]["claims"]["cognito:groups"]


def add(event, context):
    if not is_staff(event):
        return {"statusCode": 403}
    given = json.loads(event["body"])
    goods.put_item(Item={"id": given["id"], "price": given["price"]})
    return {"statusCode": 201}


def change(event, context):
    if not is_staff(event):
        return {"statusCode": 403}
    goods.update_item(
        Key={"id": event["pathParameters"]["id"]},
        UpdateExpression="SET price = :price",
        ExpressionAttributeValues={":price": json.loads(event["body"])["price"]},
    )
    return {"statusCode": 204}


def remove(event, context):
    if not is_staff(event):
        return {"statusCode": 403}
    goods.delete_item(Key={"id": event["pathParameters"]["id"]})
    return {"statusCode": 204}
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
  Goods:
    Type: AWS::DynamoDB::Table
    Properties: {KeySchema: [{AttributeName: id, KeyType: HASH}]}
  Add:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.add
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Goods}}
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Method: post, Path: "/goods"}}
  Change:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.change
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Goods}}
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Method: put, Path: "/goods/{id}"}}
  Remove:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.remove
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Goods}}
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Method: delete, Path: "/goods/{id}"}}
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
const goods = getFirestore().collection('goods');

exports.add = onCall(async (request) => {
  if (request.auth?.token.role !== 'staff') throw new HttpsError('permission-denied', 'staff only');
  await goods.add({ name: request.data.name, price: request.data.price });
});

exports.change = onCall(async (request) => {
  if (request.auth?.token.role !== 'staff') throw new HttpsError('permission-denied', 'staff only');
  await goods.doc(request.data.id).update({ price: request.data.price });
});

exports.remove = onCall(async (request) => {
  if (!request.auth) throw new HttpsError('unauthenticated', 'sign in');
  await goods.doc(request.data.id).delete(); // GOAT0932
});
```

## Fixed, in Firestore
```javascript index.js
const { onCall, HttpsError } = require('firebase-functions/v2/https');
const { getFirestore } = require('firebase-admin/firestore');
const { initializeApp } = require('firebase-admin/app');

initializeApp();
const goods = getFirestore().collection('goods');

exports.add = onCall(async (request) => {
  if (request.auth?.token.role !== 'staff') throw new HttpsError('permission-denied', 'staff only');
  await goods.add({ name: request.data.name, price: request.data.price });
});

exports.change = onCall(async (request) => {
  if (request.auth?.token.role !== 'staff') throw new HttpsError('permission-denied', 'staff only');
  await goods.doc(request.data.id).update({ price: request.data.price });
});

exports.remove = onCall(async (request) => {
  if (request.auth?.token.role !== 'staff') throw new HttpsError('permission-denied', 'staff only');
  await goods.doc(request.data.id).delete();
});
```
```json firebase.json
{"functions": {"source": "."}}
```
```json package.json
{"main": "index.js", "dependencies": {"firebase-functions": "6.3.0", "firebase-admin": "13.0.0"}}
```

## Remedy
Ask for the same role as the others do, best in one place that every function passes.

## References
- https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/
- https://cwe.mitre.org/data/definitions/862.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.callers import asks_as_far_as_is_seen
from goatherd.checks.open_routes import is_meant_to_be_open
from goatherd.checks.owners import WIDE, entry_of, owners_of, told_once
from goatherd.core.confidence import only_possible
from goatherd.core.finding import MEDIUM, Finding, Step
from goatherd.model.access import How
from goatherd.model.application import Application
from goatherd.whose.who import Who

if TYPE_CHECKING:
    from goatherd.checks.owners import Owners
    from goatherd.core.confidence import Reasons
    from goatherd.core.source import Span
    from goatherd.whose.uses import Use

_DONE = {"create": "writes", "change": "changes", "delete": "deletes"}
_SIBLINGS = 3  # at least, and this one beside them
_MOST = 0.6


@check("GOAT0932", sas=9, cwe=862, severity=MEDIUM, since="0.1")
def role_asked_by_siblings(app: Application) -> Iterator[Finding]:
    yield from told_once(_found(app, owners_of(app)))


def _found(app: Application, owners: Owners) -> Iterator[tuple[Use, Finding]]:
    looking = {each.id for each in app.functions if asks_as_far_as_is_seen(app.behaviour(each))}
    for use in owners.uses:
        if is_meant_to_be_open(use.widest.trigger, changes=True):
            continue  # who signs in has no role yet
        if use.verb not in _DONE or use.who not in WIDE or (use.who == Who.ANYBODY and use.function in looking):
            continue
        others = _writing(owners, use)
        strict = [each for each in others if each.who == Who.ADMIN]
        most = len(others) >= _SIBLINGS - 1 and len(strict) >= _MOST * (len(others) + 1)
        alike = use.verb == "delete" or any(each.verb == use.verb for each in strict)
        if most and alike and not owners.is_doubtful(use, use.widest.access):
            yield use, _finding(use, others, strict, _doubts(owners, use))


def _doubts(owners: Owners, use: Use) -> Reasons:
    """Why this may be meant for more people than the rest."""
    if use.verb == "create" and not any(each.how == How.REQUEST for each in use.widest.access.chosen):
        return only_possible("a new record may be for everybody to send, as by a form")
    own = (each for each in owners.uses if entry_of(each) == entry_of(use) and each.verb in _DONE)
    if use.verb != "delete" and any(each.data.whole != use.data.whole for each in own):
        return only_possible("it writes something else as well, of which this may be the consequence")
    return ()


def _writing(owners: Owners, use: Use) -> list[Use]:
    """The other places that write the same data, each once."""
    found: dict[Span, Use] = {}
    own = {done.access.span for each in owners.uses if entry_of(each) == entry_of(use) for done in each.done}
    for each in owners.uses:
        place = each.widest.access.span
        same = each.data.whole == use.data.whole and use.data.is_known and each.verb in _DONE and each.who != Who.CLOUD
        if same and place not in own:
            found.setdefault(place, each)
    return list(found.values())


def _finding(use: Use, others: list[Use], strict: list[Use], reasons: Reasons) -> Finding:
    return Finding(
        span=use.widest.access.span,
        message=f"{use.entry} {_DONE[use.verb]} {use.data.name} without asking for a role; "
        f"{len(strict)} of {len(others)} other places that write there ask for one",
        severity=MEDIUM,
        reasons=reasons,
        function=use.function,
        steps=tuple(Step(each.widest.access.span, f"{each.entry} asks for a role") for each in strict[:3]),
    )
