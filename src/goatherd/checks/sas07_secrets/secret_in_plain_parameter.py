"""A secret is stored as a plain parameter.

## Why it matters
A parameter of type `String` is not encrypted, is shown by `get-parameters-by-path` to everybody who may list, and its
value stands in the template.

## Vulnerable
```yaml template.yaml
Resources:
  DatabasePassword:
    Type: AWS::SSM::Parameter
    Properties:
      Name: /shop/db/password
      Type: String
      Value: Tr0ub4dor-and-3  # GOAT0705
```

## Fixed
```yaml template.yaml
Resources:
  DatabasePassword:
    Type: AWS::SecretsManager::Secret
    Properties:
      Name: /shop/db/password
      GenerateSecretString: {PasswordLength: 32}
```

## Vulnerable, by what gives the value
```yaml template.yaml
Resources:
  Mailer:
    Type: AWS::IAM::User
  Key:
    Type: AWS::IAM::AccessKey
    Properties: {UserName: !Ref Mailer}
  Id:
    Type: AWS::SSM::Parameter
    Properties: {Name: /shop/mailer/id, Type: String, Value: !Ref Key}
  Setting:
    Type: AWS::SSM::Parameter
    Properties:
      Name: /shop/mailer/setting
      Type: String
      Value: !GetAtt Key.SecretAccessKey  # GOAT0705
```

## Fixed, by what gives the value
```yaml template.yaml
Resources:
  Mailer:
    Type: AWS::IAM::User
  Key:
    Type: AWS::IAM::AccessKey
    Properties: {UserName: !Ref Mailer}
  Setting:
    Type: AWS::SecretsManager::Secret
    Properties:
      Name: /shop/mailer/setting
      SecretString: !GetAtt Key.SecretAccessKey
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_ssm_parameter" "database_password" {
  name  = "/shop/db/password"
  type  = "String"
  value = "Tr0ub4dor-and-3" # GOAT0705
}
```

## Fixed in Terraform
```hcl main.tf
ephemeral "random_password" "database" {
  length = 32
}

resource "aws_ssm_parameter" "database_password" {
  name             = "/shop/db/password"
  type             = "SecureString"
  value_wo         = ephemeral.random_password.database.result
  value_wo_version = 1
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
custom:
  databasePassword: Tr0ub4dor-and-3
functions:
  pay:
    handler: app.handler
resources:
  Resources:
    DatabasePassword:
      Type: AWS::SSM::Parameter
      Properties:
        Name: /shop/${sls:stage}/password
        Type: String
        Value: ${self:custom.databasePassword}  # GOAT0705
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
functions:
  pay:
    handler: app.handler
resources:
  Resources:
    DatabasePassword:
      Type: AWS::SecretsManager::Secret
      Properties:
        Name: /shop/${sls:stage}/password
        GenerateSecretString: {PasswordLength: 32}
```

## Remedy
Use `AWS::SecretsManager::Secret` with `GenerateSecretString`, and change the value that was written.

## Remedy in Terraform
Use a parameter of type `SecureString` with a write-only value (`value_wo`), and change the value that was written.

## Remedy in the CDK
Use `new secretsmanager.Secret(…)`, which makes its value, and change the value that was written.

## References
- https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html
- https://cwe.mitre.org/data/definitions/312.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.provided import is_secret_by_origin
from goatherd.core import secrets
from goatherd.core.finding import HIGH, Finding
from goatherd.core.value import Known, is_true, known
from goatherd.model.resource import ConfigParameter

if TYPE_CHECKING:
    from goatherd.core.confidence import Reasons
    from goatherd.core.value import Value


@check("GOAT0705", sas=7, cwe=312, severity=HIGH, since="0.1")
def secret_in_plain_parameter(parameter: ConfigParameter) -> Iterator[Finding]:
    if is_true(parameter.secure):
        return
    name = (known(parameter.physical_name) or "").rpartition("/")[2]
    names = (name or parameter.id, parameter.id)
    judged = _judged(names, parameter.value)
    if judged:
        kind, reasons = judged
        yield Finding(
            span=parameter.value.span or parameter.span,
            message=f"Parameter {parameter.id} holds {kind} unencrypted",
            reasons=reasons,
        )


def _judged(names: tuple[str, str], value: Value[str]) -> tuple[str, Reasons] | None:
    if is_secret_by_origin(names[0], value):
        return "a secret", ()
    if not isinstance(value, Known):
        return None
    return secrets.judge(names[0], value.value) or secrets.judge(names[1], value.value)
