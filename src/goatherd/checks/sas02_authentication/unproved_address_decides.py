"""Security rules decide by a mail address that nobody has proved to be theirs.

## Why it matters
Whoever signs up with an address and a password is given a token with that address in it at once, before any mail was
sent there. Where rules compare `token.email` alone, somebody who knows the address of an administrator, or of another
user, and signs up with it first is let in as them.

## Vulnerable
```json firebase.json
{"firestore": {"rules": "firestore.rules"}, "database": {"rules": "database.json"}}
```
```javascript firestore.rules
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    function isAdmin() {
      return request.auth != null && request.auth.token.email == 'head@school.example'; // GOAT0244
    }
    match /pupils/{id} {
      allow read: if resource.data.parent == request.auth.token.email;
      allow write: if isAdmin();
    }
  }
}
```
```javascript database.json
{
  "rules": {
    "news": {
      ".write": "auth.token.email === 'head@school.example'" // GOAT0244
    }
  }
}
```

## Fixed, and an address that only says who wrote something
```javascript firestore.rules
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    function hasProvedAddress() {
      return request.auth != null && request.auth.token.email_verified;
    }
    match /pupils/{id} {
      allow read: if hasProvedAddress() && resource.data.parent == request.auth.token.email;
      allow write: if request.auth.token.admin == true;
    }
    match /letters/{id} {
      allow create: if request.auth != null && request.resource.data.from == request.auth.token.email;
    }
  }
}
```
```javascript database.json
{
  "rules": {
    "news": {
      ".write": "auth.token.email_verified === true && auth.token.email === 'head@school.example'"
    }
  }
}
```

## Remedy
Ask for `email_verified`, too, or decide by a custom claim (`request.auth.token.admin == true`) or `request.auth.uid`.

## References
- https://firebase.google.com/docs/reference/rules/rules.firestore.Request#auth
- https://cwe.mitre.org/data/definitions/290.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.confidence import unseen
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.security_rules import Expression, SecurityRules

if TYPE_CHECKING:
    from goatherd.core.source import Span

_CALLER = (("request", "auth", "token"), ("auth", "token"))
_COMPARES = frozenset({"==", "===", "in"})


@check("GOAT0244", sas=2, cwe=290, severity=MEDIUM, since="0.1")
def unproved_address_decides(rules: SecurityRules) -> Iterator[Finding]:
    places: dict[Span, None] = {}
    for grant in rules.grants:
        nodes = list(grant.condition.nodes())
        if not any(_is_claim(node, "email_verified") for node in nodes):
            places.update((node.span, None) for node in nodes if _decides(node))
    for first in sorted(places)[:1]:
        yield Finding(
            span=first,
            locations=tuple(sorted(places)[1:]),
            message=f"Rules of {rules.store} decide by a mail address that its owner need not have proved",
            reasons=unseen("signing up with a password may be switched off"),
        )


def _decides(node: Expression) -> bool:
    """Whether the caller's address is compared with what is written in the rules or in what is stored."""
    if node.op not in _COMPARES:
        return False
    asked = [part for part in node.parts if _is_claim(part, "email")]
    others = [part for part in node.parts if not _is_claim(part, "email")]
    return len(asked) == 1 and not any(_is_sent(other) for other in others)


def _is_claim(node: Expression, name: str) -> bool:
    return node.steps[-1:] == (name,) and node.steps[:-1] in _CALLER


def _is_sent(value: Expression) -> bool:
    """Whether it is said by the request itself, or is nothing but "no address"."""
    nodes = list(value.nodes())
    sent = any(node.steps[:2] == ("request", "resource") or node.steps[:1] == ("newData",) for node in nodes)
    return sent or (value.op == "literal" and not isinstance(value.value, str)) or value.is_text("")
