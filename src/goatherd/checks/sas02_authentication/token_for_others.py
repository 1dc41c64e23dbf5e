"""A token is believed whoever it was issued for.

## Why it matters
An identity provider signs the tokens of all its applications with the same keys. Where neither audience nor issuer is
compared, a token that somebody got from another application of it, made for anything else, is let in here as well.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Account:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /account, Method: get}}
```
```javascript index.js
const jwt = require('jsonwebtoken');

exports.handler = async (event) => {
  const token = event.headers.authorization;
  const claims = jwt.verify(token, process.env.PUBLIC_KEY, { algorithms: ['RS256'] }); // GOAT0229
  return { statusCode: 200, body: claims.sub };
};
```

## Fixed
```javascript index.js
const jwt = require('jsonwebtoken');

exports.handler = async (event) => {
  const options = { algorithms: ['RS256'], audience: process.env.CLIENT, issuer: process.env.ISSUER };
  const claims = jwt.verify(event.headers.authorization, process.env.PUBLIC_KEY, options);
  return { statusCode: 200, body: claims.sub };
};
```

## Fixed, by hand
```javascript index.js
const jwt = require('jsonwebtoken');

exports.handler = async (event) => {
  const claims = jwt.verify(event.headers.authorization, process.env.PUBLIC_KEY, { algorithms: ['RS256'] });
  if (claims.client_id !== process.env.CLIENT) return { statusCode: 403 };
  return { statusCode: 200, body: claims.sub };
};
```

## Remedy
Compare audience (or client) and issuer with those of your own application; of Cognito's tokens also their use.

## Remedy in Python
Call `jwt.decode(token, key, algorithms=["RS256"], audience=client, issuer=issuer)`.

## Remedy in JavaScript
Call `jwt.verify(token, key, { algorithms: ["RS256"], audience, issuer })`; for Cognito's there is aws-jwt-verify.

## References
- https://datatracker.ietf.org/doc/html/rfc8725
- https://cwe.mitre.org/data/definitions/287.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.flow import LibraryCall
from goatherd.model.function import Function

_WHOSE = frozenset({"aud", "iss", "azp", "client_id", "token_use", "audience", "issuer"})
_OPTIONS = frozenset({"2.audience", "2.issuer", "2.*"})
_PUBLIC = "2.algorithms"  # is named for keys that others sign with; a secret of one's own needs no audience


@check("GOAT0229", sas=2, cwe=287, severity=LOW, since="0.1")
def token_for_others(call: LibraryCall, function: Function, app: Application) -> Iterator[Finding]:
    if call.name != "jsonwebtoken.verify" or not _OPTIONS.isdisjoint(call.arguments):
        return
    algorithms = call.constants.get(_PUBLIC, ())
    signed_by_others = any(str(algorithm).startswith(("RS", "ES", "PS")) for algorithm in algorithms)
    behaviour = app.behaviours.get(function.id)
    if signed_by_others and behaviour is not None and _WHOSE.isdisjoint(behaviour.names):
        yield Finding(call.span, "A token issued for another application is let in: nothing compares whose it is")
