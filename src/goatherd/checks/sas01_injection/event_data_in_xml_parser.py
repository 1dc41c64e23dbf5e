"""Event data is parsed as XML with external entities.

## Why it matters
A document type in the sender's XML makes the parser read local files or send requests, and expand until memory is
full.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Import:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /import, Method: post}}
```
```python app.py
from lxml import etree


def handler(event, context):
    parser = etree.XMLParser(resolve_entities=True)
    order = etree.fromstring(event["body"], parser)  # GOAT0108
    return {"statusCode": 200, "body": order.findtext("name")}
```

## Fixed
```python app.py
from defusedxml.ElementTree import fromstring


def handler(event, context):
    order = fromstring(event["body"])
    return {"statusCode": 200, "body": order.findtext("name")}
```

## Remedy
Use a parser with entities and network access switched off.

## Remedy in Python
Use defusedxml, or `lxml.etree.XMLParser(resolve_entities=False, no_network=True)`.

## Remedy in JavaScript
Leave `noent`, `replaceEntities` and `dtdload` of libxmljs out, or use fast-xml-parser, which reads nothing from
elsewhere.

## References
- https://cwe.mitre.org/data/definitions/611.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0108", sas=1, cwe=611, severity=HIGH, since="0.1")
def event_data_in_xml_parser(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "xxe"):
        yield flow.finding(f"{flow.source.path} is parsed as XML by {flow.sink_name}, which resolves external entities")
