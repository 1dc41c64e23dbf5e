"""A function decides by what the security rules let its callers write.

## Why it matters
Functions of Firebase work with every right and are trusted for that. Where one of them looks up in the caller's own
record whether they may go on (`status`, `role`, `credits`, `assignedGroups`), and the rules let users write that record
whole, the answer is whatever the caller wrote there a moment before, with the client's own library.

## Vulnerable
```json firebase.json
{"functions": {"source": "."}, "firestore": {"rules": "firestore.rules"}}
```
```json package.json
{"main": "index.js", "dependencies": {"firebase-functions": "6.3.0", "firebase-admin": "13.0.0"}}
```
```javascript firestore.rules
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /teachers/{uid} {
      allow read: if request.auth.uid == uid;
      allow create: if request.auth.uid == uid; // GOAT0933
    }
  }
}
```
```javascript index.js
const { onCall, HttpsError } = require('firebase-functions/v2/https');
const { getFirestore } = require('firebase-admin/firestore');
const { initializeApp } = require('firebase-admin/app');

initializeApp();
const db = getFirestore();

exports.open = onCall(async (request) => {
  if (!request.auth) throw new HttpsError('unauthenticated', 'sign in');
  const teacher = await db.collection('teachers').doc(request.auth.uid).get();
  if (teacher.data().status !== 'approved') throw new HttpsError('permission-denied', 'wait for approval');
  await db.collection('courses').add({ teacher: request.auth.uid });
});
```

## Fixed
```javascript firestore.rules
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /teachers/{uid} {
      allow read: if request.auth.uid == uid;
      allow create: if request.auth.uid == uid && request.resource.data.keys().hasOnly(['name', 'school']);
    }
  }
}
```

## Remedy
Let users write other fields only, `request.resource.data.keys().hasOnly(['name'])` for `create` and
`request.resource.data.diff(resource.data).affectedKeys().hasOnly(['name'])` for `update` (in the Realtime Database a
`.validate` of the field), or keep what decides in a record or a custom claim that functions alone can write.

## References
- https://firebase.google.com/docs/firestore/security/rules-fields
- https://cwe.mitre.org/data/definitions/915.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.checks.api import check
from goatherd.checks.audiences import Caller, lets_members, who
from goatherd.checks.granted import records
from goatherd.checks.granted_fields import is_kept, looked_up_by_rules
from goatherd.checks.wording import listed
from goatherd.code.rights import is_right
from goatherd.core.finding import HIGH, Finding, Step
from goatherd.core.lazy import regex
from goatherd.model.access import How, Verb
from goatherd.model.application import Application
from goatherd.model.security_rules import REST, Grant, Method, SecurityRules

if TYPE_CHECKING:
    from datetime import date

    from goatherd.core.source import Span
    from goatherd.model.access import Access

_METHODS: tuple[Method, ...] = ("create", "update")
# What a record says of how far its user has got, beside a role.
_STATE = regex(
    r"(?i)(?:(?:is|has)_?)?(?:(?:account|approval|membership|payment|profile|subscription|user|verification)_?)?"
    r"(?:status|state|approved|verified|active|activated|banned|blocked|suspended|disabled|premium|paid|plan|tier"
    r"|subscription|subscribed|credits|balance|quota)"
    r"|(?:allowed|assigned|granted|permitted)_?\w+|(?:last|previous)\w*(?:time|timestamp|at)"
)


@frozen
class _Trust:
    """A function decides by a field of its caller's own record, in the collection of this path."""

    collection: tuple[str, ...]
    name: str
    function: str
    span: Span


@check("GOAT0933", sas=9, cwe=915, severity=HIGH, since="0.1")
def function_trusts_what_users_write(rules: SecurityRules, app: Application) -> Iterator[Finding]:
    if rules.store == "Cloud Storage":
        return
    told: dict[tuple[str, ...], list[tuple[Grant, list[_Trust]]]] = {}
    trusts = list(_trusts(app))
    for grant in rules.grants:
        if _is_for_owners(grant, app.today):
            written = [each for each in trusts if _is_written(each, grant, rules)]
            if written:
                told.setdefault(written[0].collection, []).append((grant, written))
    for found in told.values():
        yield _finding(found, rules)


def _is_for_owners(grant: Grant, today: date) -> bool:
    """Whether users write their own records by it, and no more than that, which is told as such."""
    create, update = (who(grant, method, today) for method in _METHODS)
    if update is None and lets_members(grant, "update", today):
        return True
    return update is Caller.OWNER or (update is None and create in (Caller.USER, Caller.OWNER))


def _trusts(app: Application) -> Iterator[_Trust]:
    for function in app.functions:
        behaviour = app.behaviour(function)
        own = {each.span: each for each in behaviour.accesses if _is_of_caller(each)}
        for name, span in behaviour.decides:
            if span in own and (is_right(name) or _STATE.fullmatch(name)):
                yield _Trust(tuple(own[span].store.split("/")), name, function.id, span)


def _is_of_caller(access: Access) -> bool:
    """Whether one record is read that is the caller's, or of something that they were found to belong to."""
    return (
        access.service == "firestore"
        and access.verb == Verb.READ
        and any(each.how == How.IDENTITY or each.what in access.same for each in access.chosen)
    )


def _is_written(trust: _Trust, grant: Grant, rules: SecurityRules) -> bool:
    """Whether who is let write the records that a function trusts may write this field of them."""
    path = grant.path[:-1] if grant.path[-1].endswith(REST) else grant.path
    names = tuple(part for part in path if not part.startswith("{"))
    if names != trust.collection or not path[-1].startswith("{"):
        return False
    parents = path[:-1]
    return not is_kept(trust.name, grant, parents, rules) and (parents, trust.name) not in looked_up_by_rules(rules)


def _finding(found: list[tuple[Grant, list[_Trust]]], rules: SecurityRules) -> Finding:
    grants = [grant for grant, _ in found]
    trusts = [trust for _, written in found for trust in written]
    names = listed(list(dict.fromkeys(trust.name for trust in trusts)), 3)
    functions = list(dict.fromkeys(trust.function for trust in trusts))
    decide = f"{listed(functions, 3)} {'decides' if len(functions) == 1 else 'decide'}"
    places = {trust.span: trust for trust in trusts}
    return Finding(
        span=grants[0].span,
        message=f"Users can write {names} in their own {records(grants[0], rules)}, by which {decide}",
        steps=(
            Step(grants[0].span, "which users can write"),
            *(Step(span, f"{trust.function} decides by {trust.name}") for span, trust in list(places.items())[:3]),
        ),
        locations=tuple(grant.span for grant in grants[1:]),
    )
