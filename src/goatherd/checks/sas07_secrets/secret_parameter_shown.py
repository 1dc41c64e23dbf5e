"""A parameter that takes a secret is shown to everybody.

## Why it matters
Without `NoEcho` CloudFormation shows the value in the console, in `describe-stacks` and in its logs.

## Vulnerable
```yaml template.yaml
Parameters:
  GitHubToken:  # GOAT0703
    Type: String
  ApiSecret:  # GOAT0703
    Type: String
    Default: none
Resources:
  Topic:
    Type: AWS::SNS::Topic
```

## Fixed
```yaml template.yaml
Parameters:
  GitHubToken:
    Type: String
    NoEcho: true
Resources:
  Topic:
    Type: AWS::SNS::Topic
```

## Remedy
Add `NoEcho: true`; better, take the name of a secret instead of the secret.

## Remedy in the CDK
Add `noEcho: true`; better, take the name of a secret instead of the secret.

## References
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
- https://cwe.mitre.org/data/definitions/200.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core import secrets
from goatherd.core.finding import MEDIUM, Finding
from goatherd.core.value import known_or
from goatherd.model.application import Application


@check("GOAT0703", sas=7, cwe=200, severity=MEDIUM, since="0.1")
def secret_parameter_shown(app: Application) -> Iterator[Finding]:
    for parameter in app.parameters:
        if parameter.no_echo or parameter.type != "String" or not secrets.promises_secret(parameter.name):
            continue
        if parameter.default is not None and not secrets.stands_in(known_or(parameter.default, "?")):
            continue  # it takes a name, a path or an ARN, or is a secret that is reported as such
        yield Finding(
            span=parameter.span,
            message=f"Parameter {parameter.name} takes a secret that CloudFormation shows to everybody who may "
            "describe the stack",
        )
