"""What was deleted in a vault can be done away with at once.

## Why it matters
A deleted secret or key can be brought back for some days, unless it is purged. Whoever takes over an account with that
right destroys for good what data is encrypted with; a slip in a script does the same.

## Vulnerable
```hcl main.tf
resource "azurerm_key_vault" "orders" {
  name                     = "orders"
  resource_group_name      = "shop"
  location                 = "westeurope"
  tenant_id                = var.tenant_id
  sku_name                 = "standard"
  purge_protection_enabled = false  # GOAT0342
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
resource "azurerm_key_vault" "orders" {
  name                     = "orders"
  resource_group_name      = "shop"
  location                 = "westeurope"
  tenant_id                = var.tenant_id
  sku_name                 = "standard"
  purge_protection_enabled = true
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
Set `enablePurgeProtection: true` in the properties of the vault.

## Remedy in Terraform
Set `purge_protection_enabled = true`.

## References
- https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview#purge-protection
- https://cwe.mitre.org/data/definitions/693.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import INFO, Finding
from goatherd.core.value import is_true, place_of
from goatherd.model.application import Application
from goatherd.model.resource import Vault


@check("GOAT0342", sas=3, cwe=693, severity=INFO, since="0.1")
def vault_can_be_purged(app: Application) -> Iterator[Finding]:
    """One finding per application: it was one decision as a rule."""
    found = [vault for vault in app.of(Vault) if is_true(vault.purgeable)]
    if found:
        spans = [place_of(vault.purgeable, vault.span) for vault in found]
        yield Finding(
            span=spans[0],
            locations=tuple(spans[1:]),
            message=f"What is deleted in vault {listed([vault.id for vault in found])} can be purged at once",
        )
