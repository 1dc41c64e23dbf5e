"""A parameter of the template has a secret as its default.

## Why it matters
The default is what gets deployed when nobody thinks of it, and everybody with the repository knows it.

## Vulnerable
```yaml template.yaml
Parameters:
  DatabasePassword:
    Type: String
    NoEcho: true
    Default: Winter2024!  # GOAT0702
  JwtSecret:
    Type: String
    NoEcho: true
    Default: changeme-before-production  # GOAT0702
Resources:
  Topic:
    Type: AWS::SNS::Topic
```

## Fixed
```yaml template.yaml
Parameters:
  DatabasePassword:
    Type: String
    NoEcho: true
  JwtSecret:
    Type: String
    NoEcho: true
Resources:
  Topic:
    Type: AWS::SNS::Topic
```

## Remedy
Remove the default, and let Secrets Manager make the value (`GenerateSecretString`) or refer to a secret
(`{{resolve:secretsmanager:…}}`).

## Remedy in the CDK
Remove the default, and let Secrets Manager make the value (`generateSecretString`) or refer to a secret
(`secretsmanager.Secret.fromSecretNameV2`).

## References
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html#creds
- https://cwe.mitre.org/data/definitions/798.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core import secrets
from goatherd.core.confidence import unseen
from goatherd.core.finding import HIGH, Finding
from goatherd.core.value import Known
from goatherd.model.application import Application


@check("GOAT0702", sas=7, cwe=798, severity=HIGH, since="0.1")
def secret_in_parameter_default(app: Application) -> Iterator[Finding]:
    for parameter in app.parameters:
        # the default of a parameter-store type is the name of an entry
        if not isinstance(parameter.default, Known) or parameter.type.startswith("AWS::"):
            continue
        judged = secrets.judge(parameter.name, parameter.default.value)
        if judged is None and secrets.asks_to_be_changed(parameter.name, parameter.default.value):
            judged = "a secret that everybody guesses", unseen("a deployment may set another")
        if judged:
            kind, reasons = judged
            yield Finding(
                span=parameter.default.span or parameter.span,
                message=f"Parameter {parameter.name} has {kind} as its default",
                reasons=reasons,
            )
