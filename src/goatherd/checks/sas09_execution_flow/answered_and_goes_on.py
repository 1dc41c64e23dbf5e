"""A request is answered, and the function goes on.

## Why it matters
A method of the response that answers (`res.send`, `res.json`, `res.redirect`) ends no function. Where nothing returns
behind it, what the refusal should keep out runs all the same: data is read and changed for callers who got a 403, and
the second answer is an error that ends the process or is lost.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Any: {Type: HttpApi, Properties: {Path: /orders, Method: any}}
```
```javascript index.js
const express = require('express');
const serverless = require('serverless-http');
const app = express();

app.get('/orders', async (req, res) => {
  res.set('Cache-Control', 'no-store');
  if (req.query.shop !== process.env.SHOP) {
    res.status(403).send('this shop is not yours'); // GOAT0920
  }
  res.json(await orders(req.query.shop));
});
app.get('/order', async (req, res) => {
  if (!req.query.id) {
    res.status(400).send('which one?');
  } else {
    res.json(await order(req.query.id));
  }
});
exports.handler = serverless(app);
```

## Fixed
```javascript index.js
const express = require('express');
const serverless = require('serverless-http');
const app = express();

app.get('/orders', async (req, res) => {
  res.set('Cache-Control', 'no-store');
  if (req.query.shop !== process.env.SHOP) {
    return res.status(403).send('this shop is not yours');
  }
  res.json(await orders(req.query.shop));
});
app.get('/order', async (req, res) => {
  if (!req.query.id) {
    res.status(400).send('which one?');
  }
  if (!res.headersSent) {
    res.json(await order(req.query.id));
  }
});
exports.handler = serverless(app);
```

## Remedy
Return with the answer, or in the statement behind it: one `return` does both.

## References
- https://expressjs.com/en/api.html#res.headersSent
- https://cwe.mitre.org/data/definitions/705.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0920", sas=9, cwe=705, severity=MEDIUM, since="0.1")
def answered_and_goes_on(function: Function, app: Application) -> Iterator[Finding]:
    first, *more = sorted(app.behaviour(function).answered_twice) or (None,)
    if first is not None:
        yield Finding(
            span=first,
            message="The request is answered here, and the function goes on and answers again",
            function=function.id,
            locations=tuple(more),
            whatever_source=True,
        )
