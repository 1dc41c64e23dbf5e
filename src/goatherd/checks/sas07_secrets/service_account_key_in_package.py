"""The key of a service account is packed with the code.

## Why it matters
A function of Google's cloud has an identity of its own, and needs no key. One that is packed with it has no end:
whoever reads a file of the function or a build's artifact is that account, until somebody revokes it.

## Vulnerable
```json firebase.json
{"functions": {"source": "functions"}}
```
```json functions/package.json
{"main": "index.js", "dependencies": {"firebase-functions": "^5.0.0", "firebase-admin": "^12.0.0"}}
```
```javascript functions/index.js
const functions = require("firebase-functions");
const admin = require("firebase-admin");
const serviceAccount = require("./service-account.json"); // GOAT0727

admin.initializeApp({ credential: admin.credential.cert(serviceAccount) });

exports.orders = functions.https.onRequest((request, response) => response.send("ok"));
```

## Fixed
```javascript functions/index.js
const functions = require("firebase-functions");
const admin = require("firebase-admin");

admin.initializeApp();

exports.orders = functions.https.onRequest((request, response) => response.send("ok"));
```

## Vulnerable, in Python
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Push:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: src/}
```
```python src/app.py
import firebase_admin
from firebase_admin import credentials

firebase_admin.initialize_app(credentials.Certificate("shop-adminsdk.json"))  # GOAT0727


def handler(event, context):
    return 1
```

## Fixed, in Python
```python src/app.py
import json

import boto3
import firebase_admin
from firebase_admin import credentials

key = boto3.client("secretsmanager").get_secret_value(SecretId="shop/firebase")["SecretString"]
firebase_admin.initialize_app(credentials.Certificate(json.loads(key)))


def handler(event, context):
    return 1
```

## Remedy
In Google's cloud sign in without a key (`initializeApp()`, `google.auth.default()`) and give the function's own account
the roles; elsewhere use workload identity federation, or read the key from the store of secrets. Then revoke the key.

## References
- https://cloud.google.com/iam/docs/best-practices-for-managing-service-account-keys
- https://cwe.mitre.org/data/definitions/522.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.confidence import one_of_several
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.model.application import Application

_AT_HOME = one_of_several("the code asks whether it runs in an emulator, and may use it there alone")


@check("GOAT0727", sas=7, cwe=522, severity=MEDIUM, since="0.1")
def service_account_key_in_package(app: Application) -> Iterator[Finding]:
    """One finding for all places: they sign in the same way."""
    code = {path for behaviour in app.behaviours.values() for path in behaviour.files}
    found = [key for key in app.key_files if key.span.path in code]
    if found:
        first, *others = sorted(found, key=lambda key: (key.at_home, key.span))
        files = list(dict.fromkeys(key.file for key in found))
        yield Finding(
            span=first.span,
            locations=tuple(dict.fromkeys(key.span for key in others)),
            message=f"The code signs in with the key of a service account that is packed with it: {listed(files, 3)}",
            severity=LOW if first.at_home else None,
            reasons=_AT_HOME if first.at_home else (),
        )
