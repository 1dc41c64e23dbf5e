"""Security rules let anybody read what is kept about people.

## Why it matters
Clients ask Firestore and the Realtime Database directly; the rules are all that stands before them. Whoever has the
address of the project, which is in every page, lists and copies these records without an account. That they are about
people the name of the collection says, or a rule for it that names their address or number. Where a collection, or a
folder of Cloud Storage, is called private, it is high.

## Vulnerable
```json firebase.json
{"firestore": {"rules": "firestore.rules"}, "database": {"rules": "database.json"}}
```
```javascript firestore.rules
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /users/{userId} {
      allow read: if true; // GOAT0336
      allow write: if request.auth.uid == userId;
    }
    match /menus/{menu} {
      allow read: if true;
    }
  }
}
```
```javascript database.json
{"rules": {".read": true, ".write": false}} // GOAT0336
```

## Fixed
```javascript firestore.rules
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /users/{userId} {
      allow read, write: if request.auth.uid == userId;
    }
    match /menus/{menu} {
      allow read: if true;
    }
  }
}
```
```javascript database.json
{"rules": {"news": {".read": true}, "users": {"$uid": {".read": "auth.uid === $uid"}}}}
```

## Remedy
Let users read their own records, `allow read: if request.auth != null && request.auth.uid == userId`, in the Realtime
Database `".read": "auth.uid === $uid"`, and keep what is for everybody in a collection of its own.

## References
- https://firebase.google.com/docs/rules/insecure-rules
- https://cwe.mitre.org/data/definitions/862.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.audiences import Caller, until
from goatherd.checks.granted import (
    collection,
    is_called_private,
    is_of_people,
    opened,
    records,
    tells_of_people,
    without_covered,
)
from goatherd.checks.unused_stores import weighed_by_use
from goatherd.core.confidence import by_name, owners_choice
from goatherd.core.finding import HIGH, LOW, MEDIUM, Finding, Severity
from goatherd.core.secrets import promises_secret
from goatherd.model.application import Application
from goatherd.model.security_rules import READS, WRITES, Grant, SecurityRules

_BY_NAME = by_name("only its name says what is kept there")
_FILES = owners_choice("files of a page are meant for everybody")


@check("GOAT0336", sas=3, cwe=862, severity=MEDIUM, since="0.1")
def rules_let_anybody_read(rules: SecurityRules, app: Application) -> Iterator[Finding]:
    yield from weighed_by_use(_found(rules, app), rules)


def _found(rules: SecurityRules, app: Application) -> Iterator[Finding]:
    files = rules.store == "Cloud Storage"
    written = opened(rules, Caller.ANYBODY, WRITES, app.today)
    found = opened(rules, Caller.ANYBODY, READS, app.today)
    for grant, covered in without_covered(found).items():
        private = is_called_private(grant)
        told = grant.everything or private or (_is_confidential(grant, rules) and not files)
        if grant in written or not told:
            continue  # who may write it, too, is told of that
        listed = "list" in found[grant]
        people = any(is_of_people(other) for other in rules.grants) if grant.everything else listed
        yield Finding(
            span=grant.span,
            message=f"Anybody can {'list and read' if listed else 'read'} {records(grant, rules)}{until(grant)}",
            severity=_severity(private=private, files=files, people=people and grant.everything),
            reasons=() if grant.everything and not files else _FILES if files and not private else _BY_NAME,
            locations=covered,
        )


def _severity(*, private: bool, files: bool, people: bool) -> Severity:
    if private or (people and not files):
        return HIGH
    return LOW if files else MEDIUM


def _is_confidential(grant: Grant, rules: SecurityRules) -> bool:
    return is_of_people(grant) or tells_of_people(grant, rules) or bool(promises_secret(collection(grant)))
