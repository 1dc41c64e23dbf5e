"""Debugging is switched on in the only settings of a site.

## Why it matters
With `DEBUG = True`, Django answers every error with a page of the code around it, the values of all variables, settings
and queries: whoever makes a request fail reads what the request worked with, often data of others. It also remembers
every query in memory. Where no other file of settings switches it off, it is deployed like this, or changed by hand.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Mail:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: mail/
```
```python mail/app.py
def handler(event, context):
    return 1
```
```python site/settings.py
INSTALLED_APPS = ["django.contrib.auth", "shop"]
DEBUG = True  # GOAT0347
```

## Fixed
```python site/settings.py
import os

INSTALLED_APPS = ["django.contrib.auth", "shop"]
DEBUG = os.environ.get("DEBUG") == "1"
```

## Fixed, in settings of their own
```python site/settings.py
INSTALLED_APPS = ["django.contrib.auth", "shop"]
DEBUG = True
```
```python site/production_settings.py
from site.settings import *

DEBUG = False
```

## Remedy
Read it from a variable of the environment, so that it is off where nobody asks for it.

## References
- https://docs.djangoproject.com/en/stable/ref/settings/#debug
- https://cwe.mitre.org/data/definitions/489.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.confidence import unseen
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application

_CHANGED_THERE = unseen("whoever deploys the site may change it")


@check("GOAT0347", sas=3, cwe=489, severity=LOW, since="0.1")
def debugging_switched_on(app: Application) -> Iterator[Finding]:
    for switch in app.debug_switches:
        yield Finding(
            span=switch.span,
            message="The only settings of this site switch debugging on: errors show code, variables and queries",
            reasons=_CHANGED_THERE,
        )
