"""Records of people are given to callers with the password, or its hash, in them.

## Why it matters
A hash is guessed at home, as fast as the attacker's machines are, and nobody sees it; a password in clear text need not
even be guessed. Pages that show a list of users get all of them, and so does everybody who may call what they call.

## Vulnerable
```json host.json
{"version": "2.0"}
```
```text requirements.txt
azure-functions==1.23.0
pyodbc==5.2.0
```
```python function_app.py
import json
import os

import azure.functions as func
import bcrypt
import pyodbc

app = func.FunctionApp()


@app.route(route="users", auth_level=func.AuthLevel.FUNCTION, methods=["POST"])
def create(req: func.HttpRequest) -> func.HttpResponse:
    sent = req.get_json()
    hashed = bcrypt.hashpw(sent["password"].encode(), bcrypt.gensalt())
    connection = pyodbc.connect(os.environ["SQL"])
    connection.execute("INSERT INTO users (name, password_hash) VALUES (?, ?)", sent["name"], hashed)
    connection.commit()
    return func.HttpResponse(status_code=204)


@app.route(route="users/{id}", auth_level=func.AuthLevel.FUNCTION, methods=["GET"])
def show(req: func.HttpRequest) -> func.HttpResponse:
    cursor = pyodbc.connect(os.environ["SQL"]).cursor()
    cursor.execute("SELECT * FROM users WHERE id = ?", req.route_params["id"])
    return func.HttpResponse(json.dumps(cursor.fetchone()))  # GOAT0732
```

## Fixed
```python function_app.py
import json
import os

import azure.functions as func
import bcrypt
import pyodbc

app = func.FunctionApp()


@app.route(route="users", auth_level=func.AuthLevel.FUNCTION, methods=["POST"])
def create(req: func.HttpRequest) -> func.HttpResponse:
    sent = req.get_json()
    hashed = bcrypt.hashpw(sent["password"].encode(), bcrypt.gensalt())
    connection = pyodbc.connect(os.environ["SQL"])
    connection.execute("INSERT INTO users (name, password_hash) VALUES (?, ?)", sent["name"], hashed)
    connection.commit()
    return func.HttpResponse(status_code=204)


@app.route(route="users/{id}", auth_level=func.AuthLevel.FUNCTION, methods=["GET"])
def show(req: func.HttpRequest) -> func.HttpResponse:
    cursor = pyodbc.connect(os.environ["SQL"]).cursor()
    cursor.execute("SELECT id, name FROM users WHERE id = ?", req.route_params["id"])
    return func.HttpResponse(json.dumps(cursor.fetchone()))
```

## Vulnerable, the one who has just signed in
```json firebase.json
{"functions": {"source": "functions"}}
```
```json functions/package.json
{"main": "index.js", "dependencies": {"firebase-functions": "6.0.0", "firebase-admin": "13.0.0", "bcrypt": "5.1.1"}}
```
```javascript functions/index.js
const { onRequest } = require('firebase-functions/v2/https');
const admin = require('firebase-admin');
const bcrypt = require('bcrypt');

exports.signIn = onRequest(async (req, res) => {
  const found = await admin.firestore().collection('users').doc(req.body.name).get();
  const user = found.data();
  if (!(await bcrypt.compare(req.body.password, user.passwordHash))) {
    res.sendStatus(401);
    return;
  }
  res.json({ user });  // GOAT0732
});
```

## Fixed, the one who has just signed in
```javascript functions/index.js
const { onRequest } = require('firebase-functions/v2/https');
const admin = require('firebase-admin');
const bcrypt = require('bcrypt');

exports.signIn = onRequest(async (req, res) => {
  const found = await admin.firestore().collection('users').doc(req.body.name).get();
  const { passwordHash, ...user } = found.data();
  if (!(await bcrypt.compare(req.body.password, passwordHash))) {
    res.sendStatus(401);
    return;
  }
  res.json({ user });
});
```

## Vulnerable, rows that the program makes into objects
```python function_app.py
import json
import os

import azure.functions as func
import bcrypt
import pyodbc

app = func.FunctionApp()


@app.route(route="users", auth_level=func.AuthLevel.FUNCTION)
def show(req: func.HttpRequest) -> func.HttpResponse:
    connection = pyodbc.connect(os.environ["SQL"])
    cursor = connection.cursor()
    if req.method == "POST":
        sent = req.get_json()
        hashed = bcrypt.hashpw(sent["password"].encode(), bcrypt.gensalt())
        cursor.execute("INSERT INTO users (name, password_hash) VALUES (?, ?)", sent["name"], hashed)
        connection.commit()
        return func.HttpResponse(status_code=204)
    cursor.execute("SELECT * FROM users")
    names = [column[0] for column in cursor.description]
    users = [dict(zip(names, row)) for row in cursor.fetchall()]
    return func.HttpResponse(json.dumps(users))  # GOAT0732
```
```json host.json
{"version": "2.0"}
```

## Vulnerable, the field by its name
```python function_app.py
import json
import os

import azure.functions as func
from azure.cosmos import CosmosClient

app = func.FunctionApp()
users = CosmosClient(os.environ["COSMOS"], os.environ["KEY"]).get_database_client("shop").get_container_client("users")


@app.route(route="users", auth_level=func.AuthLevel.FUNCTION)
def show(req: func.HttpRequest) -> func.HttpResponse:
    found = users.query_items("SELECT * FROM users", enable_cross_partition_query=True)
    made = [{"name": user["name"], "password": user["password"]} for user in found]
    return func.HttpResponse(json.dumps(made))  # GOAT0732
```
```json host.json
{"version": "2.0"}
```
```text requirements.txt
azure-functions==1.23.0
azure-cosmos==4.7.0
```

## Fixed, the field by its name
```python function_app.py
import json
import os

import azure.functions as func
from azure.cosmos import CosmosClient

app = func.FunctionApp()
users = CosmosClient(os.environ["COSMOS"], os.environ["KEY"]).get_database_client("shop").get_container_client("users")


@app.route(route="users", auth_level=func.AuthLevel.FUNCTION)
def show(req: func.HttpRequest) -> func.HttpResponse:
    found = users.query_items("SELECT * FROM users", enable_cross_partition_query=True)
    made = [{"name": user["name"], "password": "***" if user["password"] else ""} for user in found]
    return func.HttpResponse(json.dumps(made))
```

## Fixed, or never broken: single columns of such a row
```python function_app.py
import json
import os

import azure.functions as func
import bcrypt
import pyodbc

app = func.FunctionApp()


@app.route(route="users", auth_level=func.AuthLevel.FUNCTION)
def show(req: func.HttpRequest) -> func.HttpResponse:
    connection = pyodbc.connect(os.environ["SQL"])
    cursor = connection.cursor()
    if req.method == "POST":
        sent = req.get_json()
        hashed = bcrypt.hashpw(sent["password"].encode(), bcrypt.gensalt())
        cursor.execute("INSERT INTO users (name, password_hash) VALUES (?, ?)", sent["name"], hashed)
        connection.commit()
        return func.HttpResponse(status_code=204)
    cursor.execute("SELECT * FROM users")
    names = [column[0] for column in cursor.description]
    users = [dict(zip(names, row)) for row in cursor.fetchall()]
    return func.HttpResponse(json.dumps([{"name": user["name"]} for user in users]))
```

## Vulnerable, what a statement gives back of what it has written
```json package.json
{"main": "users.js", "dependencies": {"@azure/functions": "4.5.0", "mssql": "11.0.1"}}
```
```json host.json
{"version": "2.0"}
```
```javascript users.js
const { app } = require('@azure/functions');
const sql = require('mssql');

app.http('rename', {
  methods: ['PATCH'],
  authLevel: 'function',
  route: 'users/{id}',
  handler: async (request) => {
    const pool = await sql.connect(process.env.SQL);
    const { name, password_hash } = await request.json();
    const result = await pool.request()
      .input('id', sql.UniqueIdentifier, request.params.id)
      .input('name', sql.NVarChar, name)
      .input('hash', sql.NVarChar, password_hash)
      .query('UPDATE users SET name = @name, password_hash = @hash OUTPUT INSERTED.* WHERE id = @id');
    return { jsonBody: result.recordset[0] };  // GOAT0732
  },
});
```

## Fixed, what a statement gives back of what it has written
```javascript users.js
const { app } = require('@azure/functions');
const sql = require('mssql');

app.http('rename', {
  methods: ['PATCH'],
  authLevel: 'function',
  route: 'users/{id}',
  handler: async (request) => {
    const pool = await sql.connect(process.env.SQL);
    const { name, password_hash } = await request.json();
    const result = await pool.request()
      .input('id', sql.UniqueIdentifier, request.params.id)
      .input('name', sql.NVarChar, name)
      .input('hash', sql.NVarChar, password_hash)
      .query('UPDATE users SET name = @name, password_hash = @hash OUTPUT INSERTED.id, INSERTED.name WHERE id = @id');
    return { jsonBody: result.recordset[0] };
  },
});
```

## Remedy
Answer with the fields that the caller needs, by name; of a relational database, select those columns and no others.

## References
- https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/
- https://cwe.mitre.org/data/definitions/200.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.core.lazy import regex
from goatherd.core.secrets import promises_secret
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.model.flow import Flow
    from goatherd.model.function import Function

_UNKNOWN = regex(r"^[^\w]*$|\$\{\?\}|…")  # what only the deployment knows
_TABLE = regex(r"table (\w+)")
# The columns that a statement names: all of what it selects, or gives back of what it writes.
_GIVEN_BACK = regex(r"(?is)\s*(?:select\b.*|(?:insert|update|delete|merge)\b.*?\b(?:returning|output)\b.*)")
_STATEMENTS = ("0", "query", "0.query")
_PROJECTIONS = ("projection", "1.projection", "ProjectionExpression")


@check("GOAT0732", sas=7, cwe=200, severity=MEDIUM, since="0.1")
def password_in_response(app: Application) -> Iterator[Finding]:
    """One finding for a function, with all its answers."""
    stores = _with_passwords(app)

    def held(function: Function, flow: Flow) -> str:
        field = flow.source.path.rpartition(".")[2]
        return field if promises_secret(field) == "password" else _password_of(flow, function, app, stores)

    for function in app.functions:
        found = [(flow, field) for flow in app.flows(function, "record-response") if (field := held(function, flow))]
        found += [(flow, "") for flow in app.flows(function, "password-response")]
        for flow, field in found[:1]:
            told = (
                f"is {_shown(flow)} with all of its fields, {field} among them"
                if field
                else "has a kept password in it"
            )
            finding = flow.finding(f"What is answered {told}")
            places = (other.sink for other, _ in found[1:])
            yield evolve(
                finding,
                locations=tuple(dict.fromkeys((*places, *finding.locations))),
                whatever_source=True,
                inside=False,
                invoked=False,
                alike=True,
            )


def _shown(flow: Flow) -> str:
    table = _TABLE.match(flow.source.path)
    return f"a row of {table[0]}" if table is not None else "a record"


def _with_passwords(app: Application) -> dict[tuple[str, str], str]:
    """(service, store) -> the attribute of its records under which something writes a password or its hash."""
    return {
        (access.service, access.store): choice.attribute
        for function in app.functions
        for access in app.behaviour(function).accesses
        for choice in access.written
        if promises_secret(choice.attribute) == "password" and _UNKNOWN.search(access.store) is None
    }


def _password_of(flow: Flow, function: Function, app: Application, stores: dict[tuple[str, str], str]) -> str:
    """The attribute of the record as another place writes it, "" where the call that reads it may leave it out."""
    behaviour = app.behaviour(function)
    for call in behaviour.calls:
        if call.span == flow.source.span and not _takes_all(call.constants, call.arguments):
            return ""
    read = {(each.service, each.store) for each in behaviour.accesses if each.span == flow.source.span}
    table = _TABLE.match(flow.source.path)
    if table is not None:  # what runs all statements of an application reads all of its tables
        read = {key for key in read if key[1] == table[1]}
    (key, *others) = read or {("", "")}
    return "" if others or key[0] == "dynamodb" else stores.get(key, "")  # a table there holds records of all kinds


def _takes_all(constants: dict[str, tuple[object, ...]], arguments: tuple[str, ...]) -> bool:
    statements = [text for name in _STATEMENTS for text in constants.get(name, ()) if isinstance(text, str)]
    chosen = any((given := _GIVEN_BACK.match(text)) is not None and "*" not in given[0] for text in statements)
    return not chosen and not any(name in arguments for name in _PROJECTIONS)
