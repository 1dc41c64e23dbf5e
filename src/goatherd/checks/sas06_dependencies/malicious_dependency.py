"""A package that was published to do harm.

## Why it matters
Such a package is the attack itself: stolen names, taken-over accounts, names one typing error away from a known one. It
runs where it is installed, on a developer's machine and in the build as well, so that packages for development count.

The table that comes with goatherd knows only few of them and has a date (see GOAT0610); OSV's own archives, which
`goatherd advisories update` takes, list many more.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Translate:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: translate/
      Handler: app.handler
      Runtime: python3.12
```
```python translate/app.py
def handler(event, context):
    return {}
```
```text translate/requirements.txt
catly-translate==0.0.4  # GOAT0611
```

## Fixed
```text translate/requirements.txt
catly-translate==0.0.6
```

## Remedy
Remove the package, change every secret that the build and the function could reach, and install from a lock file.

## References
- https://github.com/ossf/malicious-packages
- https://cwe.mitre.org/data/definitions/506.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.dependencies import dependencies, told_one_by_one
from goatherd.checks.wording import listed
from goatherd.core.finding import CRITICAL, Finding
from goatherd.model.application import Application


@check("GOAT0611", sas=6, cwe=506, severity=CRITICAL, since="0.1")
def malicious_dependency(application: Application) -> Iterator[Finding]:
    for dependency in dependencies(application.manifests, malicious=True):
        for advisory, reasons in told_one_by_one(dependency, malicious=True):
            verb = "is known to be malicious" if advisory.certain else "admits versions that are known to be malicious"
            yield Finding(
                span=dependency.span,
                message=f"{dependency.name} {listed(dependency.versions)} {verb}: {advisory.name}",
                subject=advisory.name,
                advisories=(advisory.names,),
                reasons=reasons,
                function=dependency.function,
                locations=dependency.others,
            )
