"""Event data shapes a NoSQL query.

## Why it matters
An operator or a part of an expression in place of a value makes a query match everything: `{"$ne": null}` as a
password, `{"not": ""}` as an id that Prisma deletes by, a comparison operator or a filter expression of the caller's.
Who only chooses the names of placeholders in an expression of DynamoDB (`#name`, `:name`) injects nothing: it takes no
others; which fields are written that way is for sender-decides-fields to say. In a condition of Firestore data can
choose the field and how it is compared, and add no other condition: that is medium. So is a query by one field of which
the program only asks whether something is there, to refuse it, and one for a single record by an id that is not that of
a user or a session: an operator finds another one, whose id could as well have been sent.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Search:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /search, Method: post}}
```
```python app.py
import boto3
import json

table = boto3.client("dynamodb")


def handler(event, context):
    wanted = json.loads(event["body"])
    expression = f"customer = :c and {wanted['filter']}"
    values = {":c": {"S": "me"}}
    return table.scan(TableName="orders", FilterExpression=expression, ExpressionAttributeValues=values)  # GOAT0105
```

## Fixed
```python app.py
import boto3
import json

table = boto3.client("dynamodb")


def handler(event, context):
    wanted = json.loads(event["body"])
    expression = "customer = :c and begins_with(title, :t)"
    values = {":c": {"S": "me"}, ":t": {"S": wanted["filter"]}}
    return table.scan(TableName="orders", FilterExpression=expression, ExpressionAttributeValues=values)
```

## Remedy
Keep expressions and operators constant; bind what the caller sends as values, converted to text.

## Remedy in Python
`str(value)` converts it.

## Remedy in JavaScript
`String(value)` converts it.

## References
- https://cwe.mitre.org/data/definitions/943.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, LOW, MEDIUM, Finding
from goatherd.core.secrets import promises_secret, words
from goatherd.model.application import Application
from goatherd.model.function import Function

if TYPE_CHECKING:
    from goatherd.model.flow import Flow

_OF_FIELDS = re.compile(r"firestore.*\.where$")  # conditions, of which data chooses a field or an operator

_OF_ONE = re.compile(r"\.(?:find_one|findOne)$")
# Whose id says whose records are found, or lets its holder in.
_OF_SOMEBODY = frozenset(
    {"user", "owner", "account", "customer", "member", "tenant", "session", "device", "invitation", "invite", "reset"}
)
_SHOWN = "ProjectionExpression"  # which fields of the records that are found are told
_DOES = {"UpdateExpression": "changes", _SHOWN: "returns"}


@check("GOAT0105", sas=1, cwe=943, severity=HIGH, since="0.1")
def event_data_in_nosql_query(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "nosql", "expression"):
        if flow.inside:
            continue  # who may put messages into the account's queues finds more than these records
        part = flow.sink_name.rpartition(" ")[2]
        finding = flow.finding(f"{flow.source.path} decides what {flow.sink_name} {_DOES.get(part, 'matches')}")
        asked = flow.sink in app.behaviour(function).asked_whether_there
        little = _OF_FIELDS.search(flow.sink_name) or asked or _is_for_one_by_id(flow)
        most = LOW if part == _SHOWN else MEDIUM if little else HIGH
        yield evolve(finding, severity=most) if most < HIGH else finding


def _is_for_one_by_id(flow: Flow) -> bool:
    """Whether data that is called like the id of a thing decides which one record is found."""
    *whose, last = words(flow.source.path.rpartition(".")[2]) or [""]
    return _OF_ONE.search(flow.sink_name) is not None and last == "id" and bool(whose) and _is_of_a_thing(whose)


def _is_of_a_thing(whose: list[str]) -> bool:
    return _OF_SOMEBODY.isdisjoint(whose) and not promises_secret("_".join(whose))
