"""A parameter of the template has a secret as its default.

## Why it matters
The default is what gets deployed when nobody thinks of it, and everybody with the repository knows it. That of a
parameter that nothing refers to weighs less: it may be a secret of nothing. So does one that asks to be changed
(`changeme`), for whoever deploys may have done so.

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
  Login:
    Type: AWS::SecretsManager::Secret
    Properties: {SecretString: !Sub "${DatabasePassword} ${JwtSecret}"}
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
  Login:
    Type: AWS::SecretsManager::Secret
    Properties: {SecretString: !Sub "${DatabasePassword} ${JwtSecret}"}
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
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core import secrets
from goatherd.core.confidence import only_possible, unseen
from goatherd.core.finding import HIGH, LOW, MEDIUM, Finding
from goatherd.core.value import Known
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.core.source import Span


@check("GOAT0702", sas=7, cwe=798, severity=HIGH, since="0.1")
def secret_in_parameter_default(app: Application) -> Iterator[Finding]:
    for parameter in app.parameters:
        # the default of a parameter-store type is the name of an entry
        if not isinstance(parameter.default, Known) or parameter.type.startswith("AWS::"):
            continue
        judged = secrets.judge(parameter.name, parameter.default.value)
        severity = HIGH
        if judged is None and secrets.asks_to_be_changed(parameter.name, parameter.default.value):
            judged = "a secret that everybody guesses", unseen("a deployment may set another")
            severity = MEDIUM
        if judged:
            kind, reasons = judged
            finding = Finding(
                span=parameter.default.span or parameter.span,
                message=f"Parameter {parameter.name} has {kind} as its default",
                severity=severity,
                reasons=reasons,
            )
            # what a service has given out opens something, wherever it stands
            opens = parameter.used or secrets.revealed(parameter.default.value)
            yield finding if opens else _unused(finding, parameter.span)


def _unused(finding: Finding, span: Span) -> Finding:
    """A secret that was one once, or somewhere else."""
    return evolve(finding, severity=LOW, reasons=(*finding.reasons, *only_possible("nothing refers to it", span)))
