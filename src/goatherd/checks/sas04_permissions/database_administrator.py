"""Functions sign in to a database as its administrator.

## Why it matters
The master user may read, change and drop every table, make users and change their rights. One flaw in one function,
such as SQL that a caller writes, then is about the whole server, and not about the tables that the function needs.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Parameters:
  Password: {Type: String, NoEcho: true}
Resources:
  Orders:
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, MasterUsername: owner, MasterUserPassword: !Ref Password}
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Environment:
        Variables:
          DB_PASSWORD: !Ref Password  # GOAT0440
```
```python src/app.py
def handler(event, context):
    return 1
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Parameters:
  Password: {Type: String, NoEcho: true}
Resources:
  Orders:
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, MasterUsername: owner, MasterUserPassword: !Ref Password}
  Reader:
    Type: AWS::SecretsManager::Secret
    Properties: {GenerateSecretString: {SecretStringTemplate: '{"username": "reader"}', GenerateStringKey: password}}
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Environment: {Variables: {DB_SECRET: !Ref Reader}}
  MigrateSchema:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Environment: {Variables: {DB_PASSWORD: !Ref Password}}
```

## Vulnerable, with the secret that is made with the database
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-postgresql, MasterUsername: owner, ManageMasterUserPassword: true}
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Environment:
        Variables:
          DB_SECRET: !GetAtt Orders.MasterUserSecret.SecretArn  # GOAT0440
```
```python src/app.py
def handler(event, context):
    return 1
```

## Vulnerable in Terraform
```hcl main.tf
variable "password" {
  sensitive = true
}

resource "azurerm_mssql_server" "orders" { # GOAT0440
  name                         = "orders"
  resource_group_name          = "shop"
  location                     = "westeurope"
  version                      = "12.0"
  administrator_login          = "owner"
  administrator_login_password = var.password
}

resource "azurerm_linux_function_app" "orders" {
  name                = "orders"
  resource_group_name = "shop"
  location            = "westeurope"
  service_plan_id     = "plan"

  site_config {}

  app_settings = {
    SQL_PASSWORD = var.password
  }
}
```
```json host.json
{"version": "2.0"}
```
```json show/function.json
{"scriptFile": "__init__.py", "bindings": [{"type": "httpTrigger", "direction": "in", "name": "req"}]}
```
```python show/__init__.py
def main(req):
    return "ok"
```

## Vulnerable, by its name
```text main.bicep
@secure()
param password string

resource db 'Microsoft.DBforPostgreSQL/flexibleServers@2023-06-01-preview' = {
  name: 'orders'
  properties: { administratorLogin: 'owner', administratorLoginPassword: password }
}

resource site 'Microsoft.Web/sites@2023-12-01' = {
  name: 'shop'
  kind: 'functionapp'
  properties: {
    siteConfig: {
      appSettings: [
        { name: 'DB', value: 'postgres://owner:${password}@${db.properties.fullyQualifiedDomainName}/shop' } // GOAT0440
      ]
    }
  }
}
```
```json host.json
{"version": "2.0"}
```
```json show/function.json
{"scriptFile": "__init__.py", "bindings": [{"type": "httpTrigger", "direction": "in", "name": "req"}]}
```
```python show/__init__.py
def main(req):
    return "ok"
```

## Fixed, by its name
```text main.bicep
@secure()
param password string
@secure()
param readersPassword string

resource db 'Microsoft.DBforPostgreSQL/flexibleServers@2023-06-01-preview' = {
  name: 'orders'
  properties: { administratorLogin: 'owner', administratorLoginPassword: password }
}

resource site 'Microsoft.Web/sites@2023-12-01' = {
  name: 'shop'
  kind: 'functionapp'
  properties: {
    siteConfig: {
      appSettings: [
        { name: 'DB', value: 'postgres://reader:${readersPassword}@${db.properties.fullyQualifiedDomainName}/shop' }
      ]
    }
  }
}
```

## Vulnerable in the CDK
```json cdk.json
{"app": "npx ts-node bin/shop.ts"}
```
```typescript bin/shop.ts
import { App } from 'aws-cdk-lib';
import { ShopStack } from '../lib/shop-stack';

new ShopStack(new App(), 'Shop');
```
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Credentials, DatabaseInstance, DatabaseInstanceEngine } from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const orders = new DatabaseInstance(this, 'Orders', {
      engine: DatabaseInstanceEngine.POSTGRES,
      credentials: Credentials.fromGeneratedSecret('owner'),
    });
    new Function(this, 'Show', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'app.handler',
      code: Code.fromAsset('src'),
      environment: { DB_SECRET: orders.secret!.secretArn },  // GOAT0440
    });
  }
}
```
```python src/app.py
def handler(event, context):
    return 1
```

## Remedy
Make a user for the functions that has the rights that they need on their tables (`GRANT SELECT, INSERT ON …`), let it
sign in by IAM, by a managed identity or with a secret of its own, and leave the administrator to migrations.

## References
- https://cheatsheetseries.owasp.org/cheatsheets/Database_Security_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/250.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import LOW, Finding
from goatherd.core.value import Known, Unknown, placeholders
from goatherd.model.application import Application
from goatherd.model.resource import Database, Secret

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.core.value import Value

_RELATIONAL = re.compile(
    r"AWS::RDS::DB(?:Instance|Cluster)|azurerm_(?:ms)?sql_server|azurerm_(?:postgresql|mysql)_\w*server"
)
# What sets databases up has to be their administrator.
_SETS_UP = re.compile(
    r"(?i)migrat|set-?_?up|init|bootstrap|seed|rotat|provision|schema|create-?_?(?:db|database|table|user)"
)
_NOT_GIVEN = re.compile(r"(?:secret )*((?:parameter|variable) \S+ has no default)")
_USER = re.compile(
    r"(?i)\b[a-z][\w+.-]{0,30}://([^\s/:@]{1,100}):|\b(?:user ?id|uid|user(?:name)?)\s*=\s*([^;\s\"']{1,100})"
)
_SHORTEST = 6


@check("GOAT0440", sas=4, cwe=250, severity=LOW, since="0.1")
def database_administrator(app: Application) -> Iterator[Finding]:
    """One finding a database."""
    told: set[Span] = set()
    for database in app.of(Database):
        if not _RELATIONAL.fullmatch(database.type):
            continue
        held = [
            (_place(value, database) or function.span, function.id)
            for function in app.functions
            if not _SETS_UP.search(function.id)
            for value in function.environment.values()
            if _opens(value, database, app)
        ]
        places = [span for span in dict.fromkeys(span for span, _ in held) if span not in told]
        told.update(places)
        if places:
            ids = sorted({id for span, id in held if span in places})
            functions, verb = ("Function", "signs") if len(ids) == 1 else ("Functions", "sign")
            yield Finding(
                span=places[0],
                locations=tuple(places[1:]),
                message=f"{functions} {listed(ids, 3)} {verb} in to database {database.id} as its administrator",
                function=ids[0] if len(ids) == 1 else "",
            )


def _place(value: Value[str], database: Database) -> Span | None:
    """Where the setting is; what is not known of a variable of Terraform stands where it is read first."""
    password = database.password
    return database.span if password is not None and value.span == password.span else value.span


def _names_administrator(text: str, database: Database) -> bool:
    """Whether it is how to connect to the server, with the administrator's name for the user's."""
    user = _USER.search(text) if any(target == database.id for target, _ in placeholders(text)) else None
    return user is not None and (user[1] or user[2]).partition("@")[0] == database.administrator


def _opens(value: Value[str], database: Database, app: Application) -> bool:
    """Whether a setting holds the administrator's password, or names the secret that holds it."""
    password = database.password
    if isinstance(value, Unknown):
        if value.why.startswith(f"master_user_secret of {database.id} "):
            return True
        own = _NOT_GIVEN.fullmatch(value.why)
        given = _NOT_GIVEN.fullmatch(password.why) if isinstance(password, Unknown) else None
        return own is not None and given is not None and own[1] == given[1]
    if _names_administrator(value.value, database):
        return True
    secrets = {f"{database.id}/Secret"}
    if isinstance(password, Known):
        if len(password.value) >= _SHORTEST and password.value in value.value:
            return True
        secrets |= {target for target, _ in placeholders(password.value)}
    return any(
        (target in secrets and isinstance(app.resources.get(target), Secret))
        or (target == database.id and attribute.startswith("MasterUserSecret"))
        for target, attribute in placeholders(value.value)
    )
