"""Passwords may be guessed without limit.

## Why it matters
A route that tells whether a password is right, as often as somebody asks, is tried with lists of what people choose
and of what leaked elsewhere. Neither the gateway nor the code of this one counts.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  SignIn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.sign_in
      CodeUri: src/
      Policies: [{DynamoDBCrudPolicy: {TableName: users}}]
      Events:
        Post: {Type: HttpApi, Properties: {Path: /sessions, Method: post}}
```
```python src/app.py
import json

import bcrypt
import boto3

users = boto3.resource("dynamodb").Table("users")

def sign_in(event, context):
    asked = json.loads(event["body"])
    user = users.get_item(Key={"name": asked["name"]})["Item"]
    if not bcrypt.checkpw(asked["password"].encode(), user["hash"].encode()):  # GOAT0247
        return {"statusCode": 401}
    return {"statusCode": 200}
```

## Fixed
```python src/app.py
import json

import bcrypt
import boto3

users = boto3.resource("dynamodb").Table("users")

def sign_in(event, context):
    asked = json.loads(event["body"])
    user = users.get_item(Key={"name": asked["name"]})["Item"]
    if user["failedAttempts"] >= 5:
        return {"statusCode": 429}
    if not bcrypt.checkpw(asked["password"].encode(), user["hash"].encode()):
        add_one = "ADD failedAttempts :one"
        users.update_item(Key={"name": asked["name"]}, UpdateExpression=add_one, ExpressionAttributeValues={":one": 1})
        return {"statusCode": 401}
    return {"statusCode": 200}
```

## Vulnerable, one password for all
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  SignIn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.sign_in
      CodeUri: src/
      Environment: {Variables: {ADMIN_PASSWORD: "{{resolve:ssm:admin}}"}}
      Events:
        Post: {Type: HttpApi, Properties: {Path: /sessions, Method: post}}
```
```python src/app.py
import json
import os

def sign_in(event, context):
    if json.loads(event["body"])["password"] != os.environ["ADMIN_PASSWORD"]:  # GOAT0247
        return {"statusCode": 401}
    return {"statusCode": 200}
```

## Fixed, a gateway that counts
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      DefaultRouteSettings: {ThrottlingRateLimit: 5, ThrottlingBurstLimit: 5}
  SignIn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.sign_in
      CodeUri: src/
      Policies: [{DynamoDBCrudPolicy: {TableName: users}}]
      Events:
        Post: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /sessions, Method: post}}
```

## Vulnerable, where the password is what a user is looked for by
```json host.json
{"version": "2.0"}
```
```txt requirements.txt
azure-functions
pymongo
```
```python function_app.py
import os

import azure.functions as func
from pymongo import MongoClient

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
users = MongoClient(os.environ["MONGO_URI"])["shop"].get_collection("users")


@app.route(route="login", methods=["POST"])
def login(req: func.HttpRequest) -> func.HttpResponse:
    asked = req.get_json()
    user = users.find_one({"name": asked["name"], "passwort": asked["passwort"]})  # GOAT0247
    return func.HttpResponse(status_code=200 if user else 401)
```

## Remedy
Count failures by account and by address and refuse for a while after a few, put a rate-based rule of AWS WAF in front
of the route, or let a user pool sign people in, which does both.

## References
- https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html#protect-against-automated-attacks
- https://cwe.mitre.org/data/definitions/307.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.confidence import unseen
from goatherd.core.finding import MEDIUM, Finding
from goatherd.core.secrets import is_readable_password
from goatherd.core.value import is_false
from goatherd.model.access import How
from goatherd.model.application import Application
from goatherd.model.resource import Api
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.access import Choice
    from goatherd.model.flow import Behaviour, Source
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger

_VERIFIES = re.compile(
    r"bcrypt(?:js)?\.(?:compare|compareSync|checkpw)|argon2(?:\.\w+(?:\(\))?)*\.verify|passlib\..*\.verify"
    r"|werkzeug\.security\.check_password_hash|(?:hmac|secrets)\.compare_digest|crypto\.timingSafeEqual"
)
# What code that counts calls what it counts, or who asks for a proof that somebody is there.
_COUNTS = re.compile(
    r"(?i)attempts|lock_?out|locked|lockedUntil|rate_?-?limit|limiter|throttl|brute|captcha|turnstile|fail(?:ed|ure)_?"
    r"(?:login|sign|count)|(?:login|sign_?in)_?fail|too_?many"
)


@check("GOAT0247", sas=2, cwe=307, severity=MEDIUM, since="0.1")
def password_guessed_without_limit(app: Application) -> Iterator[Finding]:
    for function in app.functions:
        behaviour = app.behaviour(function)
        places = sorted(set(_tests(function, app)))
        if places and not _counts(behaviour):
            yield Finding(
                span=places[0],
                locations=tuple(places[1:]),
                message=f"Whoever calls {function.id} may try passwords as often as they like",
                function=function.id,
                reasons=unseen("something that is not declared here may count"),
            )


def _tests(function: Function, app: Application) -> Iterator[Span]:
    """Where a password that anybody sends is held against the right one, with no limit in front."""
    for call in app.behaviour(function).calls if any(_is_open(t, app) for t in function.triggers) else ():
        if _VERIFIES.fullmatch(call.name):
            sources = [source for sources in call.labels.values() for source in sources]
            if any(_is_sent(source, app) for source in sources):
                yield call.span
    for kind in ("kept-password", "password", "constant-credential"):
        for flow in app.flows(function, kind):
            if _is_sent(flow.source, app):
                yield flow.sink
    for access in app.behaviour(function).accesses if any(_is_open(t, app) for t in function.triggers) else ():
        if access.reach is Exposure.ANONYMOUS and any(map(_is_asked_for, (*access.chosen, *access.conditions))):
            yield access.span


def _is_asked_for(choice: Choice) -> bool:
    """Whether a record is looked for that has the password which somebody sends."""
    names = (choice.attribute.lstrip(":#@$"), choice.what.rpartition(".")[2])
    return choice.how == How.REQUEST and all(map(is_readable_password, names))


def _is_sent(source: Source, app: Application) -> bool:
    trigger = source.trigger
    sent = source.kind == "event" and source.exposure is Exposure.ANONYMOUS
    named = is_readable_password(source.path.rpartition(".")[2])
    return sent and named and trigger is not None and _is_open(trigger, app)


def _is_open(trigger: Trigger, app: Application) -> bool:
    if trigger.exposure is not Exposure.ANONYMOUS or not trigger.is_http or trigger.api_key:
        return False
    api = app.source(trigger)
    return not isinstance(api, Api) or (is_false(api.throttled) and is_false(api.web_acl))


def _counts(behaviour: Behaviour) -> bool:
    if any(map(_COUNTS.search, behaviour.names)) or any(_COUNTS.search(call.name) for call in behaviour.calls):
        return True
    texts = (text for call in behaviour.aws_calls for given in call.parameters.values() for text in given)
    return any(map(_COUNTS.search, (*texts, *(c.attribute for a in behaviour.accesses for c in a.written))))
