"""A trigger works amounts into other records that users write as they like.

## Why it matters
A function that Firestore or the Realtime Database starts has every right, and what it is given is what a client wrote.
Where the security rules let users create the record that starts it and ask nothing of its amount, a client that is not
the application's own writes any sum: sales that never were, credit, or a negative total.

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
    match /users/{uid}/sales/{sale} {
      allow create: if request.auth.uid == uid; // GOAT0936
    }
  }
}
```
```javascript index.js
const { onDocumentCreated } = require('firebase-functions/v2/firestore');
const { getFirestore, FieldValue } = require('firebase-admin/firestore');
const { initializeApp } = require('firebase-admin/app');

initializeApp();

exports.count = onDocumentCreated('users/{uid}/sales/{sale}', async (event) => {
  const sale = event.data.data();
  await getFirestore().collection('shops').doc(sale.shop).update({ revenue: FieldValue.increment(sale.amount) });
});
```

## Fixed
```javascript firestore.rules
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /users/{uid}/sales/{sale} {
      allow create: if request.auth.uid == uid
        && request.resource.data.amount == get(/databases/$(database)/documents/items/$(sale)).data.price;
    }
  }
}
```

## Remedy
Let a function create such records (`allow create: if false`), which looks up what each costs; or hold the amount
against a record that users cannot write, `request.resource.data.amount == get(…).data.price`.

## References
- https://firebase.google.com/docs/firestore/security/rules-fields
- https://cwe.mitre.org/data/definitions/472.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.audiences import Caller, lets_members, who
from goatherd.checks.granted import records
from goatherd.checks.granted_fields import is_kept
from goatherd.core.finding import HIGH, Finding, Step
from goatherd.core.lazy import regex
from goatherd.model.access import How, Verb
from goatherd.model.application import Application
from goatherd.model.security_rules import REST, SecurityRules
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from datetime import date

    from goatherd.model.access import Access
    from goatherd.model.function import Function
    from goatherd.model.security_rules import Grant

_KINDS = {Kind.FIRESTORE: "Firestore", Kind.REALTIME_DATABASE: "the Realtime Database"}
_AMOUNT = regex(r"(?i)\w*?(?:amount|price|total|sum|cost|fee|balance|credits?|points)")
_SENT = "event.data."


@check("GOAT0936", sas=9, cwe=472, severity=HIGH, since="0.1")
def trigger_adds_up_what_users_write(rules: SecurityRules, app: Application) -> Iterator[Finding]:
    for grant in rules.grants:
        if _is_for_users(grant, app.today):
            used = [each for function in app.functions for each in _used(function, grant, rules, app)]
            for function, access, name in used[:1]:
                yield Finding(
                    span=grant.span,
                    message=f"Users can write any {name} in {records(grant, rules)}, which {function} works into other "
                    "records",
                    steps=(
                        Step(grant.span, "which users can write"),
                        Step(access.span, f"{function} writes {name} on"),
                    ),
                )


def _is_for_users(grant: Grant, today: date) -> bool:
    """Whether it lets users create records; that it lets anybody is told as such."""
    creates = who(grant, "create", today)
    return creates in (Caller.USER, Caller.OWNER) or (creates is None and lets_members(grant, "create", today))


def _used(
    function: Function, grant: Grant, rules: SecurityRules, app: Application
) -> Iterator[tuple[str, Access, str]]:
    """The function that such a record starts, and where it writes an amount on which no rule says anything of."""
    started = [
        path
        for trigger in function.triggers
        if _KINDS.get(trigger.kind) == rules.store and _is_at(path := trigger.detail.strip("/").split("/"), grant)
    ]
    if not started:
        return
    behaviour = app.behaviour(function)
    own = "/".join(part for part in started[0] if not part.startswith("{"))
    for access in behaviour.accesses:
        if access.verb not in (Verb.CREATE, Verb.CHANGE) or access.store == own:
            continue
        for choice in access.written:
            name = choice.what.rpartition(".")[2]
            sent = choice.how == How.REQUEST and choice.what.startswith(_SENT) and _AMOUNT.fullmatch(name)
            asked = choice.what in behaviour.compared_fields or is_kept(name, grant, grant.path[:-1], rules)
            if sent and not asked:
                yield function.id, access, name


def _is_at(path: list[str], grant: Grant) -> bool:
    """Whether the records of a grant are those at a trigger's path."""
    granted = grant.path[:-1] if grant.path[-1].endswith(REST) and len(grant.path) > 1 else grant.path
    return len(granted) == len(path) and all(map(_is_like, granted, path))


def _is_like(granted: str, part: str) -> bool:
    return granted == part or granted[:1] == part[:1] == "{"
