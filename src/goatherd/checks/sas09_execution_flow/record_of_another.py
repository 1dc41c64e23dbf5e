"""A route changes, deletes or reads a record of somebody else: the request alone says which.

## Why it matters
An id is no secret: it stands in addresses, lists and answers, and often it counts up. Where nothing compares the
record's owner with the caller, whoever has an account sends the id of somebody else's record. Reported where the same
application shows that the records have owners: another route compares the owner of the same data with the caller, reads
only the caller's own, or writes the caller into each. What is changed is high where others compare, and where it is
known who calls and nothing goes by that. Where something else is read first by who calls, as a membership, that may be
the permission: low confidence. What is read is reported only where nothing else shows such records to whoever comes so
far. Nothing is said of routes behind an authorizer that only those below `/admin` ask.

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
  Bookings:
    Type: AWS::DynamoDB::Table
    Properties: {KeySchema: [{AttributeName: id, KeyType: HASH}]}
  Change:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.change
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Bookings}}
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Method: put, Path: "/bookings/{id}"}}
  Cancel:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.cancel
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Bookings}}
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Method: delete, Path: "/bookings/{id}"}}
```
```python app.py
import json
import os

import boto3

bookings = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def caller(event):
    return event["requestContext"]["authorizer"]["claims"]["sub"]


def change(event, context):
    id = event["pathParameters"]["id"]
    bookings.update_item(
        Key={"id": id},
        UpdateExpression="SET seats = :seats",
        ConditionExpression="guest = :caller",
        ExpressionAttributeValues={":seats": json.loads(event["body"])["seats"], ":caller": caller(event)},
    )
    return {"statusCode": 204}


def cancel(event, context):
    bookings.delete_item(Key={"id": event["pathParameters"]["id"]})  # GOAT0930
    return {"statusCode": 204}
```

## Fixed
```python app.py
import json
import os

import boto3

bookings = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def caller(event):
    return event["requestContext"]["authorizer"]["claims"]["sub"]


def change(event, context):
    id = event["pathParameters"]["id"]
    bookings.update_item(
        Key={"id": id},
        UpdateExpression="SET seats = :seats",
        ConditionExpression="guest = :caller",
        ExpressionAttributeValues={":seats": json.loads(event["body"])["seats"], ":caller": caller(event)},
    )
    return {"statusCode": 204}


def cancel(event, context):
    bookings.delete_item(
        Key={"id": event["pathParameters"]["id"]},
        ConditionExpression="guest = :caller",
        ExpressionAttributeValues={":caller": caller(event)},
    )
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
  Bookings:
    Type: AWS::DynamoDB::Table
    Properties: {KeySchema: [{AttributeName: id, KeyType: HASH}]}
  Change:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.change
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Bookings}}
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Method: put, Path: "/bookings/{id}"}}
  Cancel:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.cancel
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Bookings}}
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Method: delete, Path: "/bookings/{id}"}}
```

## Fixed, since only staff comes so far
```python app.py
import json
import os

import boto3

bookings = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def caller(event):
    return event["requestContext"]["authorizer"]["claims"]["sub"]


def change(event, context):
    id = event["pathParameters"]["id"]
    bookings.update_item(
        Key={"id": id},
        UpdateExpression="SET seats = :seats",
        ConditionExpression="guest = :caller",
        ExpressionAttributeValues={":seats": json.loads(event["body"])["seats"], ":caller": caller(event)},
    )
    return {"statusCode": 204}


def cancel(event, context):
    if "staff" not in event["requestContext"]["authorizer"]["claims"]["cognito:groups"]:
        return {"statusCode": 403}
    bookings.delete_item(Key={"id": event["pathParameters"]["id"]})
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
  Bookings:
    Type: AWS::DynamoDB::Table
    Properties: {KeySchema: [{AttributeName: id, KeyType: HASH}]}
  Change:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.change
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Bookings}}
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Method: put, Path: "/bookings/{id}"}}
  Cancel:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.cancel
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Bookings}}
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Method: delete, Path: "/bookings/{id}"}}
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
const notes = getFirestore().collection('notes');

exports.rename = onCall(async (request) => {
  if (!request.auth) throw new HttpsError('unauthenticated', 'sign in');
  const note = await notes.doc(request.data.id).get();
  if (note.data().owner !== request.auth.uid) throw new HttpsError('permission-denied', 'not yours');
  await notes.doc(request.data.id).update({ title: request.data.title });
});

exports.discard = onCall(async (request) => {
  if (!request.auth) throw new HttpsError('unauthenticated', 'sign in');
  await notes.doc(request.data.id).delete(); // GOAT0930
});
```

## Fixed, in Firestore
```javascript index.js
const { onCall, HttpsError } = require('firebase-functions/v2/https');
const { getFirestore } = require('firebase-admin/firestore');
const { initializeApp } = require('firebase-admin/app');

initializeApp();
const notes = getFirestore().collection('notes');

exports.rename = onCall(async (request) => {
  if (!request.auth) throw new HttpsError('unauthenticated', 'sign in');
  const note = await notes.doc(request.data.id).get();
  if (note.data().owner !== request.auth.uid) throw new HttpsError('permission-denied', 'not yours');
  await notes.doc(request.data.id).update({ title: request.data.title });
});

exports.discard = onCall(async (request) => {
  if (!request.auth) throw new HttpsError('unauthenticated', 'sign in');
  const note = await notes.doc(request.data.id).get();
  if (note.data().owner !== request.auth.uid) throw new HttpsError('permission-denied', 'not yours');
  await notes.doc(request.data.id).delete();
});
```
```json firebase.json
{"functions": {"source": "."}}
```
```json package.json
{"main": "index.js", "dependencies": {"firebase-functions": "6.3.0", "firebase-admin": "13.0.0"}}
```

## Remedy
Let the caller's identity be part of what chooses the record: of its key, or of a condition of the same statement
(`WHERE owner = …`, or what it is called there). Or read the record first, compare its owner with the caller, and answer
404 where it is another. Take the identity from the authorizer or from a verified token.

## References
- https://owasp.org/API-Security/editions/2023/en/0xa1-broken-object-level-authorization/
- https://cheatsheetseries.owasp.org/cheatsheets/Insecure_Direct_Object_Reference_Prevention_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/639.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.owners import WRITES, entry_of, owners_of, passing_by, requested, told_once
from goatherd.checks.sas09_execution_flow.caller_named_by_request import named_by_request
from goatherd.core.finding import HIGH, MEDIUM, Finding, Step
from goatherd.model.access import How
from goatherd.model.application import Application
from goatherd.whose.uses import GENERIC
from goatherd.whose.who import Who

if TYPE_CHECKING:
    from goatherd.checks.owners import Owners, Ownership
    from goatherd.model.access import Access
    from goatherd.whose.uses import Done, Use

_ANY_ATTRIBUTE = frozenset({"SQL", "MongoDB"})
_KEY = re.compile(r"_*(?:id|uuid|key)$")
_DONE = {"read": "reads", "change": "changes", "delete": "deletes"}


@check("GOAT0930", sas=9, cwe=639, severity=HIGH, since="0.1")
def record_of_another(app: Application) -> Iterator[Finding]:
    yield from told_once(_found(owners_of(app)))


def _found(owners: Owners) -> Iterator[tuple[Use, Finding]]:
    named = {(use.function, finding.span) for use, finding in named_by_request(owners)}  # one line to mend
    for use in owners.uses:
        for done in passing_by(use) if use.verb in _DONE else ():
            if owners.is_administration(done) or (use.function, done.access.span) in named:
                continue
            proofs = _proofs(owners, use, done.access)
            if proofs and _is_by_its_key(use, done.access) and not owners.is_doubtful(use, done.access):
                yield use, _finding(owners, use, done, proofs)


def _proofs(owners: Owners, use: Use, access: Access) -> list[Ownership]:
    """What shows that the record has an owner; the strongest first."""
    keys = {choice.attribute for choice in access.chosen}
    if use.verb == "change" and not _is_told_what_to_write(access):
        return []
    found = [
        each
        for each in owners.of(use.data)
        if entry_of(each) != entry_of(use)
        and (each.compared or (each.attribute not in keys and each.attribute.lower() not in GENERIC))
    ]
    if use.who == Who.ANYBODY:  # whom the code knows by something else, as who has an invitation
        found = [each for each in found if each.compared]
    if use.verb not in WRITES:
        if use.who != Who.USER or owners.is_shown(use, access):
            return []
        found = [each for each in found if not each.written]
    return sorted(found, key=lambda each: (not each.compared, each.written))


def _is_by_its_key(use: Use, access: Access) -> bool:
    """Whether one record is meant, where an operation takes any attribute: bookings by `booking_id` or `id`."""
    names = (_KEY.sub("", choice.attribute.lower()) for choice in requested(access))
    return use.data.service not in _ANY_ATTRIBUTE or any(name in use.data.label.lower() for name in names)


def _is_told_what_to_write(access: Access) -> bool:
    """Whether the request says what becomes of the record; else it is a step that the program takes for everybody.

    Who is written into a record of others joins it, or likes it.
    """
    ways = {choice.how for choice in access.written}
    return not ways or (How.REQUEST in ways and How.IDENTITY not in ways)


def _is_sure(owners: Owners, use: Use, proofs: list[Ownership]) -> bool:
    """Whether others ask whose it is, and this does nothing with what it knows of who calls."""
    return use.verb in WRITES and any(each.compared for each in proofs) and owners.leaves_caller_unused(use)


def _finding(owners: Owners, use: Use, done: Done, proofs: list[Ownership]) -> Finding:
    access = done.access
    key = requested(access)[0]
    first = proofs[0]
    return Finding(
        span=access.span,
        message=f"{use.entry} {_DONE[use.verb]} of {use.data.name} what {key.what} says, whoever's it is; "
        f"{first.entry} {first.words}",
        severity=HIGH if _is_sure(owners, use, proofs) else MEDIUM,
        reasons=owners.doubts(use),
        function=use.function,
        steps=tuple(Step(each.span, f"{each.entry} {each.words}") for each in proofs[:3]),
    )
