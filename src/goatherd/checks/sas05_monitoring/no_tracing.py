"""No function of the application is traced.

## Why it matters
In an application of many small functions a trace is the only record of what one request did across all of them.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Accept:  # GOAT0502
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
  Ship:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 2"
  Bill:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 3"
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Tracing: Active}
Resources:
  Accept:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
  Ship:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 2"
  Bill:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 3"
```

## Remedy
Write `Globals: {Function: {Tracing: Active}}`, or `TracingConfig: {Mode: Active}` in every function.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
- https://cwe.mitre.org/data/definitions/778.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.wording import counted
from goatherd.core.finding import INFO, Finding
from goatherd.core.value import known
from goatherd.model.application import Application

# with one or two functions their logs tell the same
MANY = 3


@check("GOAT0502", sas=5, cwe=778, severity=INFO, since="0.1")
def no_tracing(app: Application) -> Iterator[Finding]:
    functions = app.functions
    # without a template nobody knows how the functions are deployed
    if (
        app.templates
        and len(functions) >= MANY
        and all(known(function.tracing) == "PassThrough" for function in functions)
    ):
        yield Finding(
            span=functions[0].span,
            message=f"None of the application's {counted(len(functions), 'function')} is traced",
        )
