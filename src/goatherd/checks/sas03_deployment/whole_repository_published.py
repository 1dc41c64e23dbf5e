"""A Static Web App publishes the whole repository with its pages.

## Why it matters
Where nothing is built, everything below `app_location` is there for everybody: how the infrastructure is set up, what
the tables of the database look like, scripts, lists of people. Whoever plans an attack need not guess.

## Vulnerable
```yaml .github/workflows/site.yml
on: [push]
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: Azure/static-web-apps-deploy@v1
        with:
          azure_static_web_apps_api_token: ${{ secrets.SITE }}
          action: upload
          app_location: /  # GOAT0346
          api_location: api
          skip_app_build: true
```
```html index.html
<h1>Our club</h1>
```
```sql db/tables.sql
CREATE TABLE members (name text, phone text);
```
```json api/host.json
{"version": "2.0"}
```
```text api/requirements.txt
azure-functions==1.23.0
```
```python api/function_app.py
import azure.functions as func

app = func.FunctionApp()


@app.route(route="hours", auth_level=func.AuthLevel.ANONYMOUS, methods=["GET"])
def hours(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("9 to 5")
```

## Fixed
```yaml .github/workflows/site.yml
on: [push]
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: Azure/static-web-apps-deploy@v1
        with:
          azure_static_web_apps_api_token: ${{ secrets.SITE }}
          action: upload
          app_location: site
          api_location: api
          skip_app_build: true
```

## Fixed, or never broken: pages that are built into a folder of their own
```yaml .github/workflows/site.yml
on: [push]
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: Azure/static-web-apps-deploy@v1
        with:
          azure_static_web_apps_api_token: ${{ secrets.SITE }}
          action: upload
          app_location: /
          api_location: api
          output_location: dist
```

## Remedy
Put the pages into a folder of their own, and name that one in `app_location`.

## References
- https://learn.microsoft.com/en-us/azure/static-web-apps/build-configuration
- https://cwe.mitre.org/data/definitions/538.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application


@check("GOAT0346", sas=3, cwe=538, severity=LOW, since="0.1")
def whole_repository_published(app: Application) -> Iterator[Finding]:
    """One finding, however many workflows do so."""
    for folder in app.published_folders[:1]:
        yield Finding(
            span=folder.span,
            message=f"All of the repository is published with the pages, {listed(list(folder.others), limit=3)} too",
            locations=tuple(other.span for other in app.published_folders[1:]),
        )
