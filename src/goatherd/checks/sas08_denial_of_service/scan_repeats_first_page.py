"""A loop over a table reads its first page again and again.

## Why it matters
As soon as the table has more than one page (1 MB), the loop never ends: the function runs to its timeout every time,
and the table's read units are paid for.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /orders, Method: get}}
```
```python app.py
import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    page = table.scan()
    items = page["Items"]
    while "LastEvaluatedKey" in page:
        page = table.scan()  # GOAT0820
        items += page["Items"]
    return {"statusCode": 200, "body": str(len(items))}
```

## Fixed
```python app.py
import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    page = table.scan()
    items = page["Items"]
    while "LastEvaluatedKey" in page:
        page = table.scan(ExclusiveStartKey=page["LastEvaluatedKey"])
        items += page["Items"]
    return {"statusCode": 200, "body": str(len(items))}
```

## Remedy
Pass the `LastEvaluatedKey` of the page before as `ExclusiveStartKey`, or use a paginator.

## Remedy in Python
Write `ExclusiveStartKey=page["LastEvaluatedKey"]`, or `client.get_paginator("scan")`.

## Remedy in JavaScript
Write `ExclusiveStartKey: page.LastEvaluatedKey`, or `paginateScan` of `@aws-sdk/lib-dynamodb`.

## References
- https://cwe.mitre.org/data/definitions/835.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.flow import AwsCall


@check("GOAT0820", sas=8, cwe=835, severity=MEDIUM, since="0.1")
def scan_repeats_first_page(call: AwsCall) -> Iterator[Finding]:
    pages = call.service == "dynamodb" and call.operation in ("Scan", "Query")
    if pages and call.in_paging and not {"ExclusiveStartKey", "*"} & set(call.parameters):
        yield Finding(span=call.span, message=f"{call.operation} in a loop starts at the first page every time")
