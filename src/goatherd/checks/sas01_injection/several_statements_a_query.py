"""A database connection runs several statements in one query.

## Why it matters
Drivers of MySQL refuse a second statement unless they are told otherwise. With it, whoever gets data into one query
also deletes tables and makes users there, where it would only have been a wrong answer.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs22.x, Handler: app.handler, CodeUri: .}
```
```javascript app.js
const mysql = require('mysql2');

const connection = mysql.createConnection({ host: process.env.HOST, multipleStatements: true });  // GOAT0123
const knex = require('knex')({ client: 'mysql', connection: { multipleStatements: true } });  // GOAT0123
const pool = mysql.createPool('mysql://db.example/orders?multipleStatements=true');  // GOAT0123

exports.handler = async (event) => {
  await connection.promise().query('SELECT * FROM orders WHERE id = ?', [event.id]);
};
```

## Fixed
```javascript app.js
const mysql = require('mysql2');

const connection = mysql.createConnection({ host: process.env.HOST });
const pool = mysql.createPool({ host: process.env.HOST, multipleStatements: false });
const copied = Object.assign({}, { multipleStatements: true });

exports.handler = async (event) => {
  await connection.promise().query('SELECT * FROM orders WHERE id = ?', [event.id]);
};
```

## Vulnerable, in Python
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: .}
```
```python app.py
import mysql.connector
import pymysql
from pymysql.constants import CLIENT

connection = pymysql.connect(host="orders", client_flag=CLIENT.MULTI_STATEMENTS)  # GOAT0123
other = mysql.connector.connect(host="orders")


def handler(event, context):
    connection.cursor().execute("SELECT * FROM orders WHERE id = %s", [event["id"]])
    other.cursor().execute("SELECT 1; SELECT 2", multi=True)  # GOAT0123
```

## Fixed, in Python
```python app.py
import mysql.connector
import pymysql
from pymysql.constants import CLIENT

connection = pymysql.connect(host="orders", client_flag=CLIENT.FOUND_ROWS)
other = mysql.connector.connect(host="orders")


def handler(event, context):
    connection.cursor().execute("SELECT * FROM orders WHERE id = %s", [event["id"]])
    other.cursor().execute("SELECT 1", multi=False)
```

## Remedy
Leave it off, and send one statement at a time; migrations, which need it, have a connection of their own.

## References
- https://cwe.mitre.org/data/definitions/89.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.model.flow import LibraryCall

COPIES = ("Object.", "JSON.", "console.", "structuredClone")  # what copies options does not use them
IN_ADDRESS = re.compile(r"^(?:mysql|mariadb)\S*[?&](?:multipleStatements|allowMultiQueries)=true\b")
FLAG = re.compile(r"\bMULTI_STATEMENTS>?$")


@check("GOAT0123", sas=1, cwe=89, severity=LOW, since="0.1")
def several_statements_a_query(call: LibraryCall) -> Iterator[Finding]:
    if _is_switched_on(call) and not call.name.startswith(COPIES):
        name = call.name.removeprefix("?.").replace("()", "")
        yield Finding(span=call.span, message=f"{name} lets one query hold several statements")


def _is_switched_on(call: LibraryCall) -> bool:
    if True in call.constants.get("multipleStatements", ()):
        return True
    if call.name.endswith(".execute") and True in call.constants.get("multi", ()):
        return True  # of mysql.connector
    flags = (*call.constants.get("client_flag", ()), *call.constants.get("client_flags", ()))
    addresses = call.constants.get("0", ())
    return any(FLAG.search(str(flag)) for flag in flags) or any(IN_ADDRESS.match(str(text)) for text in addresses)
