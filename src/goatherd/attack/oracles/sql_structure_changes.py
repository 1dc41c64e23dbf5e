'''An outsider's text changes the structure of an SQL statement.

## Why it matters
Whoever sends the event reads, changes or deletes rows that the statement was not meant for.

## How it is proved
The text carries a quote, or an operator where no quotes are around it. The statement that the driver or the service
received is taken apart: part of the text stands outside of the literal that the program meant it for. A database is
not needed for that, and a statement that it would refuse is proof as well. Where another user's row comes back, the
proof says so.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Find:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /find, Method: get}}
```
```python app.py
import sqlite3


def handler(event, context):
    name = event["queryStringParameters"]["name"].replace("--", "")
    rows = sqlite3.connect(":memory:")
    rows.execute("create table users (name, mail)")
    found = rows.execute(f"select mail from users where name = '{name}'")  # GOAT0153
    return {"statusCode": 200, "body": str(found.fetchall())}
```

## Fixed
```python app.py
import sqlite3


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    rows = sqlite3.connect(":memory:")
    rows.execute("create table users (name, mail)")
    found = rows.execute("select mail from users where name = ?", [name])
    escaped = name.replace("'", "''")
    rows.execute(f"select mail from users where name = '{escaped}'")
    return {"statusCode": 200, "body": str(found.fetchall())}
```

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      BillingMode: PAY_PER_REQUEST
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment: {Variables: {TABLE: !Ref Orders}}
      Policies: [{Statement: [{Effect: Allow, Action: dynamodb:PartiQLSelect, Resource: !GetAtt Orders.Arn}]}]
      Events:
        Call: {Type: HttpApi, Properties: {Path: /show, Method: get}}
```
```python app.py
import os

import boto3

rows = boto3.client("dynamodb")


def handler(event, context):
    id = event["queryStringParameters"]["id"]
    statement = f"""SELECT * FROM "{os.environ['TABLE']}" WHERE id = '{id}'"""
    return {"statusCode": 200, "body": str(rows.execute_statement(Statement=statement)["Items"])}  # GOAT0153
```

## Fixed
```python app.py
import os

import boto3

rows = boto3.client("dynamodb")


def handler(event, context):
    id = event["queryStringParameters"]["id"]
    statement = f"""SELECT * FROM "{os.environ['TABLE']}" WHERE id = ?"""
    found = rows.execute_statement(Statement=statement, Parameters=[{"S": id}])
    return {"statusCode": 200, "body": str(found["Items"])}
```

## Remedy
Bind values as parameters of the statement, and choose names of tables and columns from a list of those that are
allowed.

## Remedy in Python
Call `cursor.execute("SELECT … WHERE id = %s", (id,))`; sqlite3 writes `?` for `%s`.

## Remedy in JavaScript
Call `client.query("SELECT … WHERE id = $1", [id])` with pg, `connection.execute("SELECT … WHERE id = ?", [id])` with
mysql2.

## References
- https://cwe.mitre.org/data/definitions/89.html
'''

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.attack.evidence.literals import SQL, SQL_BACKSLASH, SQL_BRACKETS, excerpt, leaves_literal
from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.attack.payloads.exfiltration import seen
from goatherd.core.finding import CRITICAL
from goatherd.sandbox.tenants import VICTIM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.evidence.literals import Language
    from goatherd.attack.trace import Trace

_TEXTS = (
    "{mark}' OR '{a}'='{a}",
    "{mark} OR {a}={a}",
    '{mark}" OR "{a}"="{a}',
    "{mark}'x",
    '{mark}"x',
    "{mark}`x",
    "{mark}\\'x",
    "{mark}]x",
    "{mark}*/x",
    "{mark}\nx",
)
# The mark is what the statement is found by; a comment keeps it from being taken for a column.
_UNQUOTED = ("{a} OR {a}={a} /*{mark}*/", "{a}) OR ({a}={a} /*{mark}*/")
_PATTERN = "{mark}' OR '{a}' LIKE '{a}"
_STATEMENT = re.compile(r"(?:^|\.)(?:Statement|sql|QueryString|Sql|PartiQLStatement)$")
_BACKSLASH, _BRACKETS = re.compile("mysql|maria|bigquery", re.IGNORECASE), re.compile("mssql|sqlite|pyodbc", re.I)
_STANDARD = re.compile("psycopg|^pg|asyncpg|duckdb|oracle|dynamodb|athena|redshift", re.IGNORECASE)


@oracle("GOAT0153", sas=1, cwe=89, severity=CRITICAL, since="0.2", places=("sql", "call"))
def sql_structure_changes(opportunity: Opportunity) -> Iterator[Attack]:
    if opportunity.place == "call" and not _STATEMENT.search(str(opportunity.note["parameter"])):
        return
    for text in _texts(opportunity):
        a, _ = opportunity.marks.product()
        value = text.format(mark=opportunity.mark, a=a)

        def judge(trace: Trace, value: str = value) -> str:
            for by, statement in _statements(trace, opportunity):
                if all(leaves_literal(statement, value, language) for language in _languages(by)):
                    changed = f"the text changed the statement: {excerpt(statement, opportunity.mark)}"
                    return f"{_rows(trace, opportunity)}{changed}"
            return ""

        yield opportunity.attack(value, judge)


def _texts(opportunity: Opportunity) -> tuple[str, ...]:
    """Those first that make a condition true where the text stands: without quotes, or in a pattern."""
    before, _, after = opportunity.text.partition(opportunity.mark)
    if after.startswith("%"):
        return (_PATTERN, *_TEXTS)
    return _TEXTS if before.endswith(("'", '"', "`")) else (*_UNQUOTED, *_TEXTS)


def _rows(trace: Trace, opportunity: Opportunity) -> str:
    """Whose rows the answer holds that were not in the answer to the harmless event."""
    before = {canary.text for canary in opportunity.pod.canaries.in_text(seen(opportunity.seed.trace))}
    for canary in opportunity.pod.canaries.in_text(seen(trace)):
        if canary.kind == "row" and canary.owner == VICTIM.username and canary.text not in before:
            return f"the answer holds {canary.place}: "
    return ""


def _statements(trace: Trace, opportunity: Opportunity) -> Iterator[tuple[str, str]]:
    """What the same line, or the same parameter of the same call, was given: by what, and the statement."""
    if opportunity.place == "sql":
        for _, note in trace.notes("reach"):
            if note["sink"] == "sql" and note.get("where") == opportunity.note.get("where"):
                yield str(note["what"]), str(note["text"])
        return
    for _, record in trace.records("call"):
        call = f"{record['service']}.{record['operation']}"
        if call == opportunity.note["call"] and opportunity.note["parameter"] in record["parameters"]:
            yield call, str(record["parameters"][opportunity.note["parameter"]])


def _languages(by: str) -> tuple[Language, ...]:
    """The dialects that it may be; of one that is not known, everything that is common must agree."""
    if _BACKSLASH.search(by):
        return (SQL_BACKSLASH,)
    if _BRACKETS.search(by):
        return (SQL_BRACKETS,)
    return (SQL,) if _STANDARD.search(by) else (SQL, SQL_BACKSLASH)
