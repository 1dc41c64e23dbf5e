"""Whoever sends a request decides what a user may do.

## Why it matters
Where the form of a new account has no field for the role, a request still can: who adds `"role": "admin"` to it is
what the code's own checks ask for. Reported where a role, a group or a flag of that kind is taken from the request of
somebody who need not have that right: into the record of somebody who signs in, a directory of users or a token, and
into any other record if the code turns callers away by an attribute that is called so.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  SignUp:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Call: {Type: HttpApi, Properties: {Path: /accounts, Method: post}}
```
```javascript index.js
const bcrypt = require('bcryptjs');
const { DynamoDBDocument } = require('@aws-sdk/lib-dynamodb');
const { DynamoDB } = require('@aws-sdk/client-dynamodb');
const db = DynamoDBDocument.from(new DynamoDB({}));

exports.handler = async (event) => {
  const { email, password, role } = JSON.parse(event.body);
  const hash = await bcrypt.hash(password, 12);
  await db.put({ TableName: 'users', Item: { email, passwordHash: hash, role: role || 'reader' } }); // GOAT0916
  return { statusCode: 201 };
};
```

## Fixed
```javascript index.js
const bcrypt = require('bcryptjs');
const { DynamoDBDocument } = require('@aws-sdk/lib-dynamodb');
const { DynamoDB } = require('@aws-sdk/client-dynamodb');
const db = DynamoDBDocument.from(new DynamoDB({}));

exports.handler = async (event) => {
  const { email, password } = JSON.parse(event.body);
  const hash = await bcrypt.hash(password, 12);
  await db.put({ TableName: 'users', Item: { email, passwordHash: hash, role: 'reader' } });
  return { statusCode: 201 };
};
```

## Vulnerable, in a directory of users
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Invite:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Call: {Type: HttpApi, Properties: {Path: /accounts, Method: post}}
```
```python app.py
import json

import boto3

users = boto3.client("cognito-idp")


def handler(event, context):
    wanted = json.loads(event["body"])
    users.admin_add_user_to_group(
        UserPoolId="pool", Username=wanted["email"], GroupName=wanted["group"]  # GOAT0916
    )
    return {"statusCode": 204}
```

## Fixed, since only administrators come so far
```python app.py
import json

import boto3

users = boto3.client("cognito-idp")


def handler(event, context):
    claims = event["requestContext"]["authorizer"]["jwt"]["claims"]
    if "administrators" not in claims.get("cognito:groups", ""):
        return {"statusCode": 403}
    wanted = json.loads(event["body"])
    users.admin_add_user_to_group(UserPoolId="pool", Username=wanted["email"], GroupName=wanted["group"])
    return {"statusCode": 204}
```
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Invite:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Call: {Type: HttpApi, Properties: {Path: /accounts, Method: post, Auth: {Authorizer: Users}}}
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        Authorizers:
          Users:
            IdentitySource: $request.header.Authorization
            JwtConfiguration: {issuer: https://users.example, audience: [shop]}
```

## Fixed, since what is called a role is none: nothing in the code asks for it
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Chat:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Call: {Type: HttpApi, Properties: {Path: /messages, Method: post}}
```
```python app.py
import json

import boto3

messages = boto3.resource("dynamodb").Table("messages")


def handler(event, context):
    message = json.loads(event["body"])
    messages.put_item(Item={"id": message["id"], "role": message["role"], "text": message["text"]})
    return {"statusCode": 204}
```

## Remedy
Give new accounts the least role yourself, and let roles be changed by a route of its own that asks for the right to do
so.

## References
- https://cheatsheetseries.owasp.org/cheatsheets/Mass_Assignment_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/269.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.chosen import chosen_outside, unknown_sender
from goatherd.code.rights import plain
from goatherd.core.confidence import unseen
from goatherd.core.finding import HIGH, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from goatherd.model.flow import Flow
    from goatherd.model.function import Function


@check("GOAT0916", sas=9, cwe=269, severity=HIGH, since="0.1")
def sender_decides_role(app: Application) -> Iterator[Finding]:
    asked = {attribute for function in app.functions for attribute in app.behaviour(function).rights}
    for function in app.functions:
        told: dict[str, list[Flow]] = {}
        for flow in (*app.flows(function, "user-rights"), *app.flows(function, "rights")):
            if _may_matter(flow, app) and (flow.kind == "user-rights" or plain(_attribute(flow)) in asked):
                told.setdefault(plain(_attribute(flow)), []).append(flow)
        for flows in told.values():
            yield _finding(sorted(flows, key=_is_of_token), app)


def _may_matter(flow: Flow, app: Application) -> bool:
    """Whether somebody sends it of whom nobody knows that he has rights.

    Where the code asks for rights and for a proof of who calls, what comes without the proof is in front of both.
    """
    if not chosen_outside(flow) or unknown_sender(flow):
        return False
    in_front = flow.source.exposure is Exposure.ANONYMOUS and app.behaviour(flow.function).asks_caller
    return in_front or not _asks_for_rights(flow, app)


def _asks_for_rights(flow: Flow, app: Application) -> bool:
    """Whether the function, or the authorizer in front of it, turns callers away by their rights."""
    trigger = flow.source.trigger
    gate: Function | None = app.function(trigger.authorizer) if trigger is not None and trigger.authorizer else None
    return any(app.behaviour(each).rights for each in (flow.function, gate) if each is not None)


def _finding(flows: list[Flow], app: Application) -> Finding:
    first = flows[0]
    anybody = first.source.exposure is Exposure.ANONYMOUS
    doubt = unseen("the code asks for rights somewhere, perhaps in front of this", first.sink)
    finding = first.finding(
        f"{'Anybody' if anybody else 'Any user'} who sends {first.source.path} sets the {first.sink_name}"
    )
    return evolve(
        finding,
        severity=HIGH if anybody else MEDIUM,
        reasons=(*finding.reasons, *(doubt if _asks_for_rights(first, app) else ())),
        locations=tuple(dict.fromkeys((*finding.locations, *(f.sink for f in flows[1:] if f.sink != first.sink)))),
    )


def _is_of_token(flow: Flow) -> bool:
    """Whether a token is made, which says what was written elsewhere before."""
    return flow.sink_name.endswith((".sign", ".encode"))


def _attribute(flow: Flow) -> str:
    return flow.sink_name.partition(" of ")[0]
