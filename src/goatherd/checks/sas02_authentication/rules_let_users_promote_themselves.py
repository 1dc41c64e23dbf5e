"""Users can write the field of their own record by which security rules decide.

## Why it matters
Rules that look up the role of who asks in that user's own record trust what stands there. Where the user may write the
whole record, they write `role: "admin"` into it, with the client's own library, and every rule that asks lets them in.

## Vulnerable
```json firebase.json
{"firestore": {"rules": "firestore.rules"}, "database": {"rules": "database.json"}}
```
```javascript firestore.rules
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    function me() {
      return get(/databases/$(database)/documents/users/$(request.auth.uid)).data;
    }
    function isAdmin() {
      return me().role == 'admin';
    }
    match /users/{userId} {
      allow read: if request.auth.uid == userId || isAdmin();
      allow create: if request.auth.uid == userId && request.resource.data.role == 'member';
      allow update: if request.auth.uid == userId && request.resource.data.name is string; // GOAT0233
    }
    match /prices/{id} {
      allow write: if isAdmin();
    }
  }
}
```
```javascript database.json
{
  "rules": {
    "users": {
      "$uid": {
        ".write": "auth.uid === $uid" // GOAT0233
      }
    },
    "prices": {
      ".write": "root.child('users/' + auth.uid + '/level').val() === 'owner'"
    }
  }
}
```

## Fixed
```javascript firestore.rules
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    function me() {
      return get(/databases/$(database)/documents/users/$(request.auth.uid)).data;
    }
    function isAdmin() {
      return me().role == 'admin';
    }
    match /users/{userId} {
      allow read: if request.auth.uid == userId || isAdmin();
      allow create: if request.auth.uid == userId && request.resource.data.keys().hasOnly(['name']);
      allow update: if request.auth.uid == userId
        && request.resource.data.diff(resource.data).affectedKeys().hasOnly(['name']);
    }
    match /prices/{id} {
      allow write: if isAdmin();
    }
  }
}
```
```javascript database.json
{
  "rules": {
    "users": {
      "$uid": {
        ".write": "auth.uid === $uid",
        "level": {
          ".validate": "newData.val() === data.val()"
        }
      }
    },
    "prices": {
      ".write": "root.child('users/' + auth.uid + '/level').val() === 'owner'"
    }
  }
}
```

## Remedy
Let users change other fields only, `request.resource.data.diff(resource.data).affectedKeys().hasOnly(['name'])` (for
`create`: `request.resource.data.keys().hasOnly(['name'])`; in the Realtime Database a `.validate` of the field), or
keep the role in a custom claim, which functions alone can set.

## References
- https://firebase.google.com/docs/firestore/security/rules-fields
- https://cwe.mitre.org/data/definitions/269.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.audiences import Caller, who
from goatherd.checks.granted import records
from goatherd.checks.granted_fields import is_kept, looked_up_by_rules
from goatherd.core.finding import HIGH, Finding, Step
from goatherd.model.application import Application
from goatherd.model.security_rules import REST, Grant, Method, SecurityRules

_METHODS: tuple[Method, ...] = ("create", "update")


@check("GOAT0233", sas=2, cwe=269, severity=HIGH, since="0.1")
def rules_let_users_promote_themselves(rules: SecurityRules, app: Application) -> Iterator[Finding]:
    told: set[Grant] = set()
    for (path, name), span in looked_up_by_rules(rules).items():
        open_to_owners = [
            grant
            for grant in rules.grants
            if grant not in told
            and _is_for(grant, path)
            and any(who(grant, method, app.today) is Caller.OWNER for method in _METHODS)
            and not is_kept(name, grant, path, rules)
        ]
        told.update(open_to_owners)
        for grant in open_to_owners[:1]:
            yield Finding(
                span=grant.span,
                message=f"Users can write {name} in their own {records(grant, rules)}, by which rules decide",
                steps=(Step(span, f"rules decide by {name} here"), Step(grant.span, "which users can write")),
                locations=tuple(other.span for other in open_to_owners[1:]),
            )


def _is_for(grant: Grant, path: tuple[str, ...]) -> bool:
    """Whether the grant is about the records below a path, and says by their keys whose they are."""
    parents, rest = grant.path[: len(path)], grant.path[len(path) :]
    keyed = bool(rest) and rest[0].startswith("{") and not rest[0].endswith(REST)
    return parents == path and keyed and (len(rest) == 1 or (len(rest) == 2 and rest[1].endswith(REST)))
