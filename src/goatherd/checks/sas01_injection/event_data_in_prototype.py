"""Event data names the property that is written (prototype pollution).

## Why it matters
With `__proto__` as a key the sender changes every object of the process, which later requests share: checks pass,
options change, sometimes code runs.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Settings:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /settings, Method: post}}
```
```javascript app.js
const settings = {};

exports.handler = async (event) => {
  const { section, name, value } = JSON.parse(event.body);
  settings[section][name] = value; // GOAT0115
  return { statusCode: 204 };
};
```

## Fixed
```javascript app.js
const settings = new Map();

exports.handler = async (event) => {
  const { section, name, value } = JSON.parse(event.body);
  settings.set(`${section}.${name}`, value);
  return { statusCode: 204 };
};
```

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Settings:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /settings, Method: post}}
```
```json package.json
{"dependencies": {"lodash": "4.17.4"}}
```
```javascript app.js
const _ = require("lodash");

exports.handler = async (event) => {
  const settings = _.merge({ theme: "light" }, JSON.parse(event.body)); // GOAT0115
  return { statusCode: 200, body: settings.theme };
};
```

## Fixed
```json package.json
{"dependencies": {"lodash": "4.17.21"}}
```

## Remedy
Keep such data apart from the program's own objects, or compare the names with a list of those that are allowed.

## Remedy in JavaScript
Use a `Map`, or an object without prototype (`Object.create(null)`).

## References
- https://cwe.mitre.org/data/definitions/1321.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.dependencies import versions_of
from goatherd.code.versions import version_key
from goatherd.core.finding import HIGH, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function

_REFUSING = {"lodash": "4.17.21"}  # versions from which a library skips such keys itself
# maps of texts: nothing in them is an object that could lead on to a prototype
_FLAT = frozenset({"event.queryStringParameters", "event.headers", "event.pathParameters", "event.cookies"})


@check("GOAT0115", sas=1, cwe=1321, severity=HIGH, since="0.1")
def event_data_in_prototype(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "prototype"):
        if flow.source.path not in _FLAT and not _refuses(flow.sink_name.partition(".")[0], function, app):
            yield flow.finding(f"{flow.source.path} names the property that {flow.sink_name} writes")


def _refuses(package: str, function: Function, app: Application) -> bool:
    """Whether every version of the package that the function deploys skips keys that lead to a prototype."""
    enough = version_key("npm", _REFUSING.get(package, ""))
    keys = [version_key("npm", version) for version in versions_of(app, function, package)]
    return enough is not None and bool(keys) and all(key is not None and key >= enough for key in keys)
