"""Security rules let anybody write.

## Why it matters
Clients ask Firestore, Cloud Storage and the Realtime Database directly; the rules are all that stands before them, and
the address of a project is in every page. Whoever has it changes and deletes what these rules leave open, without an
account. A condition that looks at records alone and never at who asks is met by whoever knows what they hold. Where
nobody who signs up may read the records either, as what a form sends, others' are changed only by who knows their ids:
that is medium.

## Vulnerable
```json firebase.json
{
  "firestore": {"rules": "firestore.rules"},
  "storage": {"rules": "storage.rules"},
  "database": {"rules": "database.json"}
}
```
```javascript firestore.rules
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    function published() {
      return request.time < timestamp.date(2099, 1, 1);
    }
    match /{document=**} {
      allow read, write: if published(); // GOAT0335
    }
    match /scores/{id} {
      allow update: if request.resource.data.points is int; // GOAT0335
      allow delete: if request.auth.uid == resource.data.player;
    }
  }
}
```
```javascript storage.rules
service firebase.storage {
  match /b/{bucket}/o {
    match /avatars/{uid} {
      allow write; // GOAT0335
    }
  }
}
```
```javascript database.json
{
  "rules": {
    "rooms": {
      "$room": {
        ".write": "newData.child('name').isString()" // GOAT0335
      }
    }
  }
}
```

## Fixed
```javascript firestore.rules
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /{document=**} {
      allow read, write: if request.time < timestamp.date(2023, 1, 1);
    }
    match /scores/{id} {
      allow update: if request.auth.uid == resource.data.player && request.resource.data.points is int;
    }
  }
}
```
```javascript storage.rules
service firebase.storage {
  match /b/{bucket}/o {
    match /avatars/{uid} {
      allow write: if request.auth != null && request.auth.uid == uid;
    }
  }
}
```
```javascript database.json
{
  "rules": {
    "rooms": {
      "$room": {
        ".write": "auth != null && (!data.exists() || data.child('owner').val() === auth.uid)"
      }
    }
  }
}
```

## Remedy
Write only what who asks may do: `allow write: if request.auth != null && request.auth.uid == uid`, in the Realtime
Database `".write": "auth != null && auth.uid === $uid"`, and `if false` where functions alone write.

## References
- https://firebase.google.com/docs/rules/insecure-rules
- https://cwe.mitre.org/data/definitions/862.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.audiences import Caller, asks_nobody, lets, until
from goatherd.checks.granted import is_counter, is_never_told, opened, records, verbs, without_covered
from goatherd.checks.unused_stores import weighed_by_use
from goatherd.core.confidence import owners_choice, unseen
from goatherd.core.finding import CRITICAL, HIGH, LOW, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.security_rules import WRITES, Grant, Method, SecurityRules

if TYPE_CHECKING:
    from goatherd.core.confidence import Reasons
    from goatherd.core.source import Span

_FORM = owners_choice("nothing but new records can be written, as by a form that is meant for everybody")
_SENT = owners_choice("nobody may read there, as where a form sends to, and what is there has ids that nobody is told")
_CONDITION = unseen("it may take something that only some know")
_COUNTER = owners_choice("nothing but a number can be written, as where views are counted")


@check("GOAT0335", sas=3, cwe=862, severity=HIGH, since="0.1")
def rules_let_anybody_write(rules: SecurityRules, app: Application) -> Iterator[Finding]:
    yield from weighed_by_use(_found(rules, app), rules)


def _found(rules: SecurityRules, app: Application) -> Iterator[Finding]:
    found = opened(rules, Caller.ANYBODY, WRITES, app.today)
    conditional = _on_a_condition(rules, app, found)
    for grant, covered in without_covered({**found, **conditional}).items():
        if grant in conditional:
            yield _of_whoever_meets_it(grant, conditional[grant], rules, covered)
            continue
        meant = _meant(grant, found[grant], rules, app)
        reads = lets(Caller.ANYBODY, grant, "get", app.today)
        yield Finding(
            span=grant.span,
            message=f"Anybody can {verbs(found[grant], reads=reads)} {records(grant, rules)}{until(grant)}",
            severity=LOW if meant is _FORM else MEDIUM if meant else CRITICAL if grant.everything else HIGH,
            reasons=meant,
            locations=covered,
        )


def _meant(grant: Grant, methods: list[Method], rules: SecurityRules, app: Application) -> Reasons:
    """Why its author may want it like that."""
    if methods == ["create"]:
        return _FORM
    if is_counter(grant, rules):
        return _COUNTER
    return _SENT if methods == ["create", "update"] and is_never_told(grant, rules, app.today) else ()


def _on_a_condition(
    rules: SecurityRules, app: Application, found: dict[Grant, list[Method]]
) -> dict[Grant, list[Method]]:
    """Grants to change records by conditions in which who asks is no part."""
    asking = {
        grant: [method for method in WRITES if asks_nobody(grant, method, app.today)]
        for grant in rules.grants
        if grant not in found
    }
    return {grant: methods for grant, methods in asking.items() if "update" in methods}


def _of_whoever_meets_it(
    grant: Grant, methods: list[Method], rules: SecurityRules, covered: tuple[Span, ...]
) -> Finding:
    done = verbs(methods, reads=False)
    return Finding(
        span=grant.span,
        message=f"Who meets a condition can {done} {records(grant, rules)}, and it does not ask who that is",
        severity=MEDIUM,
        reasons=_CONDITION,
        locations=covered,
    )
