"""Callers of a function need the key that opens everything.

## Why it matters
With the level `admin` the platform of Azure lets in only who shows the master key. That key opens every function of the
application and its administration, by which keys are read and, on some plans, files of the code are changed. Each page,
program and partner that calls the function holds all of that, and taking it from one means to change it for all.

## Vulnerable
```json host.json
{}
```
```text requirements.txt
azure-functions==1.21.3
```
```python function_app.py
import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ADMIN)


@app.route(route="answers", methods=["POST"])  # GOAT0237
def answers(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("[]")
```

## Fixed
```python function_app.py
import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.FUNCTION)


@app.route(route="answers", methods=["POST"])
def answers(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("[]")
```

## Remedy
Set the level `function`, and give each caller a key of its own; better, let App Service's authentication ask who calls.

## References
- https://learn.microsoft.com/azure/azure-functions/function-keys-how-to
- https://cwe.mitre.org/data/definitions/250.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.confidence import unseen
from goatherd.core.finding import MEDIUM, Finding
from goatherd.core.wording import counted_functions
from goatherd.model.application import Application
from goatherd.model.trigger import MASTER_KEY


@check("GOAT0237", sas=2, cwe=250, severity=MEDIUM, since="0.1")
def master_key_for_callers(app: Application) -> Iterator[Finding]:
    """One finding for an application: one line may say it of all functions."""
    found = {f.id: t.span for f in app.functions for t in f.triggers if t.authorizer == MASTER_KEY}
    if found:
        spans = list(dict.fromkeys(found.values()))
        ids = tuple(found)
        yield Finding(
            span=spans[0],
            locations=tuple(spans[1:]),
            message=f"Callers of {counted_functions(ids)} have to show the master key, which opens everything",
            function=ids[0] if len(ids) == 1 else "",
            functions=ids if len(ids) > 1 else (),
            reasons=unseen("only who runs the application may call it"),
        )
