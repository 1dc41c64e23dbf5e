"""A small input of an outsider is unpacked to something large.

## Why it matters
A few kilobytes fill the function's memory or its disk: it ends in the middle of its work, and every such event costs
the price of the largest one.

## How it is proved
A compressed file makes the function take more than a hundred times the file's size, in memory or on disk, or die of
it. A file of the same kind with little in it does not.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Import:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /import, Method: post}}
```
```python app.py
import base64
import gzip
import json


def handler(event, context):  # GOAT0852
    rows = json.loads(gzip.decompress(base64.b64decode(event["body"])))
    return {"statusCode": 200, "body": str(rows)}
```

## Fixed
```python app.py
import base64
import gzip
import io
import json

MOST = 1_000_000


def handler(event, context):
    with gzip.open(io.BytesIO(base64.b64decode(event["body"]))) as file:
        text = file.read(MOST + 1)
    if len(text) > MOST:
        return {"statusCode": 413}
    return {"statusCode": 200, "body": str(json.loads(text))}
```

## Vulnerable in JavaScript
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Import:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /import, Method: post}}
```
```javascript index.js
const { gunzipSync } = require('node:zlib');

exports.handler = async (event) => { // GOAT0852
  const { rows } = JSON.parse(event.body);
  const text = gunzipSync(Buffer.from(rows, 'base64')).toString();
  return { statusCode: 200, body: String(text.length) };
};
```

## Fixed
```javascript index.js
const { gunzipSync } = require('node:zlib');

exports.handler = async (event) => {
  const { rows } = JSON.parse(event.body);
  const text = gunzipSync(Buffer.from(rows, 'base64'), { maxOutputLength: 1_000_000 }).toString();
  return { statusCode: 200, body: String(text.length) };
};
```

## Remedy
Limit what unpacking may give, and add up the sizes of an archive's members before they are unpacked.

## Remedy in Python
Read at most so many bytes: `file.read(most)`, `zlib.decompressobj().decompress(data, most)`.

## Remedy in JavaScript
Set `maxOutputLength`: `zlib.gunzipSync(data, { maxOutputLength: most })`.

## References
- https://cwe.mitre.org/data/definitions/409.html
"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.attack.payloads.archives import KINDS, large, packed
from goatherd.core.finding import MEDIUM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace
    from goatherd.sandbox.pod import Pod

_LARGE, _SMALL = 48 << 20, 16
_TIMES = 100


@oracle("GOAT0852", sas=8, cwe=409, severity=MEDIUM, since="0.2", places=("input",))
def small_input_becomes_large(opportunity: Opportunity) -> Iterator[Attack]:
    memory = _Memory(_peak(opportunity.seed.trace))
    for kind in KINDS:
        files = large(kind, _LARGE), large(kind, _SMALL)
        for file, small in zip(packed(opportunity, files[:1]), packed(opportunity, files[1:]), strict=True):
            twin = opportunity.attack(small, lambda _: "").values
            judge = partial(_judge, memory=memory, pod=opportunity.pod, size=len(files[0]))
            yield opportunity.attack(file, judge, twin=twin)


def _judge(trace: Trace, *, memory: _Memory, pod: Pod, size: int) -> str:
    if "of memory" in trace.first.why:
        return f"{size:,} bytes made the function take {trace.first.why}, of which it died"
    taken = {"memory": memory.taken(trace), "/tmp": _stored(pod)}
    what = next((what for what, bytes in taken.items() if bytes > max(_TIMES * size, _LARGE // 2)), "")
    return f"{size:,} bytes became {taken[what]:,} bytes of {what}" if what else ""


class _Memory:
    """What an event added to the peak, which a process that goes on never loses."""

    def __init__(self, before: int) -> None:
        self._before = self._last = before
        self._bases: dict[Trace, int] = {}

    def taken(self, trace: Trace) -> int:
        peak = _peak(trace)
        if trace not in self._bases:
            self._bases[trace] = self._before if trace.first.cold else max(self._before, self._last)
            self._last = peak
        return peak - self._bases[trace]


def _peak(trace: Trace) -> int:
    return max((int(note["peak"]) for _, note in trace.notes("cpu")), default=0)


def _stored(pod: Pod) -> int:
    """Bytes in /tmp of all functions."""
    found = 0
    for top in pod.temporary_folders():
        for _, _, names, at in os.fwalk(top):
            found += sum(os.stat(name, dir_fd=at, follow_symlinks=False).st_size for name in names)
    return found
