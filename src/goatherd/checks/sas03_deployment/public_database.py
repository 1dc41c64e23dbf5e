"""A database with an address on the internet.

## Why it matters
Only its password then stands between the data and everybody who scans the address range. In Azure the firewall rule
from 0.0.0.0 to 0.0.0.0 lets in every machine of the cloud, and anybody may rent one there.

## Vulnerable
```yaml template.yaml
Resources:
  Orders:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      StorageEncrypted: true
      PubliclyAccessible: true  # GOAT0310
```

## Fixed
```yaml template.yaml
Resources:
  Orders:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      StorageEncrypted: true
      PubliclyAccessible: false
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_db_instance" "orders" {
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "orders"
  manage_master_user_password = true
  storage_encrypted           = true
  publicly_accessible         = true  # GOAT0310
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_db_instance" "orders" {
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "orders"
  manage_master_user_password = true
  storage_encrypted           = true
  publicly_accessible         = false
}
```

## Vulnerable in Terraform, databases of Azure
```hcl main.tf
resource "azurerm_linux_function_app" "orders" {
  name                          = "orders"
  resource_group_name           = "shop"
  location                      = "westeurope"
  service_plan_id               = "plan"
  storage_account_name          = "orders"
  storage_uses_managed_identity = true
  https_only                    = true

  site_config {
    application_stack {
      python_version = "3.13"
    }
  }
}

resource "azurerm_mssql_server" "orders" {
  name                = "orders"
  resource_group_name = "shop"
  location            = "westeurope"
  version             = "12.0"
  minimum_tls_version = "1.2"
}

resource "azurerm_mssql_firewall_rule" "azure" {  # GOAT0310
  name             = "azure"
  server_id        = azurerm_mssql_server.orders.id
  start_ip_address = "0.0.0.0"
  end_ip_address   = "0.0.0.0"
}
```

## Fixed in Terraform, databases of Azure
```hcl main.tf
resource "azurerm_linux_function_app" "orders" {
  name                          = "orders"
  resource_group_name           = "shop"
  location                      = "westeurope"
  service_plan_id               = "plan"
  storage_account_name          = "orders"
  storage_uses_managed_identity = true
  https_only                    = true

  site_config {
    application_stack {
      python_version = "3.13"
    }
  }
}

resource "azurerm_mssql_server" "orders" {
  name                = "orders"
  resource_group_name = "shop"
  location            = "westeurope"
  version             = "12.0"
  minimum_tls_version = "1.2"
}

resource "azurerm_mssql_virtual_network_rule" "functions" {
  name      = "functions"
  server_id = azurerm_mssql_server.orders.id
  subnet_id = "functions"
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: orders
provider:
  name: aws
resources:
  Resources:
    Orders:
      Type: AWS::RDS::DBInstance
      Properties:
        Engine: postgres
        StorageEncrypted: true
        PubliclyAccessible: true  # GOAT0310
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: orders
provider:
  name: aws
resources:
  Resources:
    Orders:
      Type: AWS::RDS::DBInstance
      Properties:
        Engine: postgres
        StorageEncrypted: true
        PubliclyAccessible: false
```

## Remedy
Set `PubliclyAccessible: false`, give the functions a `VpcConfig`, and let in their security group only.

## Remedy in Terraform
Set `publicly_accessible = false`, give the functions a `vpc_config`, and let in their security group only.

## Remedy in the Serverless Framework
Set `PubliclyAccessible: false`, give the functions a `vpc`, and let in their security group only.

## Remedy in the CDK
Set `publiclyAccessible: false`, give the functions the `vpc`, and let in only them
(`connections.allowDefaultPortFrom(fn)`).

## Remedy in Azure Functions
Delete the rule; let in the subnet of the functions (`azurerm_mssql_virtual_network_rule`), or give the server a private
endpoint and set `public_network_access_enabled = false`.

## References
- https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
- https://cwe.mitre.org/data/definitions/668.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, MEDIUM, Finding
from goatherd.core.value import is_true
from goatherd.model.resource import Database


@check("GOAT0310", sas=3, cwe=668, severity=HIGH, since="0.1")
def public_database(database: Database) -> Iterator[Finding]:
    if is_true(database.public):
        yield Finding(
            span=database.public.span or database.span,
            message=f"{database.noun.capitalize()} {database.id} has an address on the internet",
        )
    elif is_true(database.open_to_cloud):
        yield Finding(
            span=database.open_to_cloud.span or database.span,
            message=f"{database.noun.capitalize()} {database.id} lets in every machine of its cloud, whoever rents it",
            severity=MEDIUM,
        )
