"""Whoever has an account somewhere is let in as a user.

## Why it matters
The issuer `common` of Microsoft's, like `organizations` and `consumers`, vouches for the accounts of every tenant, and
anybody makes one for nothing. A static web app without providers of its own takes any account of Microsoft or GitHub.
Where the role `authenticated` is all that is asked for, the whole internet is one registration away from what was meant
for a family, a club or a company.

## Vulnerable
```text main.bicep
resource site 'Microsoft.Web/sites@2023-12-01' = {
  name: 'shop'
  kind: 'functionapp'
  properties: { httpsOnly: true }
}

resource asked 'Microsoft.Web/sites/config@2023-12-01' = {
  parent: site
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true }
    globalValidation: { requireAuthentication: true }
    identityProviders: {
      azureActiveDirectory: {
        registration: {
          clientId: '8814fd0c-6723-4e95-9b1f-64c0e27d35a8'
          openIdIssuer: 'https://login.microsoftonline.com/common/v2.0' // GOAT0245
        }
      }
    }
  }
}
```
```json host.json
{"version": "2.0"}
```
```json members/function.json
{"bindings": [{"type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "anonymous"}]}
```
```javascript members/index.js
module.exports = async (context) => {
  context.res = { body: await require('../members.js')() };
};
```

## Fixed
```text main.bicep
resource site 'Microsoft.Web/sites@2023-12-01' = {
  name: 'shop'
  kind: 'functionapp'
  properties: { httpsOnly: true }
}

resource asked 'Microsoft.Web/sites/config@2023-12-01' = {
  parent: site
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true }
    globalValidation: { requireAuthentication: true }
    identityProviders: {
      azureActiveDirectory: {
        registration: {
          clientId: '8814fd0c-6723-4e95-9b1f-64c0e27d35a8'
          openIdIssuer: 'https://login.microsoftonline.com/9c1f64c0-27d3-4a88-8fd0-23be95a1e0c7/v2.0'
        }
      }
    }
  }
}
```

## Remedy
Name the issuer of your own tenant (`https://login.microsoftonline.com/<tenant id>/v2.0`), or ask for a role that only
those get who are invited or whom the application looks up.

## References
- https://learn.microsoft.com/azure/static-web-apps/authentication-custom
- https://learn.microsoft.com/entra/identity-platform/single-and-multi-tenant-apps
- https://cwe.mitre.org/data/definitions/284.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.confidence import unseen
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.core.wording import counted_functions
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.model.trigger import OpenSignIn

_MEANT = unseen("it may be meant for everybody, or the code looks at who it is")


@check("GOAT0245", sas=2, cwe=284, severity=MEDIUM, since="0.1")
def any_account_signs_in(app: Application) -> Iterator[Finding]:
    """One finding for each place that says who signs in."""
    behind: dict[OpenSignIn, list[str]] = {}
    for function, trigger in app.triggers():
        if trigger.open_sign_in is not None:
            behind.setdefault(trigger.open_sign_in, []).append(function.id)
    for found, functions in behind.items():
        ids = tuple(dict.fromkeys(functions))
        yield Finding(
            span=found.span,
            message=f"Whoever has any account of {found.accounts} can call {counted_functions(ids)}",
            severity=None if found.chosen else LOW,
            function=ids[0] if len(ids) == 1 else "",
            functions=ids if len(ids) > 1 else (),
            reasons=_MEANT,
        )
