"""A service that is paid by use answers whoever has its key, from all of the internet.

## Why it matters
The key has no end and names nobody. Where it gets out, in a log, a notebook or the settings of an app, strangers ask
the models and indexes at your cost, and read what is kept in them.

## Vulnerable
```hcl main.tf
resource "azurerm_cognitive_account" "vision" {  # GOAT0343
  name                = "vision"
  resource_group_name = "shop"
  location            = "westeurope"
  kind                = "ComputerVision"
  sku_name            = "S1"
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
resource "azurerm_cognitive_account" "vision" {
  name                = "vision"
  resource_group_name = "shop"
  location            = "westeurope"
  kind                = "ComputerVision"
  sku_name            = "S1"
  local_auth_enabled  = false
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

## Fixed, since only a network of its own reaches it
```hcl main.tf
resource "azurerm_cognitive_account" "vision" {
  name                  = "vision"
  resource_group_name   = "shop"
  location              = "westeurope"
  kind                  = "ComputerVision"
  sku_name              = "S1"
  custom_subdomain_name = "vision"

  network_acls {
    default_action = "Deny"
  }
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
Set `disableLocalAuth: true`, and assign the identity of the function app a role on the service.

## Remedy in Terraform
Set `local_auth_enabled = false` (`local_authentication_enabled` of a search service), and assign the identity of the
function app a role on the service.

## References
- https://learn.microsoft.com/azure/ai-services/disable-local-auth
- https://cwe.mitre.org/data/definitions/1188.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import LOW, Finding
from goatherd.core.value import is_true
from goatherd.model.application import Application
from goatherd.model.resource import KeyedService


@check("GOAT0343", sas=3, cwe=1188, severity=LOW, since="0.1")
def key_opens_service(app: Application) -> Iterator[Finding]:
    """One finding per application: it was one decision as a rule."""
    found = [one for one in app.of(KeyedService) if is_true(one.takes_keys) and is_true(one.address)]
    if found:
        yield Finding(
            span=found[0].span,
            locations=tuple(service.span for service in found[1:]),
            message=f"{listed([service.id for service in found])} can be asked from everywhere by whoever has the key",
        )
