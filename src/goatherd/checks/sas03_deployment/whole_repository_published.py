"""A web site is the whole repository.

## Why it matters
Whatever is committed is served to everybody who guesses its name: the code of the functions with its mistakes, notes,
exported data, scripts and templates. What is added later is published as well, without anybody's decision.

## Vulnerable
```javascript api/orders.js
const { app } = require('@azure/functions');

app.http('orders', { authLevel: 'function', handler: async () => ({ status: 204 }) });
```
```json api/package.json
{"main": "orders.js", "dependencies": {"@azure/functions": "4.5.0"}}
```
```json api/host.json
{"version": "2.0"}
```
```html index.html
<h1>Shop</h1>
```
```text docs/plan.md
What we build next
```
```yaml .github/workflows/site.yml
on: {push: {branches: [main]}}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: Azure/static-web-apps-deploy@v1
        with:
          azure_static_web_apps_api_token: ${{ secrets.SITE }}
          action: upload
          app_location: "/" # GOAT0344
          api_location: api
          output_location: ""
          skip_app_build: true
```

## Fixed
```html site/index.html
<h1>Shop</h1>
```
```yaml .github/workflows/site.yml
on: {push: {branches: [main]}}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: Azure/static-web-apps-deploy@v1
        with:
          azure_static_web_apps_api_token: ${{ secrets.SITE }}
          action: upload
          app_location: site
          api_location: api
          output_location: ""
          skip_app_build: true
```

## Fixed, or never broken: a program that is built into a folder
```json package.json
{"scripts": {"build": "vite build"}}
```
```yaml .github/workflows/site.yml
on: {push: {branches: [main]}}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: Azure/static-web-apps-deploy@v1
        with:
          azure_static_web_apps_api_token: ${{ secrets.SITE }}
          action: upload
          app_location: "/"
          api_location: api
          output_location: dist
```

## Remedy
Move the pages to a folder of their own, and name it in `app_location`.

## References
- https://learn.microsoft.com/en-us/azure/static-web-apps/build-configuration
- https://cwe.mitre.org/data/definitions/538.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import MEDIUM, Finding, Kind
from goatherd.model.application import Application


@check("GOAT0344", sas=3, cwe=538, severity=MEDIUM, since="0.1")
def whole_repository_published(app: Application) -> Iterator[Finding]:
    for published in app.published_repositories:
        yield Finding(
            span=published.span,
            message=f"The site is the whole repository: anybody can download {listed(list(published.shown))}",
            one_of=Kind("workflows publish the whole repository as a site", published.span.path, anywhere=True),
        )
