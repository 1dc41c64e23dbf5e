"""A function app is given the key of a whole storage account.

## Why it matters
The key opens every container, queue and table of the account, has no end and names nobody in the logs. It stands in the
settings of the app, where everybody who may read them takes it along, and code that is taken over has it too.

## Vulnerable
```hcl main.tf
resource "azurerm_linux_function_app" "orders" {
  name                       = "orders"
  resource_group_name        = "shop"
  location                   = "westeurope"
  service_plan_id            = "plan"
  storage_account_name       = azurerm_storage_account.orders.name
  storage_account_access_key = azurerm_storage_account.orders.primary_access_key  # GOAT0407
  https_only                 = true

  site_config {
    application_stack {
      python_version = "3.12"
    }
  }
}

resource "azurerm_storage_account" "orders" {
  name                     = "orders"
  resource_group_name      = "shop"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}
```

## Fixed
```hcl main.tf
resource "azurerm_linux_function_app" "orders" {
  name                          = "orders"
  resource_group_name           = "shop"
  location                      = "westeurope"
  service_plan_id               = "plan"
  storage_account_name          = azurerm_storage_account.orders.name
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

resource "azurerm_storage_account" "orders" {
  name                     = "orders"
  resource_group_name      = "shop"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}
```

## Remedy
Set `storage_uses_managed_identity = true` with an `identity`, and assign that one a role on what the app uses.

## References
- https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
- https://cwe.mitre.org/data/definitions/250.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.resource import Endpoint


@check("GOAT0407", sas=4, cwe=250, severity=LOW, since="0.1")
def key_of_storage_account(app: Application) -> Iterator[Finding]:
    found = [(endpoint, endpoint.storage_key) for endpoint in app.of(Endpoint) if endpoint.storage_key is not None]
    if found:
        yield Finding(
            span=found[0][1],
            locations=tuple(span for _, span in found[1:]),
            message=f"The key of a whole storage account is given to {listed([endpoint.id for endpoint, _ in found])}",
        )
