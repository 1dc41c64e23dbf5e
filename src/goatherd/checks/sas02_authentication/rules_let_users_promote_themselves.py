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
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.audiences import UID, Caller, who
from goatherd.checks.granted import records
from goatherd.core.finding import HIGH, Finding, Step
from goatherd.model.application import Application
from goatherd.model.security_rules import REST, Expression, Grant, Method, SecurityRules

if TYPE_CHECKING:
    from goatherd.core.source import Span

_LOOK_UPS = (("get",), ("firestore", "get"))
_METHODS: tuple[Method, ...] = ("create", "update")
_Field = tuple[tuple[str, ...], str]  # the path before the caller's id, and the name of the field


@check("GOAT0233", sas=2, cwe=269, severity=HIGH, since="0.1")
def rules_let_users_promote_themselves(rules: SecurityRules, app: Application) -> Iterator[Finding]:
    told: set[Grant] = set()
    for (path, name), span in _deciding(rules).items():
        open_to_owners = [
            grant
            for grant in rules.grants
            if grant not in told
            and _is_for(grant, path)
            and any(who(grant, method, app.today) is Caller.OWNER for method in _METHODS)
            and not _is_kept(name, grant, path, rules)
        ]
        told.update(open_to_owners)
        for grant in open_to_owners[:1]:
            yield Finding(
                span=grant.span,
                message=f"Users can write {name} in their own {records(grant, rules)}, by which rules decide",
                steps=(Step(span, f"rules decide by {name} here"), Step(grant.span, "which users can write")),
                locations=tuple(other.span for other in open_to_owners[1:]),
            )


def _deciding(rules: SecurityRules) -> dict[_Field, Span]:
    """The fields of the caller's own record that conditions look up, each with the first place."""
    found: dict[_Field, Span] = {}
    for grant in rules.grants:
        for node in grant.condition.nodes():
            field = _own_field(node)
            if field is not None:
                found.setdefault(field, node.span)
    return found


def _own_field(node: Expression) -> _Field | None:
    """`get(/…/users/$(request.auth.uid)).data.role`, or `root.users[request.auth.uid].role`."""
    if node.op != "member":
        return None
    record = node.parts[0]
    if record.op == "index" and record.parts[0].steps[:1] == ("root",) and record.parts[1].steps == UID:
        return record.parts[0].steps[1:], node.text
    if record.op != "member" or record.text != "data" or record.parts[0].op != "call":
        return None
    callee, *arguments = record.parts[0].parts
    if callee.steps not in _LOOK_UPS or len(arguments) != 1 or arguments[0].op != "path":
        return None
    before = arguments[0].parts[3:-1]  # behind /databases/…/documents
    texts = tuple(part.value for part in before if isinstance(part.value, str))
    keyed = arguments[0].parts[-1].steps == UID and texts
    return (texts, node.text) if keyed and len(texts) == len(before) else None


def _is_for(grant: Grant, path: tuple[str, ...]) -> bool:
    """Whether the grant is about the records below a path, and says by their keys whose they are."""
    parents, rest = grant.path[: len(path)], grant.path[len(path) :]
    keyed = bool(rest) and rest[0].startswith("{") and not rest[0].endswith(REST)
    return parents == path and keyed and (len(rest) == 1 or (len(rest) == 2 and rest[1].endswith(REST)))


def _is_kept(name: str, grant: Grant, path: tuple[str, ...], rules: SecurityRules) -> bool:
    """Whether something that is said of the field, or of all that may be written, may keep users from it."""
    if _is_restricted(name, grant.condition):
        return True
    record = len(path) + 1
    return any(
        each.path[: len(path)] == path
        and (name in each.path[record:] or _is_any_other(each.path[record:]) or _is_restricted(name, each.condition))
        for each in rules.validations
    )


def _is_any_other(path: tuple[str, ...]) -> bool:
    """Whether it is about the fields that have no rules of their own."""
    return path[:1] != () and path[0].startswith("{")


def _is_restricted(name: str, condition: Expression) -> bool:
    lists = [node for node in condition.nodes() if _only(node)]
    free = {id(part) for each in lists for part in each.nodes() if part.is_text(name)}
    if len(free) < len(lists):  # one of them leaves the field out
        return True
    return any(
        (node.is_text(name) and id(node) not in free)
        or (node.op == "member" and node.text == name and node.steps[:1] in (("request",), ("resource",)))
        for node in condition.nodes()
    )


def _only(node: Expression) -> bool:
    """`….hasOnly(['name', 'picture'])`."""
    return node.op == "call" and node.parts[0].op == "member" and node.parts[0].text == "hasOnly"
