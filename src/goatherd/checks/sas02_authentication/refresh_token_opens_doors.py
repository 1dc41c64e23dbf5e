"""A refresh token is accepted wherever an access token is.

## Why it matters
The token that is shown with every request is good for minutes, so that one that leaks is soon worth nothing; the one
that gets the next is good for weeks and shown to one route alone. Where both are signed with the same key and say the
same, that difference is gone: the long-lived one opens every door, and an access token renews itself for ever.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  SignIn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Call: {Type: HttpApi, Properties: {Path: /tokens, Method: post}}
```
```javascript index.js
const jwt = require('jsonwebtoken');
const key = process.env.JWT_KEY;

exports.handler = async (event) => {
  const { refreshToken } = JSON.parse(event.body);
  const { sub } = jwt.verify(refreshToken, key, { algorithms: ['HS256'] });
  const access = jwt.sign({ sub }, key, { expiresIn: '15m' });
  const refresh = jwt.sign({ sub }, key, { expiresIn: '30d' }); // GOAT0234
  return { statusCode: 200, body: JSON.stringify({ access, refresh }) };
};
```

## Fixed, by a claim that says which it is
```javascript index.js
const jwt = require('jsonwebtoken');
const key = process.env.JWT_KEY;

exports.handler = async (event) => {
  const { refreshToken } = JSON.parse(event.body);
  const { sub, use } = jwt.verify(refreshToken, key, { algorithms: ['HS256'] });
  if (use !== 'refresh') return { statusCode: 401 };
  const access = jwt.sign({ sub, use: 'access' }, key, { expiresIn: '15m' });
  const refresh = jwt.sign({ sub, use: 'refresh' }, key, { expiresIn: '30d' });
  return { statusCode: 200, body: JSON.stringify({ access, refresh }) };
};
```

## Fixed, by two keys
```javascript index.js
const jwt = require('jsonwebtoken');

exports.handler = async (event) => {
  const { refreshToken } = JSON.parse(event.body);
  const { sub } = jwt.verify(refreshToken, process.env.REFRESH_KEY, { algorithms: ['HS256'] });
  const access = jwt.sign({ sub }, process.env.JWT_KEY, { expiresIn: '15m' });
  const refresh = jwt.sign({ sub }, process.env.REFRESH_KEY, { expiresIn: '30d' });
  return { statusCode: 200, body: JSON.stringify({ access, refresh }) };
};
```

## Fixed, by an audience
```javascript index.js
const jwt = require('jsonwebtoken');
const key = process.env.JWT_KEY;

exports.handler = async (event) => {
  const { refreshToken } = JSON.parse(event.body);
  const { sub } = jwt.verify(refreshToken, key, { algorithms: ['HS256'], audience: 'refresh' });
  const access = jwt.sign({ sub }, key, { expiresIn: '15m', audience: 'api' });
  const refresh = jwt.sign({ sub }, key, { expiresIn: '30d', audience: 'refresh' });
  return { statusCode: 200, body: JSON.stringify({ access, refresh }) };
};
```

## Remedy
Sign refresh tokens with a key of their own, or put a claim into both that says which it is, and compare it wherever a
token is accepted.

## References
- https://datatracker.ietf.org/doc/html/rfc8725#section-3.12
- https://cwe.mitre.org/data/definitions/287.html
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.core.lazy import regex
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.model.flow import Behaviour, LibraryCall
    from goatherd.model.function import Function

_REFRESH = regex(r"(?i)refresh_?-?tokens?|token_?refresh|refreshed?_?jwt")
# What tells the kinds apart, among the claims and the options; "*" for what is not known.
_TELLS = frozenset(
    f"{spec}.{name}"
    for spec, names in {
        "0": ("type", "typ", "tokenType", "token_type", "use", "token_use", "tokenUse", "kind", "purpose", "scope",
              "aud", "iss", "jti", "version", "tokenVersion", "*"),
        "2": ("audience", "issuer", "subject", "jwtid", "keyid", "header", "*"),
    }.items()
    for name in names
)  # fmt: skip


@check("GOAT0234", sas=2, cwe=287, severity=MEDIUM, since="0.1")
def refresh_token_opens_doors(app: Application) -> Iterator[Finding]:
    told: set[tuple[str, int]] = set()
    for function in app.functions:
        for first, second in _alike(app.behaviour(function)):
            if (second.span.path, second.span.line) not in told:
                told.add((second.span.path, second.span.line))
                yield _finding(function, first, second)


def _alike(behaviour: Behaviour) -> Iterator[tuple[LibraryCall, LibraryCall]]:
    """Calls that sign tokens with one key that say the same, in code that speaks of refresh tokens."""
    calls = [call for call in behaviour.calls if call.name == "jsonwebtoken.sign" and _TELLS.isdisjoint(call.arguments)]
    if len(calls) > 1 and any(_REFRESH.fullmatch(name) for name in behaviour.names):
        for first, second in pairwise(calls):
            if _said(first) == _said(second) and _key(first) == _key(second) != ((), ()):
                yield first, second


def _said(call: LibraryCall) -> frozenset[str]:
    return frozenset(argument for argument in call.arguments if argument.startswith("0."))


def _key(call: LibraryCall) -> tuple[tuple[str, ...], tuple[object, ...]]:
    sources = tuple(sorted(source.path for source in call.labels.get("1", ())))
    return sources, call.constants.get("1", ())


def _finding(function: Function, first: LibraryCall, second: LibraryCall) -> Finding:
    return Finding(
        span=second.span,
        locations=(first.span,),
        message="Access and refresh tokens have the same key and say the same: each is accepted where the other is",
        function=function.id,
    )
