"""Event data is part of an XPath expression.

## Why it matters
The sender widens the query: signs in as anybody, or reads the whole document.

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
from lxml import etree

USERS = etree.parse("users.xml")


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    return {"statusCode": 200, "body": str(USERS.xpath(f"//user[@name='{name}']"))}  # GOAT0129
```

## Fixed
```python app.py
from lxml import etree

USERS = etree.parse("users.xml")


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    return {"statusCode": 200, "body": str(USERS.xpath("//user[@name=$name]", name=name))}
```

## Remedy
Give values as variables of the expression.

## Remedy in Python
With lxml: `tree.xpath("//user[@id=$id]", id=value)`.

## Remedy in JavaScript
Give the xpath package variables:
`xpath.parse("//user[@id=$id]").select({ node, variables: { id } })`.

## References
- https://cwe.mitre.org/data/definitions/643.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0129", sas=1, cwe=643, severity=HIGH, since="0.1")
def event_data_in_xpath(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "xpath"):
        yield flow.finding(f"{flow.source.path} becomes part of the query that {flow.sink_name} runs")
