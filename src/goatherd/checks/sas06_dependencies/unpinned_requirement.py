"""A requirement that whatever is published next satisfies.

## Why it matters
`*`, `latest`, a bare name and `>=` take any later release, a branch or an address takes whatever stands there when the
function is built: the maintainer's account, or whoever holds it, decides what runs in the function. Requirements that
a lock file pins are left out, as are those of which another manifest beside names the version, the tag of a release,
which is hardly ever moved, and the SDK of the provider, which the runtime has anyway.

Reported once a manifest where its other requirements name a version, so that one was forgotten, or where code comes
from an address. Manifests that name none are one information for all: their owner installs what is newest, on purpose.

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
```text send/requirements.txt
attrs  # GOAT0613
click==8.1.7
templates @ git+https://github.com/example/templates@main  # GOAT0613
```

## Fixed
```text send/requirements.txt
attrs==23.2.0
click==8.1.7
templates @ git+https://github.com/example/templates@4f2d6c1b8a9e0d3c5b7a6f8e9d0c1b2a3f4e5d6c
```

## Fixed: the tag of a release, and what the runtime brings
```text send/requirements.txt
attrs==23.2.0
boto3
templates @ git+https://github.com/example/templates@v2.1.0
```

## Remedy
Name the version, or the commit, that was tested; better, commit a lock file.

## References
- https://pip.pypa.io/en/stable/topics/repeatable-installs/
- https://cwe.mitre.org/data/definitions/1357.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import INFO, LOW, Finding, Kind
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.model.package import Manifest, Package

_SENTENCES = {
    "any": "Any later release of {names} is installed unseen",
    "mutable": "{names} comes from an address whose content can change",
}
# The provider's own, which the runtime has anyway.
_OF_THE_RUNTIME = frozenset({"boto3", "botocore"})


@check("GOAT0613", sas=6, cwe=1357, severity=LOW, since="0.1")
def unpinned_requirement(application: Application) -> Iterator[Finding]:
    pinned = _pinned(application)
    for manifest in application.manifests:
        if manifest.locked_by or manifest.is_lock:
            continue
        shipped = [p for p in manifest.packages if _matters(p) and (_folder(manifest), p.name) not in pinned]
        for pinning, sentence in _SENTENCES.items():
            open_ones = [p for p in shipped if p.pinning == pinning]
            forgotten = pinning == "mutable" or any(p.pinning in ("exact", "range") for p in manifest.packages)
            if open_ones:
                yield Finding(
                    span=open_ones[0].span,
                    message=sentence.format(names=listed([p.name for p in open_ones])),
                    locations=tuple(p.span for p in open_ones[1:]),
                    function=manifest.functions[0] if len(manifest.functions) == 1 else "",
                    severity=LOW if forgotten else INFO,
                    one_of=None if forgotten else Kind("manifests name no versions", manifest.path, anywhere=True),
                )


def _pinned(application: Application) -> set[tuple[str, str]]:
    """What some manifest of a folder names the version of: it is exported from the others, or they from it."""
    return {(_folder(m), p.name) for m in application.manifests for p in m.packages if p.pinning == "exact"}


def _folder(manifest: Manifest) -> str:
    return manifest.path.rpartition("/")[0]


def _matters(package: Package) -> bool:
    return not package.development and package.name not in _OF_THE_RUNTIME
