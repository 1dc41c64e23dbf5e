"""What goes wrong in a route of Express 4 is handled by nobody.

## Why it matters
Express 4 does not wait for the promise of an async route. When it is rejected, since an id is unknown or a table does
not answer, the caller gets no answer but that of the platform, the handlers of errors do not run, and Node.js ends the
process with all other requests in it. Whoever finds such a request sends it again.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      CodeUri: .
      Events:
        Any: {Type: HttpApi, Properties: {Path: '/{proxy+}', Method: any}}
```
```json package.json
{"dependencies": {"express": "^4.18.2", "serverless-http": "^3.2.0"}}
```
```javascript app.js
const express = require('express');
const serverless = require('serverless-http');
const { DynamoDBDocument } = require('@aws-sdk/lib-dynamodb');
const { DynamoDB } = require('@aws-sdk/client-dynamodb');
const db = DynamoDBDocument.from(new DynamoDB({}));
const app = express();

app.get('/orders/:id', async (req, res) => { // GOAT1008
  const found = await db.get({ TableName: 'orders', Key: { id: req.params.id } });
  res.json(found.Item);
});

module.exports.handler = serverless(app);
```

## Fixed
```javascript app.js
const express = require('express');
const serverless = require('serverless-http');
const { DynamoDBDocument } = require('@aws-sdk/lib-dynamodb');
const { DynamoDB } = require('@aws-sdk/client-dynamodb');
const db = DynamoDBDocument.from(new DynamoDB({}));
const app = express();

app.get('/orders/:id', async (req, res, next) => {
  try {
    const found = await db.get({ TableName: 'orders', Key: { id: req.params.id } });
    res.json(found.Item);
  } catch (error) {
    next(error);
  }
});

module.exports.handler = serverless(app);
```

## Fixed, by what stands around every route, and where nothing can be rejected
```javascript app.js
const express = require('express');
const serverless = require('serverless-http');
const { DynamoDBDocument } = require('@aws-sdk/lib-dynamodb');
const { DynamoDB } = require('@aws-sdk/client-dynamodb');
const db = DynamoDBDocument.from(new DynamoDB({}));
const app = express();

const asyncHandler = require('express-async-handler');
const waited = (route) => (req, res, next) => route(req, res, next).catch(next);
const read = async (id) => {
  try {
    return await db.get({ TableName: 'orders', Key: { id } });
  } catch (error) {
    return {};
  }
};

app.get('/orders/:id', waited(async (req, res) => {
  res.json(await db.get({ TableName: 'orders', Key: { id: req.params.id } }));
}));
app.get('/again/:id', asyncHandler(async (req, res) => {
  res.json(await db.get({ TableName: 'orders', Key: { id: req.params.id } }));
}));
app.get('/perhaps/:id', async (req, res) => {
  res.json(await read(req.params.id));
});

module.exports.handler = serverless(app);
```

## Fixed, by the next release
```json package.json
{"dependencies": {"express": "^5.0.1", "serverless-http": "^3.2.0"}}
```
```javascript app.js
const express = require('express');
const serverless = require('serverless-http');
const { DynamoDBDocument } = require('@aws-sdk/lib-dynamodb');
const { DynamoDB } = require('@aws-sdk/client-dynamodb');
const db = DynamoDBDocument.from(new DynamoDB({}));
const app = express();

app.get('/orders/:id', async (req, res) => {
  const found = await db.get({ TableName: 'orders', Key: { id: req.params.id } });
  res.json(found.Item);
});

module.exports.handler = serverless(app);
```

## Remedy
Wrap async routes so that what they are rejected with goes to `next`, or install Express 5, which waits for them.

## References
- https://expressjs.com/en/guide/error-handling.html
- https://cwe.mitre.org/data/definitions/755.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding, Kind
from goatherd.model.application import Application
from goatherd.model.function import Function

_MAJOR = re.compile(r"\d+")
_WAITS_SINCE = 5
# Packages that make Express 4 wait.
_PATCHES = frozenset({"express-async-errors", "express-promise-router", "@awaitjs/express"})


@check("GOAT1008", sas=10, cwe=755, severity=LOW, since="0.1")
def route_rejection_unhandled(function: Function, app: Application) -> Iterator[Finding]:
    rejected = sorted(app.behaviour(function).rejected)
    if rejected and _is_not_waited_for(function, app):
        yield Finding(
            span=rejected[0][0],
            locations=tuple(span for pair in rejected for span in pair)[1:],
            message=f"What {'a route is' if len(rejected) == 1 else f'{len(rejected)} routes are'} rejected with, "
            "nobody handles, and the caller gets no answer",
            function=function.id,
            one_of=Kind("functions have routes of which nobody handles what goes wrong", function.id, anywhere=True),
        )


def _is_not_waited_for(function: Function, app: Application) -> bool:
    """Whether a manifest of the function says that it has Express 4, and nothing that makes it wait."""
    deployed = [m for m in app.manifests if function.id in m.functions and m.ecosystem == "npm"]
    packages = {package.name: package for manifest in deployed for package in manifest.packages if package.direct}
    express = packages.get("express")
    if express is None or not _PATCHES.isdisjoint(packages):
        return False
    major = _MAJOR.search(express.version or express.requirement)
    return major is not None and int(major[0]) < _WAITS_SINCE
