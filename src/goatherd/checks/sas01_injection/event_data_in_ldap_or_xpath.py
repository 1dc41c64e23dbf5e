"""Event data is part of an LDAP filter or an XPath expression.

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
    return {"statusCode": 200, "body": str(USERS.xpath(f"//user[@name='{name}']"))}  # GOAT0119
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
Give values as variables of the expression, or escape them for the language.

## Remedy in Python
Use `escape_filter_chars` of `ldap3.utils.conv`, and with lxml `tree.xpath("//user[@id=$id]", id=value)`.

## Remedy in JavaScript
Make the filter of objects (`new EqualityFilter({ attribute, value })` of ldapts), and give the xpath package variables:
`xpath.parse("//user[@id=$id]").select({ node, variables: { id } })`.

## References
- https://cwe.mitre.org/data/definitions/90.html
- https://cwe.mitre.org/data/definitions/643.html
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function

_XPATH = 643


@check("GOAT0119", sas=1, cwe=90, severity=HIGH, since="0.1")
def event_data_in_ldap_or_xpath(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "ldap", "xpath"):
        message = f"{flow.source.path} becomes part of the query that {flow.sink_name} runs"
        yield evolve(flow.finding(message), cwe=_XPATH if flow.kind == "xpath" else 0)
