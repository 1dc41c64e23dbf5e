"""Security rules let every user have the records of all others.

## Why it matters
Anybody can sign up. Where the rules ask only whether somebody has signed in, or whose the *new* record is, every user
reads, changes and deletes what is of all others, with the client's own library and without the application.

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
    match /users/{userId} {
      allow read: if request.auth != null; // GOAT0433
      allow write: if signedIn(); // GOAT0433
    }
    match /items/{id} {
      allow create: if isMine(request.resource.data);
      allow update: if isMine(request.resource.data); // GOAT0433
      allow delete: if isMine(resource.data);
    }
    match /posts/{id} {
      allow update: if request.auth != null;
    }
    match /payouts/{id} {
      allow update: if request.auth != null; // GOAT0433
      allow delete: if request.auth.token.admin == true;
    }
    match /products/{id} {
      allow write: if request.auth != null;
    }
  }
}
function signedIn() {
  return request.auth.uid != null;
}
function isMine(item) {
  let user = request.auth;
  return item.owner == user.uid;
}
```
```javascript storage.rules
service firebase.storage {
  match /b/{bucket}/o {
    match /{file=**} {
      allow read, write: if request.auth != null; // GOAT0433
    }
  }
}
```
```javascript database.json
{"rules": {"users": {".read": "auth !== null"}}} // GOAT0433
```

## Fixed
```javascript firestore.rules
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /users/{userId} {
      allow read, write: if request.auth.uid == userId;
    }
    match /items/{id} {
      allow create: if isMine(request.resource.data);
      allow update: if isMine(resource.data) && isMine(request.resource.data);
      allow update: if request.auth != null
        && request.resource.data.diff(resource.data).affectedKeys().hasOnly(['likes']);
      allow delete: if isMine(resource.data);
    }
    match /posts/{id} {
      allow update: if request.auth.token.editor == true;
    }
    match /products/{id} {
      allow write: if request.auth.token.editor == true;
    }
  }
}
function isMine(item) {
  let user = request.auth;
  return item.owner == user.uid;
}
```
```javascript storage.rules
service firebase.storage {
  match /b/{bucket}/o {
    match /users/{uid}/{file=**} {
      allow read, write: if request.auth != null && request.auth.uid == uid;
    }
  }
}
```
```javascript database.json
{"rules": {"users": {"$uid": {".read": "auth !== null && auth.uid === $uid"}}}}
```

## Remedy
Compare who asks with whose the stored record is: `request.auth.uid == userId` where its path says it,
`request.auth.uid == resource.data.owner` where a field does, in the Realtime Database `auth.uid === $uid`.

## References
- https://firebase.google.com/docs/rules/rules-and-auth
- https://cwe.mitre.org/data/definitions/639.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.audiences import Caller, lets, names_the_caller, until
from goatherd.checks.granted import (
    is_called_private,
    is_of_one_person,
    is_of_people,
    opened,
    records,
    same_place,
    verbs,
    without_covered,
)
from goatherd.checks.unused_stores import weighed_by_use
from goatherd.checks.wording import listed
from goatherd.core.confidence import Reasons, by_name, unseen
from goatherd.core.finding import HIGH, LOW, MEDIUM, Finding, Severity, Step
from goatherd.model.application import Application
from goatherd.model.security_rules import READS, Grant, Method, SecurityRules

_BY_NAME = by_name("only its name says that each of its records is of one user")
_SHARED = unseen("only people who may do so may be able to sign up")
_WRITES: tuple[Method, ...] = ("update", "delete")


@check("GOAT0433", sas=4, cwe=639, severity=MEDIUM, since="0.1")
def rules_let_every_user_in(rules: SecurityRules, app: Application) -> Iterator[Finding]:
    yield from weighed_by_use(_found(rules, app), rules)


def _found(rules: SecurityRules, app: Application) -> Iterator[Finding]:
    written = opened(rules, Caller.USER, _WRITES, app.today)
    shared: list[Grant] = []
    for grant, covered in without_covered(written).items():
        owned = _where_owners_are_asked_for(grant, rules)
        if not (grant.everything or owned or is_of_one_person(grant)):
            meant = len(written[grant]) == len(_WRITES) or _deleting_takes_more(grant, rules)
            shared += [grant] if "update" in written[grant] and meant else []
            continue
        reads = lets(Caller.USER, grant, "get", app.today)
        done, what = verbs(written[grant], reads=reads), records(grant, rules)
        yield Finding(
            span=grant.span,
            message=f"Every user can {done} {what}, whose they are or not{until(grant)}",
            severity=_severity(grant, rules, owned),
            reasons=_reasons(grant, owned),
            steps=_steps(grant, owned),
            locations=covered,
        )
    if shared:
        yield _of_all(shared, written, rules)
    read = opened(rules, Caller.USER, READS, app.today)
    for grant, covered in without_covered(read).items():
        private = is_called_private(grant)
        if grant not in written and (private or _keeps_people(grant, rules)) and "list" in read[grant]:
            yield Finding(
                span=grant.span,
                message=f"Every user can list and read {records(grant, rules)}, whose they are or not{until(grant)}",
                reasons=() if grant.everything else _BY_NAME,
                locations=covered,
            )


def _deleting_takes_more(grant: Grant, rules: SecurityRules) -> bool:
    """Whether a rule of its own says who may delete: what may be overwritten by all is no more theirs for it."""
    return any("delete" in other.methods and same_place(grant, other) for other in rules.grants if other is not grant)


def _of_all(shared: list[Grant], written: dict[Grant, list[Method]], rules: SecurityRules) -> Finding:
    """One finding for what all users may have in common, for all that its name says."""
    named = listed([records(grant, rules) for grant in shared], 3)
    done = verbs(sorted(set.intersection(*(set(written[grant]) for grant in shared))), reads=False)
    return Finding(
        span=shared[0].span,
        message=f"Every user can {done} {named}, whoever made them",
        severity=LOW,
        reasons=_SHARED,
        locations=tuple(dict.fromkeys(grant.span for grant in shared[1:])),
    )


def _keeps_people(grant: Grant, rules: SecurityRules) -> bool:
    return rules.store != "Cloud Storage" and (grant.everything or is_of_people(grant))


def _where_owners_are_asked_for(grant: Grant, rules: SecurityRules) -> list[Grant]:
    """Grants for the same records that compare who asks with the record."""
    return [
        other
        for other in rules.grants
        if same_place(grant, other) and names_the_caller(other.condition, other.variables)
    ]


def _steps(grant: Grant, owned: list[Grant]) -> tuple[Step, ...]:
    others = sorted((other for other in owned if other is not grant), key=lambda other: not other.methods & {*_WRITES})
    if not others:
        return ()
    return Step(others[0].span, "it matters here whose a record is"), Step(grant.span, "and does not here")


def _severity(grant: Grant, rules: SecurityRules, owned: list[Grant]) -> Severity:
    if grant.everything:
        return MEDIUM if rules.store == "Cloud Storage" else HIGH
    return HIGH if owned else MEDIUM


def _reasons(grant: Grant, owned: list[Grant]) -> Reasons:
    return () if grant.everything or owned else _BY_NAME
