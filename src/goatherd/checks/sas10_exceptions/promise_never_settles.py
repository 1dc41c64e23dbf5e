"""A promise never settles, or does not when something fails.

## Why it matters
Whoever waits for such a promise waits until the time limit, which is paid, or the process ends with no word of it: the
rest of the work is not done, and what sent the event sends it again. An `async` executor that awaits something gets no
help from the promise: the rejection goes past `reject` and every `catch` of the callers, and ends the process.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Send:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Daily: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
```
```javascript index.js
const { send, store } = require('./work');

exports.handler = async (event) => {
  const sent = await Promise.allSettled(event.people.map(send));
  const kept = sent.map((each) => {
    if (each.status === 'rejected') return new Promise(() => {}); // GOAT1017
    return store(each.value);
  });
  return Promise.all(kept);
};

exports.stored = (item) => new Promise(async (resolve) => { // GOAT1017
  const answer = await store(item);
  resolve(answer.id);
});
```
```javascript work.js
exports.send = (person) => fetch(`https://mail.example/${person}`);
exports.store = (item) => fetch('https://store.example/', { method: 'POST', body: item });
```

## Fixed
```javascript index.js
const { send, store } = require('./work');

exports.handler = async (event) => {
  const sent = await Promise.allSettled(event.people.map(send));
  return Promise.all(sent.filter((each) => each.status === 'fulfilled').map((each) => store(each.value)));
};

exports.stored = async (item) => (await store(item)).id;
exports.slowly = (item) => new Promise(async (resolve, reject) => {
  try {
    await new Promise((go) => setTimeout(go, 100));
    resolve(await store(item));
  } catch (error) {
    reject(error);
  }
});
```

## Remedy
Let the function be `async` and return what it awaits, without a promise of its own; where there is nothing to do,
return a promise that is settled already, or leave the element out.

## References
- https://eslint.org/docs/latest/rules/no-async-promise-executor
- https://cwe.mitre.org/data/definitions/755.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function

if TYPE_CHECKING:
    from goatherd.core.source import Span

_NEVER = "Nothing settles this promise: whoever waits for it waits for ever"
_IF_IT_FAILS = "This promise never settles when what its executor awaits fails, and no catch hears of it"


@check("GOAT1017", sas=10, cwe=755, severity=LOW, since="0.1")
def promise_never_settles(function: Function, app: Application) -> Iterator[Finding]:
    places: dict[tuple[str, bool], list[Span]] = {}
    for span, settles in sorted(app.behaviour(function).unsettled):
        places.setdefault((span.path, settles), []).append(span)
    for (_, settles), (first, *more) in places.items():
        message = _IF_IT_FAILS if settles else _NEVER
        yield Finding(span=first, locations=tuple(more), message=message, function=function.id)
