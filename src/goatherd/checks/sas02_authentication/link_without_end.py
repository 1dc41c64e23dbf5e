"""A signed link opens a file for years.

## Why it matters
Whoever has a signed link has the file, without signing in. Links are forwarded, stay in mails, in browsers and in logs:
one that ends after the next decade is the same as a file that everybody may read, only that nobody sees it.

## Vulnerable
```json firebase.json
{"functions": {"source": "functions"}}
```
```json functions/package.json
{"main": "index.js", "dependencies": {"firebase-functions": "^6.0.0", "firebase-admin": "^13.0.0"}}
```
```javascript functions/index.js
const { onObjectFinalized } = require('firebase-functions/v2/storage');
const admin = require('firebase-admin');

exports.linked = onObjectFinalized({ bucket: 'invoices', serviceAccount: 'links@' }, async (event) => {
  const file = admin.storage().bucket('invoices').file(event.data.name);
  const [url] = await file.getSignedUrl({ action: 'read', expires: '03-01-2500' });  // GOAT0236
  await admin.firestore().collection('links').add({ url });
});
```

## Fixed
```javascript functions/index.js
const { onObjectFinalized } = require('firebase-functions/v2/storage');
const admin = require('firebase-admin');

exports.linked = onObjectFinalized({ bucket: 'invoices', serviceAccount: 'links@' }, async (event) => {
  const file = admin.storage().bucket('invoices').file(event.data.name);
  const [url] = await file.getSignedUrl({ action: 'read', expires: Date.now() + 15 * 60 * 1000 });
  await admin.firestore().collection('links').add({ url });
});
```

## Remedy
Sign a link when somebody asks for it and may have it, for minutes; keep the file's name where the link is kept now.

## References
- https://cloud.google.com/storage/docs/access-control/signed-urls
- https://cwe.mitre.org/data/definitions/613.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.core.lazy import regex
from goatherd.model.application import Application
from goatherd.model.flow import LibraryCall

_SIGNS = (".getSignedUrl", ".generate_signed_url")
_ENDS = ("expires", "expiration")
_YEAR = regex(r"(?<!\d)(2\d{3})(?!\d)")
_MILLISECONDS, _EPOCH = 365 * 24 * 3600 * 1000, 1970
_YEARS = 2


@check("GOAT0236", sas=2, cwe=613, severity=LOW, since="0.1")
def link_without_end(call: LibraryCall, app: Application) -> Iterator[Finding]:
    if not call.name.endswith(_SIGNS):
        return
    ends = [year for name in _ENDS for value in call.constants.get(name, ()) for year in _year(value)]
    if ends and min(ends) >= app.today.year + _YEARS:
        yield Finding(call.span, f"The link that {call.name.replace('()', '')} signs opens a file until {min(ends)}")


def _year(value: object) -> list[int]:
    if isinstance(value, str):
        return [int(match[1]) for match in _YEAR.finditer(value)][:1]
    return [_EPOCH + int(value / _MILLISECONDS)] if type(value) is int and value > _MILLISECONDS else []
