"""A secret stands in the template or configuration.

## Why it matters
A secret store keeps a secret from everybody but the code that needs it. Writing the value beside it into the template
puts it into the repository, its history and every copy. A value that says of itself that another is to be set
("CHANGE_ME_…") is low: it opens something only until then.

## Vulnerable
```yaml template.yaml
Resources:
  ApiSecret:
    Type: AWS::SecretsManager::Secret
    Properties:
      SecretString: '{"user": "shop", "password": "s3cr3t-Tr0ub4dor"}'  # GOAT0704
```

## Fixed
```yaml template.yaml
Resources:
  ApiSecret:
    Type: AWS::SecretsManager::Secret
    Properties:
      GenerateSecretString:
        SecretStringTemplate: '{"user": "shop"}'
        GenerateStringKey: password
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_secretsmanager_secret" "api" {
  name = "shop/api"
}
```
```hcl value.tf
resource "aws_secretsmanager_secret_version" "api" {
  secret_id     = aws_secretsmanager_secret.api.id
  secret_string = jsonencode({ user = "shop", password = "s3cr3t-Tr0ub4dor" }) # GOAT0704
}
```

## Fixed in Terraform
```hcl value.tf
ephemeral "random_password" "api" {
  length = 32
}

resource "aws_secretsmanager_secret_version" "api" {
  secret_id                = aws_secretsmanager_secret.api.id
  secret_string_wo         = jsonencode({ user = "shop", password = ephemeral.random_password.api.result })
  secret_string_wo_version = 1
}
```

## Vulnerable in Terraform, the password of a database
```hcl main.tf
resource "aws_db_instance" "orders" {
  identifier          = "orders"
  engine              = "postgres"
  instance_class      = "db.t4g.micro"
  allocated_storage   = 20
  storage_encrypted   = true
  username            = "shop"
  password            = "s3cr3t-Tr0ub4dor" # GOAT0704
  skip_final_snapshot = true
}
```

## Fixed in Terraform, the password of a database
```hcl main.tf
resource "aws_db_instance" "orders" {
  identifier                  = "orders"
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  storage_encrypted           = true
  username                    = "shop"
  manage_master_user_password = true
  skip_final_snapshot         = true
}
```

## Vulnerable in the Serverless Framework
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
    ApiSecret:
      Type: AWS::SecretsManager::Secret
      Properties:
        Name: shop/${sls:stage}/api
        SecretString: '{"user": "shop", "password": "s3cr3t-Tr0ub4dor"}'  # GOAT0704
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
    ApiSecret:
      Type: AWS::SecretsManager::Secret
      Properties:
        Name: shop/${sls:stage}/api
        GenerateSecretString:
          SecretStringTemplate: '{"user": "shop"}'
          GenerateStringKey: password
```

## Vulnerable in the Serverless Framework, a value for others to take
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
custom:
  database:
    user: shop
    password: s3cr3t-Tr0ub4dor  # GOAT0704
functions:
  pay:
    handler: app.handler
    environment:
      DATABASE: postgres://${self:custom.database.user}:${self:custom.database.password}@db.internal/shop
```

## Fixed in the Serverless Framework, a value for others to take
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
custom:
  database:
    user: shop
    secret: shop/database
functions:
  pay:
    handler: app.handler
    environment:
      DATABASE_SECRET: ${self:custom.database.secret}
```

## Vulnerable in the Serverless Framework, a password that it fills in
```yaml serverless.yml
service: shop
provider: {name: aws}
resources:
  Resources:
    Orders:
      Type: AWS::RDS::DBCluster
      Properties:
        Engine: aurora-postgresql
        MasterUsername: orders
        MasterUserPassword: ${ssm:/shop/orders}  # GOAT0704
```

## Fixed in the Serverless Framework, a password that it fills in
```yaml serverless.yml
service: shop
provider: {name: aws}
resources:
  Resources:
    Orders:
      Type: AWS::RDS::DBCluster
      Properties:
        Engine: aurora-postgresql
        MasterUsername: orders
        ManageMasterUserPassword: true
```

## Remedy
Let Secrets Manager make it (`GenerateSecretString`, `ManageMasterUserPassword: true` for databases) or refer to it
with `{{resolve:secretsmanager:…}}`, and change the one that was written.

## Remedy in Terraform
Take an ephemeral `random_password` for a write-only argument (`secret_string_wo`), so that it does not stand in the
state either, or set `manage_master_user_password = true` for databases, and change the one that was written.

## Remedy in the CDK
Let Secrets Manager make it (`generateSecretString`, `rds.Credentials.fromGeneratedSecret("…")` for databases) or
refer to it with `SecretValue.secretsManager("…")`, and change the one that was written.

## References
- https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudformation.html
- https://cwe.mitre.org/data/definitions/798.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.trials import is_of_example
from goatherd.core import secrets
from goatherd.core.finding import HIGH, INFO, LOW, Finding, Severity
from goatherd.core.value import Known, Unknown, Value, known
from goatherd.model.application import Application
from goatherd.model.resource import Database, Secret

if TYPE_CHECKING:
    from goatherd.core.source import Span

# Where variables of the Serverless Framework get their values from, as its reader says why one is not known.
_VARIABLE = re.compile(r"(?:ssm|env|aws:ssm|vault)\b")


@check("GOAT0704", sas=7, cwe=798, severity=HIGH, since="0.1")
def secret_in_template(app: Application) -> Iterator[Finding]:
    # what a parameter's default gives is reported at the parameter
    defaults = frozenset(p.default.value for p in app.parameters if isinstance(p.default, Known))
    for secret in app.of(Secret):
        # a secret store's value is a secret by its place; others may be names and placeholders
        called = "password" if secret.type == "AWS::SecretsManager::Secret" else "credential"
        yield from _judge(app, f"secret {secret.id}", called, secret.literal, defaults)
    for database in app.of(Database):
        yield from _judge(app, f"the password of {database.id}", "password", database.password, defaults)
        if app.framework == "serverless" and isinstance(database.password, Unknown):
            yield from _filled_in(database, database.password)
    yield from _named(app)


def _filled_in(database: Database, password: Unknown) -> Iterator[Finding]:
    """The Framework puts what its variables stand for into the template, before CloudFormation gets it."""
    if _VARIABLE.match(password.why):
        yield Finding(
            span=password.span or database.span,
            message=f"The password of {database.id} ends in the deployed template, which lies in a bucket",
            severity=LOW,
        )


def _named(app: Application) -> Iterator[Finding]:
    """Texts that the configuration gives names to, once each: those that stand there again refer to the first."""
    told = _told_elsewhere(app) if app.named else set()
    for literal in app.named:
        judged = secrets.judge(literal.name, literal.value)
        if judged and literal.value not in told:
            told.add(literal.value)
            message = f"{literal.name} is {judged[0]} in plain text"
            severity = _severity(app, literal.span, literal.value)
            yield Finding(span=literal.span, message=message, reasons=judged[1], severity=severity)


def _told_elsewhere(app: Application) -> set[str]:
    """Secrets that variables of functions and resources hold: they are reported there, by what they are for."""
    variables = (pair for function in app.functions for pair in function.environment.items())
    shown = {text for name, value in variables if (text := known(value)) and secrets.judge(name, text)}
    held = {known(database.password) for database in app.of(Database) if database.password}
    return shown | {text for text in held if text}


def _judge(
    app: Application, what: str, called: str, value: Value[str] | None, defaults: frozenset[str]
) -> Iterator[Finding]:
    if not isinstance(value, Known) or value.span is None:
        return
    entries = _entries(value.value)
    pairs = {called: value.value} if entries is None else entries
    judged = {text: secrets.judge(name, text) for name, text in pairs.items() if text not in defaults}
    reasons = min((verdict[1] for verdict in judged.values() if verdict), default=None, key=len)
    if reasons is not None:
        message = f"The value of {what} stands in the source"
        initial = all(secrets.is_initial(text) for text, verdict in judged.items() if verdict)
        severity = LOW if initial else _severity(app, value.span, value.value)
        yield Finding(span=value.span, message=message, reasons=reasons, severity=severity)


def _severity(app: Application, span: Span, text: str) -> Severity | None:
    """Less for what is made up for an example; what shows itself to be a secret is one wherever it stands."""
    return INFO if is_of_example(app, span) and not secrets.revealed(text) else None


def _entries(text: str) -> dict[str, str] | None:
    """The texts of a JSON object; None for what is none."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return {key: value for key, value in entries.items() if isinstance(value, str)}
