"""Errors of async handlers of Express are caught by nothing.

## Why it matters
Express 4 does not wait for the promise of an async handler: what fails in it, a record that is not there, a database
that refuses, text that is no JSON, is an unhandled rejection. The request is never answered, the process ends or hangs
until the function times out, and whoever sends such requests keeps it from answering others.

## Vulnerable
```yaml serverless.yml
service: shop
provider: {name: aws, runtime: nodejs22.x}
functions:
  api:
    handler: app.handler
    events: [{httpApi: "*"}]
```
```json package.json
{"dependencies": {"express": "^4.21.2", "serverless-http": "^3.2.0"}}
```
```javascript app.js
const express = require('express');
const serverless = require('serverless-http');
const orders = require('./orders');

const app = express();
app.get('/orders/:id', async (req, res) => { // GOAT1008
  const order = await orders.find(req.params.id);
  res.json({ total: order.total });
});
exports.handler = serverless(app);
```
```javascript orders.js
exports.find = async (id) => JSON.parse(id);
```

## Fixed
```javascript app.js
const express = require('express');
const serverless = require('serverless-http');
const orders = require('./orders');

const app = express();
app.get('/orders/:id', async (req, res, next) => {
  try {
    const order = await orders.find(req.params.id);
    res.json({ total: order.total });
  } catch (error) {
    next(error);
  }
});
exports.handler = serverless(app);
```

## Fixed, by a version that waits
```json package.json
{"dependencies": {"express": "^5.1.0", "serverless-http": "^3.2.0"}}
```

## Remedy
Move to Express 5, which hands the errors of async handlers to the error handler, or catch them (`express-async-errors`,
a wrapper that calls `next`), and answer with an error handler of your own.

## References
- https://expressjs.com/en/guide/error-handling.html
- https://cwe.mitre.org/data/definitions/248.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application

_WAITS = re.compile(r"[\^~>=v ]*(?:[5-9]|\d\d)(?:\.|$)")


@check("GOAT1008", sas=10, cwe=248, severity=LOW, since="0.1")
def async_errors_uncaught(app: Application) -> Iterator[Finding]:
    """One finding: the version, or an error handler, mends them all."""
    if _waits(app):
        return
    spans = sorted({span for behaviour in app.behaviours.values() for span in behaviour.unguarded})
    if spans:
        some = (
            "An async handler of Express fails" if len(spans) == 1 else f"{len(spans)} async handlers of Express fail"
        )
        yield Finding(
            span=spans[0],
            locations=tuple(spans[1:]),
            message=f"{some} unseen: nothing catches the error, and the request is not answered",
        )


def _waits(app: Application) -> bool:
    """Whether the version hands on what async handlers fail with, or something makes an older one do so."""
    names = {name for behaviour in app.behaviours.values() for name in behaviour.names}
    versions = (p.version or p.requirement for m in app.manifests for p in m.packages if p.name == "express")
    return "express-async-errors" in names or any(map(_WAITS.match, versions))
