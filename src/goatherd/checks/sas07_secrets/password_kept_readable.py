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

## Vulnerable, in a relational database
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Register:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /members, Method: post}}
```
```javascript index.js
const { Pool } = require('pg');

const pool = new Pool();

exports.handler = async (event) => {
  const { name, password } = JSON.parse(event.body);
  await pool.query('INSERT INTO members (name, password) VALUES ($1, $2)', [name, password]); // GOAT0731
  return { statusCode: 201 };
};
```

## Fixed, in a relational database
```javascript index.js
const bcrypt = require('bcryptjs');
const { Pool } = require('pg');

const pool = new Pool();

exports.handler = async (event) => {
  const { name, password } = JSON.parse(event.body);
  await pool.query('INSERT INTO members (name, password) VALUES ($1, $2)', [name, await bcrypt.hash(password, 12)]);
  return { statusCode: 201 };
};
```

## Fixed, where the database makes the hash
```javascript index.js
const { Pool } = require('pg');

const pool = new Pool();

exports.handler = async (event) => {
  const { name, password } = JSON.parse(event.body);
  await pool.query("INSERT INTO members (name, password) VALUES ($1, crypt($2, gen_salt('bf')))", [name, password]);
  return { statusCode: 201 };
};
```

## Vulnerable, in documents
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Register:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /members, Method: post}}
```
```javascript index.js
const mongoose = require('mongoose');

const Member = mongoose.model('Member', new mongoose.Schema({ name: String, password: String }));

exports.handler = async (event) => {
  const asked = JSON.parse(event.body);
  await Member.create({ name: asked.name, password: asked.password }); // GOAT0731
  return { statusCode: 201 };
};
```

## Fixed, in documents
```javascript index.js
const bcrypt = require('bcryptjs');
const mongoose = require('mongoose');

const schema = new mongoose.Schema({ name: String, password: String });
schema.pre('save', async function () {
  this.password = await bcrypt.hash(this.password, 12);
});
const Member = mongoose.model('Member', schema);

exports.handler = async (event) => {
  const asked = JSON.parse(event.body);
  await Member.create({ name: asked.name, password: asked.password });
  return { statusCode: 201 };
};
```

## Remedy
Keep a hash that is slow to make (scrypt, Argon2, bcrypt) in the place of the password, compare with the function that
belongs to it, and hash or delete what is there.

## References
- https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/256.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.confidence import by_name
from goatherd.core.finding import HIGH, MEDIUM, Finding
from goatherd.core.secrets import is_readable_password, words
from goatherd.model.access import How
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.access import Access, Choice
    from goatherd.model.function import Function

_RECORDS = frozenset({"dynamodb", "sql", "firestore", "cosmos", "mongodb"})
_WHO = frozenset(
    words("user users username email mail login phone account accounts member members customer customers admin admins")
)
# What lets a mapper work on a record before it is written.
_HOOKS = frozenset(
    {
        *("pre", "hooks", "addHook", "beforeCreate", "beforeSave", "beforeUpdate", "beforeInsert"),
        *("BeforeCreate", "BeforeSave", "BeforeInsert", "BeforeUpdate", "setDataValue"),
    }
)


@check("GOAT0731", sas=7, cwe=256, severity=HIGH, since="0.1")
def password_kept_readable(app: Application) -> Iterator[Finding]:
    """One finding: where they are kept decides how they are compared."""
    told: dict[Span, str] = {}
    of_people = False
    for function in app.functions:
        if found := dict(_places(function, app)):
            told |= found
            of_people = of_people or any(map(_is_of_people, app.behaviour(function).accesses))
    if told:
        first = min(told)
        yield Finding(
            span=first,
            locations=tuple(sorted(told.keys() - {first})),
            message=f"The password in {told[first]} is kept, or looked for, as it was typed",
            severity=HIGH if of_people else MEDIUM,
            reasons=by_name("only its name says that it is a password", first),
        )


def _places(function: Function, app: Application) -> Iterator[tuple[Span, str]]:
    """Where one is written, compared or asked for, each with what the request calls it."""
    behaviour = app.behaviour(function)
    if not _HOOKS.isdisjoint(behaviour.names):
        return
    for kind in ("stored-password", "kept-password"):
        for flow in app.flows(function, kind):
            yield flow.sink, flow.source.path
    for access in behaviour.accesses:
        for choice in (*access.chosen, *access.conditions) if access.service in _RECORDS else ():
            if choice.how == How.REQUEST and _is_password(choice):
                yield access.span, choice.what


def _is_of_people(access: Access) -> bool:
    """Whether the record says who signs in with it, which that of a room or a file does not."""
    fields = {word for choice in (*access.written, *access.conditions) for word in words(choice.attribute)}
    return not _WHO.isdisjoint({*fields, *words(access.store)})


def _is_password(choice: Choice) -> bool:
    return is_readable_password(choice.attribute.lstrip(":#@$")) and is_readable_password(
        choice.what.rpartition(".")[2]
    )
