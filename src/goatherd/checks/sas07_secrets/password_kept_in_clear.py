"""People's passwords are kept as they were sent, not as hashes.

## Why it matters
Whoever reads the table once, by a backup, an injection, a log or a right that is too wide, has the passwords of all
users, and can sign in as them here and wherever else they use the same one. A hash made for passwords cannot be turned
back, also not by those who run the application.

## Vulnerable
```json host.json
{"version": "2.0"}
```
```text requirements.txt
azure-functions==1.23.0
azure-cosmos==4.9.0
```
```python function_app.py
import json
import os

import azure.functions as func
from azure.cosmos import CosmosClient

app = func.FunctionApp()
users = CosmosClient(os.environ["URL"], os.environ["KEY"]).get_database_client("shop").get_container_client("users")


@app.route(route="register", auth_level=func.AuthLevel.ANONYMOUS, methods=["POST"])
def register(req: func.HttpRequest) -> func.HttpResponse:
    sent = req.get_json()
    users.create_item({"id": sent["username"], "password": sent["password"]})  # GOAT0733
    return func.HttpResponse("welcome")


@app.route(route="login", auth_level=func.AuthLevel.ANONYMOUS, methods=["POST"])
def login(req: func.HttpRequest) -> func.HttpResponse:
    sent = req.get_json()
    user = users.read_item(sent["username"], sent["username"])
    if user["password"] != sent["password"]:
        return func.HttpResponse("no", status_code=401)
    return func.HttpResponse("hello")
```

## Fixed
```python function_app.py
import os

import azure.functions as func
import bcrypt
from azure.cosmos import CosmosClient

app = func.FunctionApp()
users = CosmosClient(os.environ["URL"], os.environ["KEY"]).get_database_client("shop").get_container_client("users")


@app.route(route="register", auth_level=func.AuthLevel.ANONYMOUS, methods=["POST"])
def register(req: func.HttpRequest) -> func.HttpResponse:
    sent = req.get_json()
    hashed = bcrypt.hashpw(sent["password"].encode(), bcrypt.gensalt())
    users.create_item({"id": sent["username"], "password": hashed.decode()})
    return func.HttpResponse("welcome")


@app.route(route="login", auth_level=func.AuthLevel.ANONYMOUS, methods=["POST"])
def login(req: func.HttpRequest) -> func.HttpResponse:
    sent = req.get_json()
    user = users.read_item(sent["username"], sent["username"])
    if not bcrypt.checkpw(sent["password"].encode(), user["password"].encode()):
        return func.HttpResponse("no", status_code=401)
    return func.HttpResponse("hello")
```

## Vulnerable, in a relational database
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Account:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Post: {Type: HttpApi, Properties: {Path: /account, Method: post}}
```
```python app.py
import json
import os

import pymysql


def handler(event, context):
    sent = json.loads(event["body"])
    cursor = pymysql.connect(host=os.environ["HOST"], password=os.environ["DB_PASSWORD"]).cursor()
    statement = "INSERT INTO users (name, password) VALUES (%s, %s)"
    cursor.execute(statement, (sent["name"], sent["password"]))  # GOAT0733
    return {"statusCode": 204}
```

## Fixed, or never broken: a password that is only passed on, and one that is repeated
```python app.py
import json
import os

import boto3

pool = boto3.client("cognito-idp")


def handler(event, context):
    sent = json.loads(event["body"])
    if sent["password"] != sent["repeated_password"]:
        return {"statusCode": 400}
    pool.sign_up(ClientId=os.environ["CLIENT"], Username=sent["name"], Password=sent["password"])
    return {"statusCode": 204}
```

## Remedy
Let a service for identities keep the passwords, or store a hash of Argon2, scrypt or bcrypt with a salt for each
user, and make the clear texts that are there already into hashes.

## Remedy in Python
Store `PasswordHasher().hash(password)` of argon2-cffi, and ask its `verify(stored, password)`.

## Remedy in JavaScript
Store `await bcrypt.hash(password, 12)`, and ask `await bcrypt.compare(password, stored)`.

## References
- https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/256.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, LOW, Finding
from goatherd.core.secrets import words
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.model.flow import Flow
    from goatherd.model.function import Function

# Mappers of objects, and what shows that theirs may hash what they are given before they write it.
_MAPPERS = frozenset({"mongoose", "sequelize", "typeorm"})
_HOOKS = frozenset({"pre", "hooks", "beforeCreate", "beforeSave", "addHook", "BeforeInsert"})
# What says that a record is of somebody who signs in, where it is kept or in what is written beside the password.
_PEOPLE = frozenset(
    words("user users username account accounts member members player players customer customers admin admins")
) | {"email", "mail", "login"}


@check("GOAT0733", sas=7, cwe=256, severity=HIGH, since="0.1")
def password_kept_in_clear(app: Application) -> Iterator[Finding]:
    """One finding for an application, where a password is written if that is seen."""
    found = [(function, flow) for function in app.functions for flow in _flows(function, app)]
    if not found:
        return
    grave = [(function, flow) for function, flow in found if _is_of_person(function, flow, app)]
    _, first = (grave or found)[0]
    places = dict.fromkeys(flow.sink for _, flow in found)
    finding = first.finding(f"The password in {first.source.path} is kept as it is sent, with no hash made of it")
    yield evolve(
        finding,
        severity=HIGH if grave else LOW,  # else it may open no more than one room or one meeting
        locations=tuple(place for place in places if place != finding.span),
        whatever_source=True,
    )


def _flows(function: Function, app: Application) -> list[Flow]:
    names = app.behaviour(function).names
    may_be_hashed = not (_HOOKS.isdisjoint(names) or _MAPPERS.isdisjoint(names))
    return [] if may_be_hashed else app.flows(function, "clear-password")


def _is_of_person(function: Function, flow: Flow, app: Application) -> bool:
    """Whether it is written into the record of somebody who signs in with it."""
    for access in app.behaviour(function).accesses:
        if access.span == flow.sink and access.written:
            named = (access.store, *(name for each in access.written for name in (each.attribute, each.what)))
            if any(not _PEOPLE.isdisjoint(words(name)) for name in named):
                return True
    return False
