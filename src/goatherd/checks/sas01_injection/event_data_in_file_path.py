"""Event data is part of a file path.

## Why it matters
With `../` in a name the sender reads or overwrites other files: the function's code and environment, and files in
/tmp that stay there for the next caller. Where a Lambda function only writes the file, or reads back the one that it
has just written under a name whose end it says itself, nothing outside of /tmp is at stake: that is medium. So is what
ends in a suffix of the program's own (".json"): neither the environment nor the code is called that. Making a
directory alone shows and overwrites nothing: that is low.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /report, Method: get}}
```
```python app.py
def handler(event, context):
    name = event["queryStringParameters"]["report"]
    with open("/tmp/reports/" + name) as report:  # GOAT0106
        return {"statusCode": 200, "body": report.read()}
```

## Fixed
```python app.py
import os


def handler(event, context):
    name = os.path.basename(event["queryStringParameters"]["report"])
    with open("/tmp/reports/" + name) as report:
        return {"statusCode": 200, "body": report.read()}
```

## Vulnerable, by names that an archive or a listing of a bucket holds
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Unpack:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Environment: {Variables: {INBOX: !Ref Inbox}}
      Policies: [S3CrudPolicy: {BucketName: !Ref Inbox}]
      Events:
        Call: {Type: HttpApi, Properties: {Path: /unpack, Method: post}}
  Inbox: {Type: AWS::S3::Bucket}
```
```python app.py
import base64
import io
import os
import zipfile

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    data = base64.b64decode(event["body"])
    s3.put_object(Bucket=os.environ["INBOX"], Key=event["queryStringParameters"]["name"], Body=data)
    for item in s3.list_objects_v2(Bucket=os.environ["INBOX"])["Contents"]:
        s3.download_file(os.environ["INBOX"], item["Key"], "/tmp/inbox/" + item["Key"])  # GOAT0106
    archive = zipfile.ZipFile(io.BytesIO(data))
    for name in archive.namelist():
        with open("/tmp/" + name, "wb") as file:  # GOAT0106
            file.write(archive.read(name))
```

## Fixed, by names in a folder, which lead nowhere else
```python app.py
import base64
import io
import os
import zipfile

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    data = base64.b64decode(event["body"])
    s3.put_object(Bucket=os.environ["INBOX"], Key="newest", Body=data)
    for item in s3.list_objects_v2(Bucket=os.environ["INBOX"])["Contents"]:
        s3.download_file(os.environ["INBOX"], item["Key"], "/tmp/inbox/" + item["Key"])
    zipfile.ZipFile(io.BytesIO(data)).extractall("/tmp/unpacked")
    for name in os.listdir("/tmp/unpacked"):
        with open("/tmp/unpacked/" + name, "rb") as file:
            print(len(file.read()))
```

## Vulnerable, by all that follows in the path of a REST API, or a segment that is decoded
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Call: {Type: Api, Properties: {Path: '/reports/{report+}', Method: get}}
```
```python app.py
from urllib.parse import unquote

def handler(event, context):
    with open("/tmp/reports/" + event["pathParameters"]["report"]) as report:  # GOAT0106
        text = report.read()
    with open("/tmp/notes/" + unquote(event["pathParameters"]["report"])) as note:  # GOAT0106
        return {"statusCode": 200, "body": text + note.read()}
```

## Fixed, since a REST API hands a segment over with its slashes encoded
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Call: {Type: Api, Properties: {Path: '/reports/{report}', Method: get}}
```
```python app.py
def handler(event, context):
    with open("/tmp/reports/" + event["pathParameters"]["report"]) as report:
        return {"statusCode": 200, "body": report.read()}
```

## Remedy
Take the last part of the name only, or name the file yourself.

## Remedy in Python
`os.path.basename(name)` is the last part.

## Remedy in JavaScript
`path.basename(name)` is the last part.

## References
- https://cwe.mitre.org/data/definitions/22.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.platforms import is_lambda
from goatherd.core.confidence import Doubt
from goatherd.core.finding import HIGH, LOW, MEDIUM, Finding
from goatherd.core.lazy import regex
from goatherd.model.application import Application
from goatherd.model.function import Function

if TYPE_CHECKING:
    from re import Pattern

    from goatherd.core.source import Span
    from goatherd.model.flow import Behaviour, Flow, LibraryCall

_OWN_END = regex(r"(?<!\$\{\?\})$")
_SUFFIX = regex(r"\.(?!(?:py|[cm]?js|ts|env)$)[A-Za-z]\w*$")
_MAKERS = frozenset({"mkdir", "mkdirSync", "mkdirp", "makedirs", "ensureDir", "ensureDirSync"})
_WRITERS = frozenset({"writeFile", "writeFileSync", "appendFile", "appendFileSync", "createWriteStream"})


@check("GOAT0106", sas=1, cwe=22, severity=HIGH, since="0.1")
def event_data_in_file_path(function: Function, app: Application) -> Iterator[Finding]:
    flows = app.flows(function, "path", "archive")
    writing = _writing(flows, app.behaviour(function)) if flows and is_lambda(function, app) else {}
    suffixed = _suffixed(flows, app.behaviour(function)) if flows else frozenset()
    own = {way for flow in flows if writing.get(flow.sink) for way in _made(flow)[-1:]}
    for flow in flows:
        only_looks = any(reason.kind == Doubt.LIMITED_USE for reason in flow.reasons)
        finding = flow.finding(f"{flow.source.path} decides which file {flow.sink_name} {_does(only_looks)}")
        if only_looks or _last(flow.sink_name) in _MAKERS:
            yield evolve(finding, severity=LOW)
        elif flow.sink in writing or flow.sink in suffixed or not own.isdisjoint(_made(flow)):
            yield evolve(finding, severity=MEDIUM)
        else:
            yield finding


def _does(only_looks: bool) -> str:
    return "looks for" if only_looks else "opens"


def _writing(flows: Iterable[Flow], behaviour: Behaviour) -> dict[Span, bool]:
    """Sinks that only write a file: in Lambda, one below /tmp.

    Each with whether the program says itself how its name ends: who reads it back by that opens nothing else.
    """
    found: dict[Span, bool] = {}
    for sink in {flow.sink for flow in flows}:
        calls = [call for call in behaviour.calls if call.span == sink and _writes(call)]
        if calls:
            found[sink] = all(_ends(call) for call in calls)
    return found


def _suffixed(flows: Iterable[Flow], behaviour: Behaviour) -> frozenset[Span]:
    """Sinks that open nothing but files of one kind, by the suffix that the program says."""
    sinks = {(flow.sink, _last(flow.sink_name)) for flow in flows}
    calls = [call for call in behaviour.calls if (call.span, _last(call.name)) in sinks]
    return frozenset(call.span for call in calls) - {call.span for call in calls if not _ends(call, _SUFFIX)}


def _made(flow: Flow) -> list[tuple[Span, ...]]:
    """The ways on which the data became part of the texts that it is part of, one within the other."""
    steps = flow.steps
    return [tuple(step.span for step in steps[: at + 1]) for at, step in enumerate(steps) if step.kind == "text"]


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _writes(call: LibraryCall) -> bool:
    last = _last(call.name)
    if last != "open":
        return last in _WRITERS
    modes = call.constants.get("1") or call.constants.get("mode") or ()
    return bool(modes) and all(isinstance(mode, str) and mode[:1] in "wxa" and "+" not in mode for mode in modes)


def _ends(call: LibraryCall, end: Pattern[str] = _OWN_END) -> bool:
    texts = [text for texts in (call.texts.get("0") or call.texts.get("file") or ()) for text in texts]
    return bool(texts) and all(end.search(text) for text in texts)
