"""Functions are deployed without a lock file.

## Why it matters
Without one, each build installs whatever is newest then: nobody can say which versions run, and a release that was
taken over an hour ago is deployed with the next build. Reported once an application, of what something that is declared
as a function installs from.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Send:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: send/
      Handler: app.handler
      Runtime: python3.12
```
```python send/app.py
def handler(event, context):
    return {}
```
```toml send/pyproject.toml
[project]  # GOAT0612
name = "send"
version = "1.0"
dependencies = ["attrs>=23.2,<24", "click>=8.1,<9"]
```

## Fixed
```toml send/pyproject.toml
[project]
name = "send"
version = "1.0"
dependencies = ["attrs>=23.2,<24", "click>=8.1,<9"]
```
```toml send/uv.lock
version = 1

[[package]]
name = "attrs"
version = "23.2.0"
source = { registry = "https://packages.example.com/simple" }
```

## Remedy
Commit the lock file and install from it.

## Remedy in Python
Call `uv sync --locked` (`uv.lock`), `poetry sync` (`poetry.lock`) or `pipenv sync` (`Pipfile.lock`).

## Remedy in JavaScript
Call `npm ci` (`package-lock.json`), `pnpm install --frozen-lockfile` (`pnpm-lock.yaml`) or `yarn install --immutable`
(`yarn.lock`).

## References
- https://docs.astral.sh/uv/concepts/projects/sync/
- https://cwe.mitre.org/data/definitions/1357.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding, Kind
from goatherd.core.source import Span
from goatherd.core.wording import counted
from goatherd.model.application import Application

LOCKABLE = frozenset({"package.json", "Pipfile", "pyproject.toml"})


@check("GOAT0612", sas=6, cwe=1357, severity=LOW, since="0.1")
def no_lock_file(application: Application) -> Iterator[Finding]:
    declared = {function.id for function in application.functions if not function.guessed}
    # what is deployed from such a folder is its requirements.txt
    required = {m.path.rpartition("/")[0] for m in application.manifests if m.format == "requirements.txt"}
    unlocked = [
        m
        for m in application.manifests
        if m.format in LOCKABLE
        and not declared.isdisjoint(m.functions)
        and not m.locked_by
        and any(not p.development for p in m.packages)
        and (m.ecosystem == "npm" or m.path.rpartition("/")[0] not in required)
    ]
    floating = {(p.name, p.requirement) for m in unlocked for p in m.packages if not p.development}
    if len(floating) < 2:  # a single package of no others, as a rule
        return
    first, others = unlocked[0], unlocked[1:]
    more = f", nor for {counted(len(others), 'other manifest')} of the application" if others else ""
    yield Finding(
        span=Span(first.path, 1),
        message=f"No lock file pins what {first.path} installs{more}",
        locations=tuple(Span(m.path, 1) for m in others),
        function=first.functions[0] if len(first.functions) == 1 and not others else "",
        one_of=Kind("applications have manifests without a lock file", first.path, anywhere=True),
    )
