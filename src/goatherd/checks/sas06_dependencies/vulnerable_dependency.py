"""A deployed package with a published vulnerability.

## Why it matters
A function runs the code of its dependencies with its own permissions, and attackers read advisories as well. Most of a
deployed function is code that its author never read.

Versions come from the lock file; without one, from the pin. A range that also admits a version without the
vulnerability is not reported: an installation takes the newest (that no lock file says so is GOAT0612). Packages for
development are left out.

Critical or high is where the code is known to use what the advisory is about; medium at most where it imports the
package, for advisories are about the worst use of it. What no code of
the functions imports, or another package brings in, is low, and one finding for all such packages: a framework or
another package may reach it all the same. So is an advisory that tells which functions of the package it is about where
the code names none of them, and one about a client where no outsider decides whom it asks: what harms a client is an
address or an answer that somebody else has chosen. So is what a layer brings that no function is known to take.

The table that comes with goatherd is an extract with dates: all of PyPI's advisories up to October 2024 (the PyPA
advisory database) and of npm's up to 2020 (the Node.js security working group), and those of well-known packages up to
August 2026 (RetireJS, and a list of our own). What was published later, or of other packages, is **not** found with it.
Reports say from when the advisories are. `goatherd advisories update --from FOLDER-OR-ADDRESS` makes a copy of all of
OSV's that later scans use, see docs/usage.md.

One advisory is accepted by its number, and later ones for the package are shown all the same: a comment
`goatherd: ignore[CVE-2021-44906]`, `--ignore CVE-2021-44906`, or an entry `"advisory"` in the baseline.

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
from jinja2 import Environment


def handler(event, context):
    return {"page": Environment(autoescape=True).from_string("Hello {{ name }}").render(name=event["name"])}
```
```text render/requirements.txt
attrs==23.2.0
jinja2==3.1.5  # GOAT0610
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
- https://github.com/RetireJS/retire.js
- https://ossf.github.io/osv-schema/
- https://cwe.mitre.org/data/definitions/1395.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.dependencies import Dependency, dependencies, told_one_by_one
from goatherd.checks.wording import listed
from goatherd.core.confidence import Reasons, not_reached
from goatherd.core.finding import LOW, MEDIUM, Finding, Kind, Severity
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.model.package import Advisory


_CLIENTS_TEXT = """
axios bent got ky needle node-fetch cross-fetch phin request superagent undici
requests urllib3 httpx httplib2 treq
"""
_CLIENTS = frozenset(_CLIENTS_TEXT.split())
_DATES = frozenset({"moment", "moment-timezone", "date-fns", "dayjs", "luxon"})
_UPGRADE = (
    "Upgrade the packages that bring them in; what these admit can be raised in the lock file alone (npm update, "
    "yarn up -R, pip-compile --upgrade, poetry update)."
)


@check("GOAT0610", sas=6, cwe=1395, severity=MEDIUM, since="0.1")
def vulnerable_dependency(application: Application) -> Iterator[Finding]:
    """One finding an advisory, which can be accepted by itself; review makes one of those for a package."""
    for dependency in dependencies(application.manifests, malicious=False):
        for advisory, reasons in told_one_by_one(dependency, malicious=False):
            rated = _rated(advisory)
            unused = (
                _unused(dependency, advisory)
                or _only_asks(application, dependency, advisory)
                or _only_own_dates(application, dependency, advisory)
            )
            about = _about(advisory)
            among = _unreached(dependency, advisory) if unused else _in_manifests(dependency, advisory)
            yield Finding(
                span=dependency.span,
                message=f"{_told(dependency)}: {about}",
                subject=about,
                advisories=(advisory.names,),
                remedy=_remedy(dependency),
                reasons=(*reasons, *unused),
                severity=LOW if unused else rated,
                function=dependency.function,
                locations=dependency.others,
                one_of=among,
            )


def _rated(advisory: Advisory) -> Severity:
    """What was published is about the worst use of the package: so bad it is where the code is known to make it."""
    published = advisory.severity if advisory.severity is not None else MEDIUM
    return published if advisory.reached else min(published, MEDIUM)


def _told(dependency: Dependency) -> str:
    use = {None: "", True: ", which the code imports,", False: ", which no code that was read imports,"}
    return f"{dependency.name} {listed(dependency.versions)}{use[dependency.imported]} has a known vulnerability"


def _about(advisory: Advisory) -> str:
    told = [advisory.summary] if advisory.summary else []
    if advisory.reached is not None:
        use = "names" if advisory.reached else "does not name"
        told.append(f"the code {use} {listed(advisory.functions)}")
    return f"{advisory.name} ({'; '.join(told)})" if told else advisory.name


def _unreached(dependency: Dependency, advisory: Advisory) -> Kind:
    """What the code does not come to by itself is one thing to do, not one for each."""
    name = f"{dependency.name} {listed(dependency.versions)} ({advisory.name})"
    if any(package.direct for package in dependency.packages):
        many, remedy = "packages have known vulnerabilities that the code is not seen to come to", "Upgrade them."
    else:
        many, remedy = "packages that others bring in have known vulnerabilities", _UPGRADE
    return Kind(many, name, remedy, anywhere=True)


def _in_manifests(dependency: Dependency, advisory: Advisory) -> Kind:
    """The same package in several manifests is upgraded in all of them at once."""
    name = f"{dependency.manifest.path} ({listed(dependency.versions)}, {advisory.name})"
    return Kind(f"manifests bring {dependency.name} with known vulnerabilities", name, anywhere=True)


def _unused(dependency: Dependency, advisory: Advisory) -> Reasons:
    if not dependency.manifest.functions:
        return not_reached("it is of a layer that no function of the application is known to take")
    if dependency.imported is False:
        return not_reached("no code of the functions that deploy it imports it, though a framework or a package may")
    if dependency.imported is None and advisory.reached is None and not any(p.direct for p in dependency.packages):
        return not_reached("another package brings it in, and whether that one reaches what is vulnerable is not known")
    if advisory.reached is False:
        return not_reached("the code uses nothing of it that the advisory is about, though another package may")
    return ()


def _only_asks(application: Application, dependency: Dependency, advisory: Advisory) -> Reasons:
    if advisory.reached or dependency.name not in _CLIENTS:
        return ()
    users = [function for function in application.functions if function.id in dependency.manifest.functions]
    if any(application.flows(function, "ssrf") for function in users):
        return ()
    return not_reached("it asks only whom the code chooses, and these may answer nothing that harms")


def _only_own_dates(application: Application, dependency: Dependency, advisory: Advisory) -> Reasons:
    """A date that takes long to read, or a language that is a path, harms where somebody else writes it."""
    if advisory.reached or dependency.name not in _DATES:
        return ()
    users = [application.behaviour(f) for f in application.functions if f.id in dependency.manifest.functions]
    calls = [call for user in users for call in user.calls if call.name.partition("(")[0].startswith(dependency.name)]
    seen = bool(calls) and not any(user.truncated for user in users)
    if not seen or any(labels for call in calls for labels in call.labels.values()):
        return ()
    return not_reached("nothing that it is given was seen to come from outside")


def _remedy(dependency: Dependency) -> str:
    name, safe = dependency.name, dependency.safe
    if safe:
        return f"Upgrade {name} to at least {safe}, the lowest version without a known vulnerability."
    return f"No version of {name} without a known vulnerability is named: see if one is out, or replace {name}."
