"""An outsider's text leads to a file outside of the folder that it was meant for.

## Why it matters
Whoever sends the event reads the function's code and configuration and what other requests left in /tmp, or puts files
where the program trusts them.

## How it is proved
The text climbs out of the folder. Proof is, in this order: a text that only /etc/passwd of the sandbox holds comes
back or leaves the function; that file was really opened; a file appeared in another folder of /tmp; the answer tells
whether a file outside exists.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Page:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /page, Method: get}}
```
```javascript index.js
const fs = require('fs');
const path = require('path');

exports.handler = async (event) => {
  const { name } = event.queryStringParameters;
  return { statusCode: 200, body: fs.readFileSync(path.join('/var/task/pages', name), 'utf8') }; // GOAT0154
};
```

## Fixed
```javascript index.js
const fs = require('fs');
const path = require('path');

exports.handler = async (event) => {
  const { name } = event.queryStringParameters;
  const file = path.resolve('/var/task/pages', name);
  if (!file.startsWith('/var/task/pages/')) return { statusCode: 404 };
  return { statusCode: 200, body: fs.readFileSync(file, 'utf8') };
};
```

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Save:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /save, Method: post}}
```
```python app.py
import json
import os


def handler(event, context):
    body = json.loads(event["body"])
    os.makedirs("/tmp/uploads", exist_ok=True)
    with open(f"/tmp/uploads/{body['name']}.txt", "w") as file:  # GOAT0154
        file.write(body["text"])
    return {"statusCode": 204}
```

## Fixed
```python app.py
import json
import os


def handler(event, context):
    body = json.loads(event["body"])
    os.makedirs("/tmp/uploads", exist_ok=True)
    with open(f"/tmp/uploads/{os.path.basename(body['name'])}.txt", "w") as file:
        file.write(body["text"])
    return {"statusCode": 204}
```

## Fixed
```python app.py
import os


def handler(event, context):
    os.makedirs("/tmp/uploads", exist_ok=True)
    os.chdir("/tmp")
    name = event["queryStringParameters"]["name"]
    if "/" in name:
        return {"statusCode": 400}
    with open(f"./uploads/{name}", "w") as file:
        file.write("x")
    return {"statusCode": 204}
```

## Remedy
Resolve the whole path and compare that it is below the wanted folder, or use names of your own making.

## Remedy in Python
`os.path.realpath` resolves it.

## Remedy in JavaScript
`path.resolve` resolves it, and `fs.realpathSync` links as well.

## References
- https://cwe.mitre.org/data/definitions/22.html
"""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from goatherd.attack.evidence.leaving import file_that_left
from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.core.finding import HIGH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace

_UP = 10
# Past code that looks for, or takes away, the usual form.
_CLIMBS = ("../" * _UP, "/", "....//" * _UP, "..%2f" * _UP, "%2e%2e/" * _UP, "..\\/" * _UP)
_SECRET, _MISSING = "etc/passwd", "etc/passwx"
_TASK, _TEMPORARY = "/var/task", "/tmp"
_READING = re.compile(r"^open$|\b(?:open|openSync|readFile|readFileSync|createReadStream|openAsBlob)$")


@oracle("GOAT0154", sas=1, cwe=22, severity=HIGH, since="0.2", places=("path",))
def outside_file_is_opened(opportunity: Opportunity) -> Iterator[Attack]:
    yield from (_reading(opportunity, climb + _SECRET) for climb in _CLIMBS)
    meant = _written(opportunity)
    for climb in ("../", *(climb + "tmp/" for climb in _CLIMBS)) if meant else ():
        yield _writing(opportunity, climb, opportunity.marks.new(), meant)
    for climb in _CLIMBS[:2]:
        yield from _asking(opportunity, climb)


def _reading(opportunity: Opportunity, value: str) -> Attack:
    def judge(trace: Trace) -> str:
        if got := file_that_left(trace, opportunity.pod.canaries):
            return f"{value} led to {got}"
        for _, note in trace.notes("reach"):
            if note["sink"] == "path" and _is_read(note):
                return f"{value} led out of {_folder(opportunity)}: /{_SECRET} was opened"
        return ""

    return opportunity.attack(value, judge)


def _is_read(note: dict[str, object]) -> bool:
    path = str(note["text"])
    if note.get("write") or not _READING.search(str(note["what"])) or normpath(join(_TASK, path)) != f"/{_SECRET}":
        return False
    # A path that still climbs leads somewhere only if the folders before exist.
    return bool(note.get("exists", ".." not in path.split("/")))


def _folder(opportunity: Opportunity) -> str:
    """The folder that harmless texts led to."""
    return normpath(join(_TASK, dirname(opportunity.text.partition(opportunity.mark)[0] + "x")))


def _written(opportunity: Opportunity) -> str:
    """The folder below /tmp in which the harmless text made a file, "" for none: code may have changed its folder."""
    for file in opportunity.seed.trace.files:
        above, found, _ = file.partition(opportunity.mark)
        if found:
            return normpath(join(_TEMPORARY, dirname(above + "x")))
    return ""


def _writing(opportunity: Opportunity, climb: str, name: str, folder: str) -> Attack:
    def judge(trace: Trace) -> str:
        for file in trace.files:
            place = normpath(join(_TEMPORARY, file))
            if name in file.rpartition("/")[2] and dirname(place) != folder and not place.startswith(folder + "/"):
                return f"{climb}{name} led out of {folder}: the function wrote {place}"
        return ""

    return opportunity.attack(climb + name, judge)


def _asking(opportunity: Opportunity, climb: str) -> Iterator[Attack]:
    """The answer for a file outside that exists, against two that do not and that must be answered alike."""
    told: list[str] = []

    def hear(trace: Trace) -> str:
        told.append(_told(trace, _MISSING))
        return ""

    def judge(trace: Trace) -> str:
        looked = any(note["sink"] == "path" and note.get("exists") for _, note in trace.notes("reach"))
        if looked and len(set(told)) == 1 and _told(trace, _SECRET) != told[0]:
            return f"the answer tells that {climb}{_SECRET} exists, outside of {_folder(opportunity)}"
        return ""

    yield opportunity.attack(climb + _MISSING, hear)
    yield opportunity.attack(climb + _MISSING, hear)
    yield opportunity.attack(climb + _SECRET, judge)


def _told(trace: Trace, path: str) -> str:
    return trace.reply.text.replace(path.rpartition("/")[2], "") if trace.reply else ""
