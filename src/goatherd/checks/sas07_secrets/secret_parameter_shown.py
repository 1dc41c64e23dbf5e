"""A parameter that takes a secret is shown to everybody.

## Why it matters
Without `NoEcho` CloudFormation shows the value in the console, in `describe-stacks` and in its logs. Terraform shows a
variable that is not `sensitive` in every plan, and so do the logs of the pipeline that makes the plan. Azure keeps what
a parameter was given with the deployment, unless it is secure, for everybody who may read the group of resources.

## Vulnerable
```yaml template.yaml
Parameters:
  GitHubToken:  # GOAT0703
    Type: String
  ApiSecret:
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

## Vulnerable in Terraform
```hcl main.tf
variable "mail_api_key" {  # GOAT0703
  type = string
}

resource "aws_secretsmanager_secret" "mail" {
  name = "mail"
}

variable "database_password" {
  type      = string
  sensitive = true
}
```

## Fixed in Terraform
```hcl main.tf
variable "mail_api_key" {
  type      = string
  sensitive = true
}

resource "aws_secretsmanager_secret" "mail" {
  name = "mail"
}

variable "database_password" {
  type      = string
  sensitive = true
}
```

## Vulnerable in Bicep
```bicep infra/main.bicep
param sqlPassword string // GOAT0703

resource server 'Microsoft.Sql/servers@2023-08-01' = {
  name: 'orders'
  properties: { administratorLogin: 'orders', administratorLoginPassword: sqlPassword, minimalTlsVersion: '1.2' }
}
```
```json api/host.json
{}
```
```javascript api/index.js
const { app } = require('@azure/functions');
app.http('orders', { authLevel: 'function', handler: async () => ({ body: '[]' }) });
```

## Fixed in Bicep
```bicep infra/main.bicep
@secure()
param sqlPassword string

resource server 'Microsoft.Sql/servers@2023-08-01' = {
  name: 'orders'
  properties: { administratorLogin: 'orders', administratorLoginPassword: sqlPassword, minimalTlsVersion: '1.2' }
}
```

## Remedy
Add `NoEcho: true`; better, take the name of a secret instead of the secret.

## Remedy in Azure Functions
Write `@secure()` above the parameter (`securestring` in an ARM template); better, take the name of a vault's secret.

## Remedy in the CDK
Add `noEcho: true`; better, take the name of a secret instead of the secret.

## Remedy in Terraform
Set `sensitive = true`, better `ephemeral = true` where nothing but a write-only argument takes it.

## References
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
- https://cwe.mitre.org/data/definitions/200.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core import secrets
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.core.value import known_or
from goatherd.model.application import Application
from goatherd.model.resource import PLAIN_TEXT

if TYPE_CHECKING:
    from goatherd.model.resource import TemplateParameter


@check("GOAT0703", sas=7, cwe=200, severity=MEDIUM, since="0.1")
def secret_parameter_shown(app: Application) -> Iterator[Finding]:
    shown = [parameter for parameter in app.parameters if _is_shown(parameter)]
    templates: dict[str, list[TemplateParameter]] = {}
    for parameter in shown:
        if parameter.type == "String":
            templates.setdefault(parameter.span.path, []).append(parameter)
    for parameters in templates.values():
        yield Finding(
            span=parameters[0].span,
            locations=tuple(parameter.span for parameter in parameters[1:]),
            message=f"{_taken(parameters)} that CloudFormation shows to everybody who may describe the stack",
        )
    plain = [parameter for parameter in shown if parameter.type == PLAIN_TEXT]  # Azure's
    if plain:
        yield Finding(
            span=plain[0].span,
            locations=tuple(parameter.span for parameter in plain[1:]),
            message=f"{_taken(plain)} that the deployment shows to everybody who may read it",
        )
    variables = [parameter for parameter in shown if parameter.type == "string"]  # Terraform's
    if variables:
        names = listed([variable.name for variable in variables])
        takes = f"Variable {names} takes a secret" if len(variables) == 1 else f"Variables {names} take secrets"
        yield Finding(
            span=variables[0].span,
            locations=tuple(variable.span for variable in variables[1:]),
            message=f"{takes} that plans and logs of Terraform show",
            severity=LOW,
        )


def _taken(parameters: list[TemplateParameter]) -> str:
    names = listed([parameter.name for parameter in parameters])
    return f"Parameter {names} takes a secret" if len(parameters) == 1 else f"Parameters {names} take secrets"


def _is_shown(parameter: TemplateParameter) -> bool:
    if parameter.no_echo or not secrets.promises_secret(parameter.name):
        return False
    # else it takes a name, a path or an ARN, or is a secret that is reported as such
    return parameter.default is None or secrets.stands_in(known_or(parameter.default, "?"))
