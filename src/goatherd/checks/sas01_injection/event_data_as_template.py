"""Event data is compiled as a template.

## Why it matters
Template languages can reach any object of the program. A template that the sender writes runs code in the function.
Languages without expressions (Mustache, Handlebars, Liquid) weigh less: a template only shows what it is rendered with.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Page:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /page, Method: get}}
```
```python app.py
from jinja2 import Template


def handler(event, context):
    page = Template("<p>" + event["queryStringParameters"]["text"] + "</p>")  # GOAT0109
    return {"statusCode": 200, "body": page.render()}
```

## Fixed
```python app.py
from jinja2 import Template

PAGE = Template("<p>{{ text }}</p>", autoescape=True)


def handler(event, context):
    return {"statusCode": 200, "body": PAGE.render(text=event["queryStringParameters"]["text"])}
```

## Remedy
Keep templates constant and hand the data to them as values.

## Remedy in Python
With Jinja2: `Template("Dear {{ name }}").render(name=name)`.

## Remedy in JavaScript
With EJS: `ejs.render("Dear <%= name %>", { name })`; with Handlebars: `Handlebars.compile("Dear {{name}}")({ name })`.

## References
- https://cwe.mitre.org/data/definitions/1336.html
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core.confidence import Doubt
from goatherd.core.finding import CRITICAL, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function

# Their languages have no expressions: a template writes what it is rendered with, and runs nothing.
_WITHOUT_CODE = ("handlebars", "hbs", "mustache", "hogan", "liquid", "chevron", "pystache", "pybars")


@check("GOAT0109", sas=1, cwe=1336, severity=CRITICAL, since="0.1")
def event_data_as_template(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "template"):
        found = flow.finding(f"{flow.source.path} is compiled as a template by {flow.sink_name}")
        harmless = flow.sink_name.lower().startswith(_WITHOUT_CODE)
        # what a program keeps its own templates in tells of them as of all else
        kept = any(reason.kind is Doubt.FROM_WITHIN for reason in flow.reasons)
        yield evolve(found, severity=MEDIUM) if harmless or kept else found
