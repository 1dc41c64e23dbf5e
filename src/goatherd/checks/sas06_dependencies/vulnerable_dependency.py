"""A deployed package with a published vulnerability.

## Why it matters
A function runs the code of its dependencies with its own permissions, and attackers read advisories as well. Most of a
deployed function is code that its author never read.

Versions come from the lock file; without one, from the pin. A range is judged by the lowest version that it names, with
low confidence while it also admits a version without the vulnerability. Packages for development are left out.

The table that comes with goatherd is an extract with a date: PyPI's advisories up to October 2024 (the PyPA advisory
database), npm's only up to 2020, hardly any newer than 2019 (the Node.js security working group). What was published
later is **not** found with it. Reports say from when the advisories are. For newer ones, fetch OSV's archives into a
folder, https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip as PyPI/all.zip and the same of npm, as often as
you like, and name the folder: `goatherd scan --advisories FOLDER`.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Render:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: render/
      Handler: app.handler
      Runtime: python3.12
```
```python render/app.py
def handler(event, context):
    return {}
```
```text render/requirements.txt
attrs==23.2.0
jinja2==2.10  # GOAT0610
```

## Fixed
```text render/requirements.txt
attrs==23.2.0
jinja2==3.1.6
```

## Remedy
Upgrade to a version that the advisory does not name.

## References
- https://owasp.org/www-project-serverless-top-10/
- https://github.com/pypa/advisory-database
- https://github.com/nodejs/security-wg
- https://ossf.github.io/osv-schema/
- https://cwe.mitre.org/data/definitions/1395.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.dependencies import Dependency, dependencies
from goatherd.checks.wording import listed
from goatherd.code.versions import version_key
from goatherd.core.confidence import only_possible
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.model.package import Advisory


@check("GOAT0610", sas=6, cwe=1395, severity=MEDIUM, since="0.1")
def vulnerable_dependency(application: Application) -> Iterator[Finding]:
    for dependency in dependencies(application, malicious=False):
        advisories = [a for a in dependency.advisories if not a.malicious]
        certain = [a for a in advisories if a.certain]
        shown = certain or advisories
        known = [a.severity for a in shown if a.severity is not None]
        yield Finding(
            span=dependency.span,
            message=_message(dependency, shown),
            remedy=_remedy(dependency, shown),
            reasons=() if certain else only_possible("no lock file says which version is installed"),
            severity=max(known, default=MEDIUM),
            function=dependency.function,
            locations=dependency.others,
        )


def _message(dependency: Dependency, advisories: Sequence[Advisory]) -> str:
    name, versions = dependency.name, listed(dependency.versions)
    names = listed([a.name for a in advisories])
    if not advisories[0].certain:
        return f"{name} {versions} admits versions with known vulnerabilities: {names}"
    about = f" ({advisories[0].summary})" if len(advisories) == 1 and advisories[0].summary else ""
    return f"{name} {versions} has known vulnerabilities: {names}{about}"


def _remedy(dependency: Dependency, advisories: Sequence[Advisory]) -> str:
    name, ecosystem = dependency.name, dependency.manifest.ecosystem
    keyed = [(key, a.fixed) for a in advisories if (key := version_key(ecosystem, a.fixed)) is not None]
    unfixed = [a.name for a in advisories if not a.fixed]
    steps = [f"Upgrade {name} to {max(keyed)[1]} or later."] if keyed else []
    if unfixed:
        steps.append(f"No fixed version is known for {listed(unfixed)}: see if one is out, or replace {name}.")
    return " ".join(steps)
