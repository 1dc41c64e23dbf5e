"""Security rules go by an address that nobody has verified.

## Why it matters
Whoever signs up with a password writes any address that is not taken yet into `request.auth.token.email`; only
`email_verified` says that mail sent there was read. A rule that lets in an administrator's address, a company's domain
or the address in a record lets in who was first to sign up with it.

## Vulnerable
```json firebase.json
{"firestore": {"rules": "firestore.rules"}}
```
```javascript firestore.rules
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    function isColleague() {
      return request.auth.token.email.matches('.*@example[.]com'); // GOAT0935
    }
    match /reports/{report} {
      allow read: if isColleague();
    }
    match /rotas/{rota} {
      allow read: if isColleague();
    }
  }
}
```

## Fixed
```javascript firestore.rules
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    function isColleague() {
      return request.auth.token.email_verified && request.auth.token.email.matches('.*@example[.]com');
    }
    match /reports/{report} {
      allow read: if isColleague();
    }
    match /rotas/{rota} {
      allow read: if isColleague();
    }
  }
}
```

## Remedy
Ask for `request.auth.token.email_verified == true` as well (in the Realtime Database `auth.token.email_verified ===
true`), or go by a custom claim that functions alone can set.

## References
- https://firebase.google.com/docs/rules/rules-and-auth
- https://cwe.mitre.org/data/definitions/345.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.audiences import PROVIDER, VERIFIED, is_stored
from goatherd.core.confidence import unseen
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.security_rules import SecurityRules

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.security_rules import Expression

_EMAIL = ("request", "auth", "token", "email")
_PROVIDERS = unseen("only providers that verify addresses may be switched on")


@check("GOAT0935", sas=9, cwe=345, severity=MEDIUM, since="0.1")
def rules_trust_unverified_addresses(rules: SecurityRules) -> Iterator[Finding]:
    found: dict[Span, bool] = {}
    for grant in rules.grants:
        nodes = list(grant.condition.nodes())
        if not any(node.steps in (VERIFIED, PROVIDER) for node in nodes):
            found.update((node.span, _is_constant(node)) for node in nodes if _lets_an_address_in(node))
    places = sorted(found, key=lambda span: (not found[span], span))  # who is let in by name matters most
    if places:
        yield Finding(
            span=places[0],
            message="Rules let in who signs up with an address, whether or not it was verified to be theirs",
            reasons=_PROVIDERS,
            locations=tuple(places[1:]),
        )


def _is_constant(node: Expression) -> bool:
    """Whether the address, or what it looks like, stands in the rules themselves."""
    return node.op == "call" or any(part.op in ("literal", "list") for part in node.parts)


def _lets_an_address_in(node: Expression) -> bool:
    """Whether it holds the address of a token against one that is written down."""
    if node.op == "call" and node.parts[0].op == "member" and node.parts[0].text in ("matches", "endsWith"):
        return _is_address(node.parts[0].parts[0])
    if node.op not in ("==", "in"):
        return False
    left, right = node.parts
    return any(_is_address(one) and _is_written_down(other) for one, other in ((left, right), (right, left)))


def _is_address(node: Expression) -> bool:
    lowered = node.op == "call" and node.parts[0].op == "member" and node.parts[0].text in ("lower", "toLowerCase")
    return (node.parts[0].parts[0] if lowered else node).steps == _EMAIL


def _is_written_down(node: Expression) -> bool:
    """Whether it is a constant, or a field of a record that was there before."""
    constants = node.op == "list" and all(part.op == "literal" for part in node.parts)
    return constants or is_stored(node.steps) or (node.op == "literal" and isinstance(node.value, str))
