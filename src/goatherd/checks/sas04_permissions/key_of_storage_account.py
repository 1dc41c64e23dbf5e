"""A function app is given the key of a whole account.

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

## Vulnerable in Bicep
```bicep infra/main.bicep
resource site 'Microsoft.Web/sites@2023-12-01' = {
  name: 'orders'
  kind: 'functionapp,linux'
  identity: { type: 'SystemAssigned' }
  properties: {
    httpsOnly: true
    siteConfig: {
      appSettings: [
        { name: 'AzureWebJobsStorage__accountName', value: files.name }
        { name: 'COSMOS', value: database.listConnectionStrings().connectionStrings[0].connectionString }  // GOAT0407
      ]
    }
  }
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
resource site 'Microsoft.Web/sites@2023-12-01' = {
  name: 'orders'
  kind: 'functionapp,linux'
  identity: { type: 'SystemAssigned' }
  properties: {
    httpsOnly: true
    siteConfig: {
      appSettings: [
        { name: 'AzureWebJobsStorage__accountName', value: files.name }
        { name: 'COSMOS__accountEndpoint', value: database.properties.documentEndpoint }
      ]
    }
  }
}
```

## Remedy
Set `storage_uses_managed_identity = true` with an `identity`, and assign that one a role on what the app uses; in Bicep
name the account (`AzureWebJobsStorage__accountName`) or its endpoint in place of the key.

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
    files: dict[str, list[Endpoint]] = {}
    for endpoint in app.of(Endpoint):
        if endpoint.account_keys:
            files.setdefault(endpoint.account_keys[0][1].path, []).append(endpoint)
    for endpoints in files.values():
        names = list(dict.fromkeys(name for endpoint in endpoints for name, _ in endpoint.account_keys))
        first, *others = dict.fromkeys(span for endpoint in endpoints for _, span in endpoint.account_keys)
        holds = f"Setting {names[0]} holds" if len(names) == 1 else f"Settings {listed(names)} hold"
        yield Finding(
            span=first,
            locations=tuple(others),
            message=f"{holds} what opens a whole account, in {listed([endpoint.id for endpoint in endpoints])}",
        )
