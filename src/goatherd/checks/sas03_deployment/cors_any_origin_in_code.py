"""The code lets pages of any site call with the credentials of their user.

## Why it matters
A browser sends cookies along when a page of another site asks for it, and shows that page the answer if the answer
names its origin and allows credentials. Where it names whatever origin asks, every site that a user visits can act in
the user's name and read what comes back.

With `*` and credentials browsers refuse the answer: that is told at the lowest severity, for it works for nobody, and
the next thing people write is the origin that asks.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Account:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Events:
        Get: {Type: Api, Properties: {Path: /account, Method: get}}
```
```javascript index.js
exports.handler = async (event) => ({
  statusCode: 200,
  headers: {
    'Access-Control-Allow-Origin': event.headers.origin, // GOAT0322
    'Access-Control-Allow-Credentials': true,
  },
  body: '{}',
});
```

## Fixed
```javascript index.js
const OWN = ['https://shop.example', 'https://admin.shop.example'];

exports.handler = async (event) => ({
  statusCode: 200,
  headers: {
    'Access-Control-Allow-Origin': OWN.includes(event.headers.origin) ? event.headers.origin : OWN[0],
    'Access-Control-Allow-Credentials': true,
  },
  body: '{}',
});
```

## Vulnerable, in express
```javascript index.js
const express = require('express');
const cors = require('cors');
const serverless = require('serverless-http');

const app = express();
app.use(cors({ origin: true, credentials: true })); // GOAT0322
app.get('/account', (req, res) => res.json({}));
app.get('/orders', (req, res) => {
  res.setHeader('Access-Control-Allow-Origin', req.headers.origin);
  res.setHeader('Access-Control-Allow-Credentials', 'true');
  res.json({});
});
exports.handler = serverless(app);
```

## Fixed, in express
```javascript index.js
const express = require('express');
const cors = require('cors');
const serverless = require('serverless-http');

const app = express();
app.use(cors({ origin: 'https://shop.example', credentials: true }));
app.use('/public', cors({ origin: true }));
app.use('/about', cors());
app.get('/account', (req, res) => res.json({}));
app.get('/orders', (req, res) => {
  res.setHeader('Access-Control-Allow-Origin', '*');
  res.json({});
});
exports.handler = serverless(app);
```

## Vulnerable, in FastAPI and Flask
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.13}}
Resources:
  Account:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Events:
        Get: {Type: Api, Properties: {Path: /account, Method: get}}
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: orders.handler
      Events:
        Get: {Type: Api, Properties: {Path: /orders, Method: get}}
```
```python app.py
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from mangum import Mangum

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True, allow_methods=["*"])  # GOAT0322


@app.get("/account")
def account():
    return {}


handler = Mangum(app)
```
```python orders.py
import serverless_wsgi
from flask import Flask
from flask_cors import CORS

app = Flask(__name__)
CORS(app, supports_credentials=True)  # GOAT0322


@app.route("/orders")
def orders():
    return {}


def handler(event, context):
    return serverless_wsgi.handle_request(app, event, context)
```

## Fixed, in FastAPI and Flask
```python app.py
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from mangum import Mangum

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example"], allow_credentials=True)
app.add_middleware(CORSMiddleware, allow_origins=["*"])


@app.get("/account")
def account():
    return {}


handler = Mangum(app)
```
```python orders.py
import serverless_wsgi
from flask import Flask
from flask_cors import CORS

app = Flask(__name__)
CORS(app, supports_credentials=True, origins=["https://shop.example"])


@app.route("/orders")
def orders():
    return {}


def handler(event, context):
    return serverless_wsgi.handle_request(app, event, context)
```

## Remedy
List the origins of your own pages and answer with the one that asks only if it is among them; where no cookies are
used, leave out the credentials.

## References
- https://developer.mozilla.org/docs/Web/HTTP/CORS
- https://cwe.mitre.org/data/definitions/942.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.flow import ANY_ORIGIN, Behaviour
from goatherd.model.function import Function
from goatherd.model.resource import Api
from goatherd.model.trigger import HTTP_KINDS

if TYPE_CHECKING:
    from goatherd.core.source import Span

# What code names that knows its users by cookies; a token in a header is not sent by the pages of others.
_OF_COOKIES = frozenset(
    {"cookie", "Cookie", "cookies", "set_cookie", "session", "cookie-parser", "express-session", "cookie-session"}
)


@check("GOAT0322", sas=3, cwe=942, severity=MEDIUM, since="0.1")
def cors_any_origin_in_code(function: Function, app: Application) -> Iterator[Finding]:
    if _is_told_by_gateway(function, app):
        return
    behaviour = app.behaviour(function)
    answers: dict[str, list[Span]] = {}  # those of a file are mended together
    for span, what in sorted(behaviour.any_origin.items()):
        if what != ANY_ORIGIN:  # browsers refuse credentials for "*"
            answers.setdefault(span.path, []).append(span)
    for places in answers.values():
        yield Finding(
            span=places[0],
            message="Pages of any site are let in, with the credentials of their user",
            severity=HIGH if _knows_cookies(behaviour) else MEDIUM,
            locations=tuple(places[1:]),
        )


def _knows_cookies(behaviour: Behaviour) -> bool:
    return not _OF_COOKIES.isdisjoint(behaviour.names)


def _is_told_by_gateway(function: Function, app: Application) -> bool:
    """Whether the gateway answers with headers of its own, whatever the function says: an HTTP API with CORS does."""
    doors = [trigger for trigger in function.triggers if trigger.kind in HTTP_KINDS]
    apis = [app.resources.get(door.source or "") for door in doors]
    return bool(apis) and all(isinstance(api, Api) and api.protocol == "http" and api.cors for api in apis)
