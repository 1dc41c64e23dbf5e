"""Event data is part of an LDAP filter.

## Why it matters
The sender widens the query: signs in as anybody, or reads the whole directory.

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
import os

from ldap3 import Connection, Server

STAFF = Connection(Server(os.environ["DIRECTORY"]), auto_bind=True)


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    STAFF.search("ou=staff,dc=example", f"(uid={name})", attributes=["mail"])  # GOAT0119
    return {"statusCode": 200, "body": str(STAFF.entries)}
```

## Fixed
```python app.py
import os

from ldap3 import Connection, Server
from ldap3.utils.conv import escape_filter_chars

STAFF = Connection(Server(os.environ["DIRECTORY"]), auto_bind=True)


def handler(event, context):
    name = escape_filter_chars(event["queryStringParameters"]["name"])
    STAFF.search("ou=staff,dc=example", f"(uid={name})", attributes=["mail"])
    return {"statusCode": 200, "body": str(STAFF.entries)}
```

## Remedy
Escape values for filters.

## Remedy in Python
Use `escape_filter_chars` of `ldap3.utils.conv`, or `filter_format` of python-ldap's `ldap.filter`.

## Remedy in JavaScript
Make the filter of objects: `new EqualityFilter({ attribute, value })` of ldapts.

## References
- https://cwe.mitre.org/data/definitions/90.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0119", sas=1, cwe=90, severity=HIGH, since="0.1")
def event_data_in_ldap(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "ldap"):
        yield flow.finding(f"{flow.source.path} becomes part of the query that {flow.sink_name} runs")
