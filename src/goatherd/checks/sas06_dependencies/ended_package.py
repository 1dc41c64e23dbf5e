"""A package that its makers have ended.

## Why it matters
What is found in it from now on is published and not mended: whoever reads of it knows what your functions are open to.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: src/}
```
```python src/app.py
from PyPDF2 import PdfReader


def handler(event, context):
    return {"pages": len(PdfReader("/opt/terms.pdf").pages)}
```
```text src/requirements.txt
PyPDF2==3.0.1  # GOAT0616
attrs==25.4.0
```

## Fixed
```python src/app.py
from pypdf import PdfReader


def handler(event, context):
    return {"pages": len(PdfReader("/opt/terms.pdf").pages)}
```
```text src/requirements.txt
pypdf==6.4.0
attrs==25.4.0
```

## Remedy
Replace it by what its makers name.

## References
- https://aws.amazon.com/blogs/developer/announcing-end-of-support-for-aws-sdk-for-javascript-v2/
- https://cwe.mitre.org/data/definitions/1104.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.code.manifests.ended import ended
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.core.source import Span


@check("GOAT0616", sas=6, cwe=1104, severity=LOW, since="0.1")
def ended_package(application: Application) -> Iterator[Finding]:
    """One finding a package: what takes its place is the same everywhere."""
    places: dict[str, list[Span]] = {}
    known = {}
    for manifest in application.manifests:
        for package in manifest.packages if not manifest.is_lock else ():
            end = ended(package) if package.imported and not package.development else None
            if end is not None:
                known[package.name] = end
                places.setdefault(package.name, []).append(package.span)
    for name, spans in places.items():
        yield Finding(
            span=spans[0],
            locations=tuple(spans[1:]),
            message=f"{name}, which the code imports, has had no fixes since {known[name].since}",
            remedy=f"Replace {name} by {known[name].instead}.",
        )
