"""The sender decides which fields of a record are written.

## Why it matters
A record has fields that its owner's form does not show: `role`, `ownerId`, `price`, `verified`, its own `id`. Where the
whole body is written, whoever sends them sets them, and with somebody else's `id` overwrites their record. It weighs
more where a record that is there already is changed (`UpdateExpression`).

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Board:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Call: {Type: HttpApi, Properties: {Path: /boards, Method: post}}
```
```javascript index.js
const { DataSource } = require('typeorm');
const source = new DataSource({ type: 'postgres' });

exports.handler = async (event) => {
  const boards = source.getRepository('Board');
  const made = await boards.save({ ...JSON.parse(event.body), createdAt: new Date() }); // GOAT0915
  return { statusCode: 201, body: String(made.id) };
};
```

## Fixed
```javascript index.js
const { DataSource } = require('typeorm');
const source = new DataSource({ type: 'postgres' });

exports.handler = async (event) => {
  const boards = source.getRepository('Board');
  const { title, text } = JSON.parse(event.body);
  const made = await boards.save({ title, text, createdAt: new Date() });
  return { statusCode: 201, body: String(made.id) };
};
```

## Vulnerable, in an update expression
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Profile:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Call: {Type: HttpApi, Properties: {Path: /profile, Method: put}}
```
```python app.py
import boto3
import json

users = boto3.resource("dynamodb").Table("users")


def handler(event, context):
    body = json.loads(event["body"])
    changes = ", ".join(f"#{name} = :{name}" for name in body)
    users.update_item(
        Key={"id": event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]},
        UpdateExpression=f"SET {changes}",  # GOAT0915
        ExpressionAttributeNames={f"#{name}": name for name in body},
        ExpressionAttributeValues={f":{name}": value for name, value in body.items()},
    )
    return {"statusCode": 204}
```

## Fixed, in an update expression
```python app.py
import boto3
import json

users = boto3.resource("dynamodb").Table("users")


def handler(event, context):
    body = json.loads(event["body"])
    changed = [name for name in ("nickname", "language") if name in body]
    users.update_item(
        Key={"id": event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]},
        UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in changed),
        ExpressionAttributeNames={f"#{name}": name for name in changed},
        ExpressionAttributeValues={f":{name}": body[name] for name in changed},
    )
    return {"statusCode": 204}
```

## Vulnerable, in Firebase's database of places
```json firebase.json
{"functions": {"source": "."}}
```
```json package.json
{"main": "index.js", "dependencies": {"firebase-admin": "^13.0.0", "firebase-functions": "^6.0.0"}}
```
```javascript index.js
const { onCall, HttpsError } = require('firebase-functions/v2/https');
const admin = require('firebase-admin');

exports.change = onCall(async (request) => {
  if (!request.auth) throw new HttpsError('unauthenticated', 'Who are you?');
  await admin.database().ref('users').child(request.auth.uid).update(request.data); // GOAT0915
});
```

## Fixed, in Firebase's database of places
```javascript index.js
const { onCall, HttpsError } = require('firebase-functions/v2/https');
const admin = require('firebase-admin');

exports.change = onCall(async (request) => {
  if (!request.auth) throw new HttpsError('unauthenticated', 'Who are you?');
  await admin.database().ref('users').child(request.auth.uid).child('colour').set(request.data.colour);
});
```

## Remedy
Name the fields that the sender may set, and take only those from the body; set identity, owner and rights yourself.

## Remedy in Python
Take the fields one by one (`body["title"]`), or read the body with a model of pydantic that has only those.

## Remedy in JavaScript
Write `const { title, text } = body`, or parse the body with a schema that drops what it does not know (zod's `object`).

## References
- https://cheatsheetseries.owasp.org/cheatsheets/Mass_Assignment_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/915.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.callers import tells_callers_apart
from goatherd.checks.chosen import chosen_outside, is_composed, unknown_sender
from goatherd.core.finding import INFO, LOW, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function

if TYPE_CHECKING:
    from goatherd.model.flow import Flow

_MEMBER = re.compile(r"event\.(?:data|body)\.\w")


@check("GOAT0915", sas=9, cwe=915, severity=LOW, since="0.1")
def sender_decides_fields(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "record"):
        asked = chosen_outside(flow) and not unknown_sender(flow) and not is_composed(flow)
        if asked and not _is_one_place(flow):
            finding = flow.finding(f"{flow.source.path} decides which fields {flow.sink_name} writes")
            # what is there already has fields that others have set
            changes = flow.sink_name.endswith("UpdateExpression")
            if not any(tells_callers_apart(each, app) for each in app.functions):
                yield evolve(finding, severity=LOW if changes else INFO)  # no field is anybody's
            else:
                yield evolve(finding, severity=MEDIUM) if changes else finding


def _is_one_place(flow: Flow) -> bool:
    """Whether one member of a request goes to a place of its own in a database that is a tree of places."""
    return ".database.ref" in flow.sink_name and _MEMBER.match(flow.source.path) is not None
