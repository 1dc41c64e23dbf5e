"""A storage account lets what is kept in it be made public.

## Why it matters
No container of the account is public today. As long as the account allows it, one setting of one container, in a
portal or a script, hands everything in it to everybody who guesses an address.

## Vulnerable
```hcl main.tf
resource "azurerm_storage_account" "orders" {  # GOAT0341
  name                     = "orders"
  resource_group_name      = "shop"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}

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
```

## Fixed
```hcl main.tf
resource "azurerm_storage_account" "orders" {
  name                            = "orders"
  resource_group_name             = "shop"
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "LRS"
  allow_nested_items_to_be_public = false
}

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
```

## Fixed, since some of it is meant to be public
```hcl main.tf
resource "azurerm_storage_account" "orders" {
  name                     = "orders"
  resource_group_name      = "shop"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}

resource "azurerm_storage_container" "pictures" {
  name                  = "pictures"
  storage_account_name  = azurerm_storage_account.orders.name
  container_access_type = "blob"
}

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
```

## Remedy
Set `allowBlobPublicAccess: false` in the properties of the account.

## Remedy in Terraform
Set `allow_nested_items_to_be_public = false`, which is true unless it is written.

## References
- https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent
- https://cwe.mitre.org/data/definitions/1188.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import INFO, Finding
from goatherd.core.value import is_true, place_of
from goatherd.model.application import Application
from goatherd.model.resource import Endpoint, ResourcePolicy


@check("GOAT0341", sas=3, cwe=1188, severity=INFO, since="0.1")
def storage_may_open(app: Application) -> Iterator[Finding]:
    """One finding per application: it was one decision as a rule."""
    opened = any(policy.type == "azurerm_storage_container" for policy in app.of(ResourcePolicy))
    found = [] if opened else [endpoint for endpoint in app.of(Endpoint) if is_true(endpoint.may_open)]
    if found:
        spans = [place_of(endpoint.may_open, endpoint.span) for endpoint in found]
        yield Finding(
            span=spans[0],
            locations=tuple(spans[1:]),
            message=f"What is kept in storage account {listed([endpoint.id for endpoint in found])} can be made public",
        )
