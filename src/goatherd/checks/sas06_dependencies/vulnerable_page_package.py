"""Pages are made with packages that have published vulnerabilities.

## Why it matters
What runs in the pages acts for whoever is signed in: with their token it calls all that they may call. Where a server
makes the pages, it runs with the rights of the deployment.

Told are packages that the pages ask for themselves, in versions that they surely get, and what matters where they run:
scripts and requests of others in a browser and what a framework that makes pages on a server opens, where it is high.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: src/}
```
```json web/package.json
{
  "name": "shop",
  "dependencies": {"next": "12.1.6", "react-dom": "18.3.1"}, "remark": "# GOAT0617"
}
```

```python site/manage.py
from django.core.management import execute_from_command_line
```
```text site/requirements.txt
Django==3.0.3 # GOAT0617
```

## Fixed
```json web/package.json
{
  "name": "shop",
  "dependencies": {"react-dom": "18.3.1"}
}
```
```text site/requirements.txt
gunicorn==23.0.0
```

## Remedy
Upgrade what is named, and look at what else the package manager's own audit says of the folder.

## References
- https://owasp.org/www-project-top-ten/
- https://cwe.mitre.org/data/definitions/1395.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.dependencies import Dependency, dependencies
from goatherd.checks.wording import listed
from goatherd.core.finding import HIGH, LOW, MEDIUM, Finding, Severity
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.model.package import Advisory


# Make pages on a server, where all that is known against them matters.
_SERVERS = frozenset({"next", "nuxt", "@sveltejs/kit", "astro", "@remix-run/server-runtime", "django"})
# What matters in a browser: it has no proxy, no files and no metadata service, and holds up only its own user.
_IN_BROWSERS = re.compile(r"(?i)\b(?:XSS|[CX]SRF)\b|cross[- ]site|(?:script|html) injection|sanitiz|cookie")


@check("GOAT0617", sas=6, cwe=1395, severity=LOW, since="0.1")
def vulnerable_page_package(app: Application) -> Iterator[Finding]:
    """One finding for the pages of a folder: they are made anew as a whole."""
    folders: dict[str, list[tuple[Dependency, Advisory]]] = {}
    for dependency in dependencies(app.page_manifests, malicious=False):
        sure = [a for a in dependency.advisories if a.certain and _matters(dependency.name, a)]
        if sure and any(package.direct for package in dependency.packages):
            folder = dependency.manifest.path.rpartition("/")[0]
            folders.setdefault(folder, []).append((dependency, max(sure, key=_severity)))
    for found in folders.values():
        found.sort(key=lambda each: _severity(each[1]), reverse=True)
        if _severity(found[0][1]) < HIGH:
            continue
        names = [f"{each.name} {listed(each.versions)} ({advisory.name})" for each, advisory in found]
        yield Finding(
            span=found[0][0].span,
            locations=tuple(each.span for each, _ in found[1:]),
            message=f"Pages are made with packages that have known vulnerabilities: {listed(names)}",
        )


def _matters(name: str, advisory: Advisory) -> bool:
    if name in _SERVERS:
        return _severity(advisory) >= HIGH
    return _severity(advisory) >= MEDIUM and _IN_BROWSERS.search(advisory.summary) is not None


def _severity(advisory: Advisory) -> Severity:
    return MEDIUM if advisory.severity is None else advisory.severity
