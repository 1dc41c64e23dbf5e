"""Nobody writes down what is asked of a database.

## Why it matters
When its password gets out, nobody can tell which rows were read and since when, and what people have to be told.

## Vulnerable
```hcl main.tf
resource "azurerm_mssql_server" "orders" {  # GOAT0532
  name                = "orders"
  resource_group_name = "shop"
  location            = "westeurope"
  version             = "12.0"
  minimum_tls_version = "1.2"
}

resource "azurerm_linux_function_app" "orders" {
  name                          = "orders"
  resource_group_name           = "shop"
  location                      = "westeurope"
  service_plan_id               = "plan"
  storage_account_name          = "orders"
  storage_uses_managed_identity = true
  https_only                    = true

  identity {
    type = "SystemAssigned"
  }

  site_config {
    application_stack {
      python_version = "3.12"
    }
  }
}
```

## Fixed
```hcl main.tf
resource "azurerm_mssql_server" "orders" {
  name                = "orders"
  resource_group_name = "shop"
  location            = "westeurope"
  version             = "12.0"
  minimum_tls_version = "1.2"
}

resource "azurerm_mssql_server_extended_auditing_policy" "orders" {
  server_id              = azurerm_mssql_server.orders.id
  log_monitoring_enabled = true
}

resource "azurerm_linux_function_app" "orders" {
  name                          = "orders"
  resource_group_name           = "shop"
  location                      = "westeurope"
  service_plan_id               = "plan"
  storage_account_name          = "orders"
  storage_uses_managed_identity = true
  https_only                    = true

  identity {
    type = "SystemAssigned"
  }

  site_config {
    application_stack {
      python_version = "3.12"
    }
  }
}
```

## Remedy
Give the server `auditingSettings` that are switched on.

## Remedy in Terraform
Add an `azurerm_mssql_server_extended_auditing_policy` for the server.

## References
- https://learn.microsoft.com/azure/azure-sql/database/auditing-overview
- https://cwe.mitre.org/data/definitions/778.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.trials import is_trial
from goatherd.checks.wording import listed
from goatherd.core.finding import INFO, Finding
from goatherd.core.value import is_false
from goatherd.model.application import Application
from goatherd.model.resource import Database


@check("GOAT0532", sas=5, cwe=778, severity=INFO, since="0.1")
def database_without_audit(app: Application) -> Iterator[Finding]:
    """One finding per application: it was one decision as a rule."""
    found = [database for database in app.of(Database) if is_false(database.audited)]
    if found and not is_trial(app):
        yield Finding(
            span=found[0].span,
            locations=tuple(database.span for database in found[1:]),
            message=f"Nobody writes down what is asked of {listed([database.id for database in found])}",
        )
