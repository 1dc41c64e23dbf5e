"""A password of somebody is stored as it was sent.

## Why it matters
Whoever reads the table once, by an injection, a backup or a role that is too broad, has the passwords of all people in
it, and most people use theirs elsewhere, too. A hash that is slow by design gives them nothing.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Register:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Policies: [DynamoDBWritePolicy: {TableName: members}]
      Events:
        Post: {Type: HttpApi, Properties: {Path: /members, Method: post}}
```
```python app.py
import json

import boto3

members = boto3.resource("dynamodb").Table("members")


def handler(event, context):
    asked = json.loads(event["body"])
    members.put_item(Item={"name": asked["name"], "password": asked["password"]})  # GOAT0730
    return {"statusCode": 201}
```

## Fixed
```python app.py
import json

import bcrypt
import boto3

members = boto3.resource("dynamodb").Table("members")


def handler(event, context):
    asked = json.loads(event["body"])
    kept = bcrypt.hashpw(asked["password"].encode(), bcrypt.gensalt()).decode()
    members.put_item(Item={"name": asked["name"], "password": kept})
    return {"statusCode": 201}
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
  await pool.query('INSERT INTO members (name, password) VALUES ($1, $2)', [name, password]); // GOAT0730
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
  await Member.create({ name: asked.name, password: asked.password }); // GOAT0730
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
Store a hash made by bcrypt, scrypt or Argon2 in its place, replace what is stored already, and compare with the
library's own function; better still, let a user pool keep passwords.

## References
- https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/256.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function

# What lets a mapper work on a record before it is written.
_HOOKS = frozenset(
    {
        *("pre", "hooks", "addHook", "beforeCreate", "beforeSave", "beforeUpdate", "beforeInsert"),
        *("BeforeCreate", "BeforeSave", "BeforeInsert", "BeforeUpdate", "setDataValue"),
    }
)


@check("GOAT0730", sas=7, cwe=256, severity=HIGH, since="0.1")
def password_kept_readable(function: Function, app: Application) -> Iterator[Finding]:
    if not _HOOKS.isdisjoint(app.behaviour(function).names):
        return
    for flow in app.flows(function, "kept-password"):
        yield flow.finding(f"{flow.source.path} is stored as it was sent, as {flow.sink_name}")
