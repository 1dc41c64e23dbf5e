"""A function runs as the account that everything in its project has.

## Why it matters
A function without an account of its own runs as the project's default service account. That one is Editor of the whole
project, unless an organisation forbids it: whoever takes over the function reads and changes nearly everything there,
and so does every other function. Functions of Firebase do so unless their program says otherwise.

## Vulnerable
```hcl main.tf
resource "google_cloudfunctions2_function" "orders" {
  name     = "orders"
  location = "europe-west1"

  build_config {
    runtime     = "python312"
    entry_point = "orders"
  }

  service_config {  # GOAT0406
    max_instance_count = 20
  }
}
```

## Fixed
```hcl main.tf
resource "google_service_account" "orders" {
  account_id = "orders"
}

resource "google_cloudfunctions2_function" "orders" {
  name     = "orders"
  location = "europe-west1"

  build_config {
    runtime     = "python312"
    entry_point = "orders"
  }

  service_config {
    max_instance_count    = 20
    service_account_email = google_service_account.orders.email
  }
}
```

## Vulnerable in a command that deploys
```sh deploy.sh
gcloud functions deploy orders --gen2 --runtime=python312 --trigger-http --no-allow-unauthenticated  # GOAT0406
```
```python main.py
def orders(request):
    return "[]"
```

## Fixed in a command that deploys
```sh deploy.sh
gcloud functions deploy orders --gen2 --runtime=python312 --trigger-http --no-allow-unauthenticated \\
  --service-account=orders@shop.iam.gserviceaccount.com
```
```python main.py
def orders(request):
    return "[]"
```

## Vulnerable in Firebase
```json firebase.json
{"functions": {"source": "functions"}}
```
```json functions/package.json
{"main": "index.js", "dependencies": {"firebase-functions": "^6.0.0"}}
```
```javascript functions/index.js
const { onRequest } = require('firebase-functions/v2/https');

exports.orders = onRequest((request, response) => response.json([]));  // GOAT0406
```

## Fixed in Firebase
```javascript functions/index.js
const { setGlobalOptions } = require('firebase-functions/v2');
const { onRequest } = require('firebase-functions/v2/https');

setGlobalOptions({ serviceAccount: 'orders@' });

exports.orders = onRequest((request, response) => response.json([]));
```

## Vulnerable: what the code does in the cloud
```json firebase.json
{"functions": {"source": "functions"}}
```
```json functions/package.json
{"main": "index.js", "dependencies": {"firebase-functions": "^6.0.0", "firebase-admin": "^13.0.0"}}
```
```javascript functions/index.js
const admin = require('firebase-admin');
const { onRequest } = require('firebase-functions/v2/https');

admin.initializeApp();

exports.orders = onRequest(async (request, response) => {  // GOAT0406
  const found = await admin.firestore().doc('orders/open').get();
  response.json(found.get('count'));
});
```

## Fixed: what the code does in the cloud
```javascript functions/index.js
const admin = require('firebase-admin');
const { onRequest } = require('firebase-functions/v2/https');

admin.initializeApp({ credential: admin.credential.cert(JSON.parse(process.env.ACCOUNT)) });

exports.orders = onRequest({ secrets: ['ACCOUNT'] }, async (request, response) => {
  const found = await admin.firestore().doc('orders/open').get();
  response.json(found.get('count'));
});
```

## Remedy
Make a service account for the function, name it (`service_account_email`, `--service-account`), and grant it the roles
that the code needs on single resources.

## Remedy in Firebase
Make a service account for the functions, name it in their options (`serviceAccount` of `setGlobalOptions`, of a builder
or of `runWith`; `service_account` in Python), and grant it the roles that the code needs.

## References
- https://cloud.google.com/functions/docs/securing/function-identity
- https://cwe.mitre.org/data/definitions/250.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.trials import is_trial
from goatherd.checks.wording import listed
from goatherd.core.confidence import unseen
from goatherd.core.finding import INFO, LOW, Finding
from goatherd.core.value import is_true
from goatherd.model.application import Application
from goatherd.model.trigger import BACKGROUND_KINDS, CONSUMER_KINDS, Kind

if TYPE_CHECKING:
    from goatherd.model.function import Function

# Where code that works with Firebase says who it is; without a credential it is the default account.
_WITH_A_KEY = (".credential.cert", "firebase-admin/app.cert", "firebase_admin.credentials.Certificate")
_BEGINS = ("firebase-admin.initializeApp", "firebase-admin/app.initializeApp", "firebase_admin.initialize_app")
_AS_THE_FUNCTION = (".applicationDefault", "credentials.ApplicationDefault", "google.auth.default")
_FROM_WITHIN = BACKGROUND_KINDS | CONSUMER_KINDS | {Kind.SCHEDULE}
_OTHER_CLIENTS = ("@google-cloud/", "google.cloud", "googleapis", "google-auth-library")


@check("GOAT0406", sas=4, cwe=250, severity=LOW, since="0.1")
def default_account(app: Application) -> Iterator[Finding]:
    found = [
        function
        for function in app.functions
        if is_true(function.default_identity) and _may_be_called(function) and not _signs_in_by_key(function, app)
    ]
    if found and not is_trial(app):
        places = list(dict.fromkeys(function.default_identity.span or function.span for function in found))
        yield Finding(
            span=places[0],
            locations=tuple(places[1:]),
            message=f"{_functions(found)} as the project's default service account",
            severity=INFO if app.framework == "firebase" else LOW,
            function=found[0].id if len(found) == 1 else "",
            reasons=unseen("the organisation may have taken the role of an editor from it"),
        )


def _may_be_called(function: Function) -> bool:
    """Whether outsiders may start it, and not stores, queues and clocks alone."""
    kinds = {trigger.kind for trigger in function.triggers}
    return not kinds or not kinds <= _FROM_WITHIN


def _functions(found: list[Function]) -> str:
    names = listed([function.id for function in found])
    return f"Function {names} runs" if len(found) == 1 else f"Functions {names} run"


def _signs_in_by_key(function: Function, app: Application) -> bool:
    """Whether all that the code does in the cloud it does with a key of its own, and nothing as its function."""
    behaviour = app.behaviours.get(function.id)
    if behaviour is None or behaviour.truncated or any(name.startswith(_OTHER_CLIENTS) for name in behaviour.names):
        return False
    begun = [call for call in behaviour.calls if call.name in _BEGINS]
    return (
        bool(begun)
        and all(call.arguments for call in begun)
        and any(call.name.endswith(_WITH_A_KEY) for call in behaviour.calls)
        and not any(call.name.endswith(_AS_THE_FUNCTION) for call in behaviour.calls)
    )
