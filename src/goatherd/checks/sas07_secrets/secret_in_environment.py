"""A secret stands in a function's environment variables.

## Why it matters
It is in the repository and its history, in the deployed template and in the function's configuration, where everybody
who may list functions reads it; and code that is tricked into printing its environment gives it away.

## Vulnerable
```yaml template.yaml
Resources:
  Pay:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/pay
      Code: {ZipFile: "def handler(event, context): return 1"}
      Environment:
        Variables:
          DB_PASSWORD: hunter2hunter2  # GOAT0701
          DB_PASSWORD_LENGTH: 16
          TABLE: orders
```

## Fixed
```yaml template.yaml
Resources:
  Pay:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/pay
      Code: {ZipFile: "def handler(event, context): return 1"}
      Environment:
        Variables:
          DB_PASSWORD_ARN: arn:aws:secretsmanager:eu-west-1:123456789012:secret:db
          TABLE: orders
```

## Remedy
Store it in Secrets Manager or as a SecureString parameter, pass its name, read it in the code, and change the secret:
this one is known.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
- https://cwe.mitre.org/data/definitions/798.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core import secrets
from goatherd.core.finding import HIGH, Finding
from goatherd.core.value import Known
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0701", sas=7, cwe=798, severity=HIGH, since="0.1")
def secret_in_environment(function: Function, app: Application) -> Iterator[Finding]:
    # what a parameter's default gives is reported at the parameter
    defaults = {p.default.value for p in app.parameters if isinstance(p.default, Known)}
    for name, value in function.environment.items():
        if not isinstance(value, Known) or value.value in defaults:
            continue
        judged = secrets.judge(name, value.value)
        if judged:
            kind, confidence = judged
            yield Finding(
                span=value.span or function.span,
                message=f"Variable {name} of function {function.id} holds {kind} in plain text",
                confidence=confidence,
            )
