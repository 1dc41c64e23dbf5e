"""An outsider changes what all objects of the program have.

## Why it matters
A property of `Object.prototype` appears in every object that does not have one of that name: checks such as
`if (user.isAdmin)` pass, options of libraries take the attacker's values, and often commands run. It stays for the
requests of other users that the same instance answers.

## How it is proved
After the event `Object.prototype` has a property whose name the event chose.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Settings:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /settings, Method: post}}
```
```javascript index.js
const merge = (target, source) => {
  for (const key of Object.keys(source)) {
    if (typeof source[key] === 'object' && typeof target[key] === 'object') merge(target[key], source[key]);
    else target[key] = source[key];
  }
  return target;
};

exports.handler = async (event) => { // GOAT0165
  const settings = merge({ theme: 'light' }, JSON.parse(event.body));
  return { statusCode: 200, body: JSON.stringify(settings) };
};
```

## Fixed
```javascript index.js
exports.handler = async (event) => {
  const { theme } = JSON.parse(event.body);
  return { statusCode: 200, body: JSON.stringify({ theme: theme ?? 'light' }) };
};
```

## Vulnerable by a path
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Settings:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /settings, Method: get}}
```
```javascript index.js
exports.handler = async (event) => { // GOAT0165
  const { section, name, value } = event.queryStringParameters ?? {};
  const settings = { page: {} };
  settings[section] ??= {};
  settings[section][name] = value;
  return { statusCode: 200, body: JSON.stringify(settings) };
};
```

## Fixed
```javascript index.js
exports.handler = async (event) => {
  const { section, name, value } = event.queryStringParameters ?? {};
  const settings = new Map([['page', new Map()]]);
  if (!settings.has(section)) settings.set(section, new Map());
  settings.get(section).set(name, value);
  return { statusCode: 200, body: JSON.stringify([...settings.keys()]) };
};
```

## Remedy
Take the fields that you expect by name, and refuse the names `__proto__`, `constructor` and `prototype` where objects
are merged.

## Remedy in JavaScript
Keep what comes from outside in a `Map` or in `Object.create(null)`.

## References
- https://cwe.mitre.org/data/definitions/1321.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from goatherd.attack.events import Input
from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.core.finding import HIGH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace

_WAYS = (("__proto__",), ("constructor", "prototype"))
_DOCUMENTS = ("body", "message", "argument", "detail", "record", "content")
_FORMS = ("query", "form")


@oracle("GOAT0165", sas=1, cwe=1321, severity=HIGH, since="0.2", places=("seed", "input"))
def prototype_is_polluted(opportunity: Opportunity) -> Iterator[Attack]:
    if opportunity.language != "javascript":
        return

    def judge(trace: Trace) -> str:
        for _, note in trace.notes("polluted"):
            if opportunity.marks.run in f"{note['property']} {note['text']}":
                return f"the event gave {note['on']} the property {note['property']}, which every object has then"
        return ""

    mark = opportunity.marks.new()
    if opportunity.input:
        yield from (opportunity.attack(value, judge) for value in _values(opportunity.input, mark))
    else:
        values = opportunity.seed.attempt.values
        for fields in _fields(values, mark):
            yield Attack({**values, **fields}, judge)


def _values(given: Input, mark: str) -> Iterator[object]:
    """What to send for one input: an object with such a field, or a path that leads to the prototype."""
    for way in _WAYS:
        document = _nested(*way, mark)
        if not given.name:
            yield json.dumps(document)
        elif given.place in _DOCUMENTS or "@json" in given.steps:
            yield document
        yield ".".join((*way, mark))
    yield "__proto__"


def _nested(*steps: str) -> dict[str, Any]:
    inner: Any = "1"
    for step in reversed(steps):
        inner = {step: inner}
    return inner  # type: ignore[no-any-return]


def _fields(values: Any, mark: str) -> Iterator[dict[Input, object]]:
    """Fields beside those that the code reads."""
    objects = {(each.place, each.steps[:-1]): each for each in values if each.name}
    for place, steps in objects:
        for way in _WAYS:
            if place in _DOCUMENTS or "@json" in steps:
                yield {Input.of(place, (*steps, *way, mark)): "1"}
            elif place in _FORMS and not steps:
                yield {Input(place, "".join(f"[{step}]" if i else step for i, step in enumerate((*way, mark)))): "1"}
