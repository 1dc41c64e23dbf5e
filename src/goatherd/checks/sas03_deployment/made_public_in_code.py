"""Code lets everybody read what it stores.

## Why it matters
Addresses of objects get around: in browser histories, logs and chats, and whoever sees one tries its neighbours. What
everybody may read by its address stays open, also when the user whom it is about was signed out. A single object is
low, for whoever opens one means it, as with the pictures of a page; a whole bucket is high.

## Vulnerable
```python main.py
import functions_framework
from azure.storage.blob import BlobServiceClient
from google.cloud import storage


@functions_framework.http
def open_session(request):
    client = storage.Client()
    bucket = client.create_bucket("session")
    bucket.make_public(recursive=True, future=True)  # GOAT0333
    bucket.blob("first").make_public()  # GOAT0333
    uploads = BlobServiceClient.from_connection_string("copies")
    uploads.create_container("uploads", public_access="blob")  # GOAT0333
    uploads.create_container("drafts")
    return "ok"
```
```text requirements.txt
functions-framework==3.9.2
```

## Fixed
```python main.py
import datetime

import functions_framework
from google.cloud import storage


@functions_framework.http
def open_session(request):
    client = storage.Client()
    bucket = client.create_bucket("session")
    link = bucket.blob("first").generate_signed_url(expiration=datetime.timedelta(minutes=5), version="v4")
    return link
```

## Vulnerable, in JavaScript
```javascript index.js
const functions = require('firebase-functions');
const { Storage } = require('@google-cloud/storage');
const { BlobServiceClient } = require('@azure/storage-blob');

exports.upload = functions.https.onRequest(async (req, res) => {
  await new Storage().bucket('pictures').file('first').makePublic(); // GOAT0333
  await new Storage().bucket('pictures').file('second').save(req.rawBody, { public: true }); // GOAT0333
  await new Storage().bucket('pictures').file('third').save(req.rawBody, { public: false });
  const copies = BlobServiceClient.fromConnectionString(process.env.COPIES);
  await copies.getContainerClient('copies').createIfNotExists({ access: 'container' }); // GOAT0333
  await copies.getContainerClient('drafts').createIfNotExists();
  res.send('ok');
});
```
```json package.json
{"main": "index.js", "dependencies": {"firebase-functions": "6.0.0"}}
```
```json firebase.json
{"functions": {"source": "."}}
```

## Fixed, in JavaScript
```javascript index.js
const functions = require('firebase-functions');
const { Storage } = require('@google-cloud/storage');

exports.upload = functions.https.onRequest(async (req, res) => {
  const file = new Storage().bucket('pictures').file('first');
  const [link] = await file.getSignedUrl({ action: 'read', expires: Date.now() + 300000 });
  res.send(link);
});
```

## Remedy
Leave it private, and give a signed link that ends soon to whoever may see it.

## References
- https://cloud.google.com/storage/docs/access-control/making-data-public
- https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent
- https://cwe.mitre.org/data/definitions/732.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.confidence import unseen
from goatherd.core.finding import HIGH, LOW, MEDIUM, Finding
from goatherd.core.lazy import regex
from goatherd.model.flow import LibraryCall

_OPENS = regex(r"(google\.cloud\.storage|firebase_admin|@google-cloud/storage|firebase-admin).*\.make_?[pP]ublic")
_STORES = regex(
    r"(google\.cloud\.storage|firebase_admin|@google-cloud/storage|firebase-admin).*\.(save|upload\w*|createWriteStream|copy)"
)
_FOR_EVERYBODY = frozenset({"publicRead", "publicReadWrite"})
_CONTAINER = regex(r"(azure\.storage\.blob|@azure/storage-blob).*\.(create\w*|createIfNotExists|set_?\w*[aA]ccess\w*)")
_ACCESS = ("access", "public_access")
_LEVELS = frozenset({"blob", "container"})
# what goes for all objects there are, and for those to come
_WHOLE = ("recursive", "future", "includeFiles")


@check("GOAT0333", sas=3, cwe=732, severity=MEDIUM, since="0.1")
def made_public_in_code(call: LibraryCall) -> Iterator[Finding]:
    meant = unseen("it may be meant for everybody")
    whole = any(True in call.constants.get(name, ()) for name in _WHOLE)
    if _OPENS.fullmatch(call.name):
        what = "all objects of a bucket" if whole else "an object"
        severity = HIGH if whole else LOW
        yield Finding(span=call.span, message=f"Everybody may read {what}", severity=severity, reasons=meant)
    elif _STORES.fullmatch(call.name) and _stored_for_everybody(call):
        yield Finding(span=call.span, message="Everybody may read an object", severity=LOW, reasons=meant)
    elif _CONTAINER.fullmatch(call.name) and _level(call):
        yield Finding(span=call.span, message="Everybody may read what is in a container", reasons=meant)


def _stored_for_everybody(call: LibraryCall) -> bool:
    lists = (text for name in ("predefinedAcl", "predefined_acl") for text in call.constants.get(name, ()))
    return True in call.constants.get("public", ()) or not _FOR_EVERYBODY.isdisjoint(lists)


def _level(call: LibraryCall) -> bool:
    return any(text in _LEVELS for name in _ACCESS for text in call.constants.get(name, ()) if isinstance(text, str))
