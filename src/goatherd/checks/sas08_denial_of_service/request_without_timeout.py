"""An outgoing request waits for ever.

## Why it matters
Most HTTP libraries have no timeout of their own. Behind an API, one slow server keeps every instance of the function
busy long after its callers were told that it takes too long, and you pay for the waiting. Where the function itself is
stopped within half a minute, about as long as an API waits for it, or where nobody waits for it, that is left alone.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Stock:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Timeout: 120
      Events:
        Call: {Type: HttpApi, Properties: {Path: /stock, Method: get}}
```
```python app.py
import requests


def handler(event, context):
    return requests.get("https://partner.example.com/stock").json()  # GOAT0821
```

## Fixed
```python app.py
import requests


def handler(event, context):
    return requests.get("https://partner.example.com/stock", timeout=3).json()
```

## Vulnerable, in a session
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Stock:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Timeout: 120
      Events:
        Call: {Type: HttpApi, Properties: {Path: /stock, Method: get}}
```
```python app.py
import requests

session = requests.Session()


def handler(event, context):
    return session.get("https://partner.example.com/stock", timeout=None).json()  # GOAT0821
```

## Fixed, in a session: an adapter may limit what it sends
```python app.py
import requests

from adapters import Impatient

session = requests.Session()
session.mount("https://", Impatient(3))


def handler(event, context):
    return session.get("https://partner.example.com/stock").json()
```

## Vulnerable, in JavaScript
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Stock:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Timeout: 120
      Events:
        Call: {Type: HttpApi, Properties: {Path: /stock, Method: get}}
```
```javascript index.js
const axios = require('axios');
const got = require('got');
const request = require('request');
const partner = axios.create({ baseURL: 'https://partner.example.com' });

exports.handler = async () => {
  const { data } = await partner.post('/stock', { wanted: 1 }, { headers: { accept: 'application/json' } }); // GOAT0821
  await got(`https://prices.example.com/${data.id}`);
  request('https://prices.example.com', (error, answer) => {});
  return { statusCode: 200, body: JSON.stringify(data) };
};
```

## Fixed, in JavaScript
```javascript index.js
const axios = require('axios');
const partner = axios.create({ baseURL: 'https://partner.example.com', timeout: 3000 });

exports.handler = async () => {
  const { data } = await partner.post('/stock', { wanted: 1 }, { headers: { accept: 'application/json' } });
  return { statusCode: 200, body: JSON.stringify(data) };
};
```

## Fixed, in JavaScript, by the options of each request, or of whatever they may be
```javascript index.js
const axios = require('axios');
const got = require('got');
const request = require('request');

exports.handler = async (event, context) => {
  await axios.get('https://partner.example.com/stock', { timeout: 3000 });
  await axios.post('https://partner.example.com/stock', {}, { signal: AbortSignal.timeout(3000) });
  await axios({ url: 'https://partner.example.com/stock', ...context.options });
  await got('https://partner.example.com/stock', { timeout: { request: 3000 } });
  request({ uri: 'https://partner.example.com/stock', timeout: 3000 }, () => {});
  return { statusCode: 200 };
};
```

## Remedy
Limit the time of every request, well below that of the function.

## Remedy in Python
Write `requests.get(url, timeout=3)`.

## Remedy in JavaScript
Write `axios.create({ timeout: 3000 })`, or `timeout: 3000` among the options of the request.

## References
- https://cwe.mitre.org/data/definitions/400.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import INFO, Finding
from goatherd.core.value import known
from goatherd.model.application import Application
from goatherd.model.function import Function
from goatherd.model.trigger import HTTP_KINDS

if TYPE_CHECKING:
    from goatherd.model.flow import Behaviour, LibraryCall

_VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "request")
# calls that have no timeout unless one is given, and the position at which it may be given
WITHOUT = {
    **{f"requests.{verb}": "" for verb in _VERBS},
    **{f"requests.Session().{verb}": "" for verb in _VERBS},
    "urllib.request.urlopen": "2",
    "http.client.HTTPSConnection": "2",
    "http.client.HTTPConnection": "2",
    "urllib3.PoolManager.request": "",
}
# and those that take it among their options, with the positions of these
AMONG_OPTIONS = {
    **dict.fromkeys(("axios", "axios.request", "got", "request"), ("0", "1")),
    **{f"axios.{verb}": ("1",) for verb in ("get", "delete", "head")},
    **{f"axios.{verb}": ("2",) for verb in ("post", "put", "patch")},
    **{f"got.{verb}": ("1",) for verb in _VERBS[:-2]},
    **{f"request.{verb}": ("0", "1") for verb in _VERBS[:-2]},
}
_SOON = 30  # seconds
_LIMITS = ("timeout", "signal", "cancelToken", "*")
# What gives all requests of a library their options; what they are is not followed to each of them.
_SETTINGS = ("axios.create", "got.extend", "request.defaults", "requests.Session().mount")


@check("GOAT0821", sas=8, cwe=400, severity=INFO, since="0.1")
def request_without_timeout(function: Function, app: Application) -> Iterator[Finding]:
    if not _outlasts_its_callers(function):
        return
    behaviour = app.behaviour(function)
    limited = _limited(behaviour)
    waiting = [call for call in behaviour.calls if _waits(call) and not call.name.startswith(limited)]
    if waiting:
        names = listed(list(dict.fromkeys(call.name for call in waiting)))
        yield Finding(
            span=waiting[0].span,
            locations=tuple(call.span for call in waiting[1:]),
            message=f"{names} in {function.id} waits without a timeout",
            severity=INFO,  # the function's own timeout ends it, and hardly anybody minds when
        )


def _outlasts_its_callers(function: Function) -> bool:
    """Whether it is declared to run on after whoever calls it by HTTP has given up."""
    seconds = known(function.timeout)
    return seconds is not None and seconds > _SOON and any(trigger.kind in HTTP_KINDS for trigger in function.triggers)


def _waits(call: LibraryCall) -> bool:
    if call.name in WITHOUT:
        given = {"timeout", WITHOUT[call.name]}.intersection(call.arguments)
        return not given or call.constants.get("timeout") == (None,)
    if call.name not in AMONG_OPTIONS:
        return False
    told = {f"{position}.{name}" for position in AMONG_OPTIONS[call.name] for name in _LIMITS}
    # A text is an address, and what comes last in old libraries is a callback.
    told -= {f"{position}.*" for position in (*call.constants, *call.texts)}
    if call.name.startswith("request") and "2" not in call.arguments:
        told.discard("1.*")
    return told.isdisjoint(call.arguments)


def _limited(behaviour: Behaviour) -> tuple[str, ...]:
    """The libraries whose requests may have been given a limit for all of them."""
    set_up = [call for call in behaviour.calls if call.name in _SETTINGS]
    limited = {
        call.name.rpartition(".")[0]
        for call in set_up
        if call.name.endswith(".mount") or any(f"0.{name}" in call.arguments for name in _LIMITS)
    }
    return (*sorted(limited), *(("axios",) if "defaults" in behaviour.names else ()))
