"""A web page is built with a secret in it.

## Why it matters
Variables that begin with `VITE_`, `REACT_APP_`, `NEXT_PUBLIC_` and the like are copied into the files that every
visitor gets. A key of a service that is paid for is used up by strangers, and a secret is none any more.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: src/}
```
```python src/app.py
def handler(event, context):
    return 1
```
```typescript web/voice.ts
const key = import.meta.env.VITE_ELEVENLABS_API_KEY; // GOAT0728

export const speak = (text: string) => fetch("https://voice.example/v1", { headers: { key, text } });
```

## Fixed
```typescript web/voice.ts
const maps = import.meta.env.VITE_GOOGLE_MAPS_API_KEY;
const pay = import.meta.env.VITE_STRIPE_PUBLISHABLE_KEY;
const counted = import.meta.env.VITE_MIXPANEL_PROJECT_TOKEN ?? import.meta.env.VITE_POSTHOG_KEY;

export const speak = (text: string) => fetch("/api/voice", { method: "POST", body: text });
export const page = { maps, pay, counted };
```

## Remedy
Let a function call the service with a key that only it has, ask there who calls, and change the key: it was public.

## References
- https://vite.dev/guide/env-and-mode
- https://cwe.mitre.org/data/definitions/540.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.confidence import by_name
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.application import Application

_NAMED = by_name("only its name says what it holds")


@check("GOAT0728", sas=7, cwe=540, severity=MEDIUM, since="0.1")
def secret_in_web_page(app: Application) -> Iterator[Finding]:
    """One finding for the pages of an application."""
    code = {path for behaviour in app.behaviours.values() for path in behaviour.files}
    found = sorted((key.span, key.name) for key in app.browser_keys if key.span.path not in code)
    if found:
        names = list(dict.fromkeys(name for _, name in found))
        what = "a secret" if len(names) == 1 else "secrets"
        yield Finding(
            span=found[0][0],
            locations=tuple(dict.fromkeys(span for span, _ in found[1:])),
            message=f"Every visitor gets {what} with the page: {listed(names, 3)}",
            reasons=_NAMED,
        )
