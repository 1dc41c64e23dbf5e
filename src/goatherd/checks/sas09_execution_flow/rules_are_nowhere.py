"""Clients ask a database directly, and its security rules are not in the project.

## Why it matters
The rules decide what everybody with an account, or without one, reads and writes past the functions. Where they are
kept in Firebase's console alone, nobody reviews them with the code that relies on them, no test runs against them, and
a project that is set up anew gets the defaults: in test mode, everything is open to everybody for thirty days.

## Vulnerable
```json firebase.json
{"functions": {"source": "functions"}, "hosting": {"public": "dist"}} // GOAT0934
```
```json functions/package.json
{"main": "index.js", "dependencies": {"firebase-functions": "6.3.0"}}
```
```javascript functions/index.js
const { onCall } = require('firebase-functions/v2/https');

exports.ping = onCall(() => 'pong');
```
```javascript src/orders.js
import { getFirestore, collection, addDoc } from 'firebase/firestore';

export const order = (item) => addDoc(collection(getFirestore(), 'orders'), item);
```

## Fixed
```json firebase.json
{
  "functions": {"source": "functions"},
  "hosting": {"public": "dist"},
  "firestore": {"rules": "firestore.rules"}
}
```
```javascript firestore.rules
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /orders/{id} {
      allow create: if request.auth != null && request.resource.data.buyer == request.auth.uid;
      allow read: if request.auth != null && resource.data.buyer == request.auth.uid;
    }
  }
}
```

## Remedy
Keep the rules beside `firebase.json` and name them there (`firebase init firestore` and `firebase init database` fetch
those that are in force), so that `firebase deploy` puts what was reviewed in force.

## References
- https://firebase.google.com/docs/rules/manage-deploy
- https://cwe.mitre.org/data/definitions/1188.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.confidence import unseen
from goatherd.core.finding import LOW, Finding, Step
from goatherd.model.security_rules import MissingRules

_ELSEWHERE = unseen("another repository may keep and deploy them")


@check("GOAT0934", sas=9, cwe=1188, severity=LOW, since="0.1")
def rules_are_nowhere(rules: MissingRules) -> Iterator[Finding]:
    yield Finding(
        span=rules.span,
        message=f"Clients use {listed(list(rules.clients))}, and no file of the project has its security rules",
        reasons=_ELSEWHERE,
        steps=tuple(Step(span, f"a client uses {store} here") for store, span in rules.clients.items()),
    )
