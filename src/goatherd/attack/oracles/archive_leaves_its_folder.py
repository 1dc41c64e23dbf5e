"""A file of an outsider's archive is written outside of the folder that it is unpacked to.

## Why it matters
Whoever sends the archive chooses which files the function writes: they replace what it, or the next request on the
same instance, reads or runs.

## How it is proved
An archive holds a file with an ordinary name and one whose name leads out of the folder. After the event the second
lies outside of the folder in which the first is.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Uploads:
    Type: AWS::S3::Bucket
  Unpack:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Policies: [{S3ReadPolicy: {BucketName: !Ref Uploads}}]
      Events:
        Upload: {Type: S3, Properties: {Bucket: !Ref Uploads, Events: "s3:ObjectCreated:*"}}
```
```python app.py
import io
import os
import zipfile

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    record = event["Records"][0]["s3"]
    uploaded = s3.get_object(Bucket=record["bucket"]["name"], Key=record["object"]["key"])
    with zipfile.ZipFile(io.BytesIO(uploaded["Body"].read())) as archive:
        for name in archive.namelist():
            path = os.path.join("/tmp/unpacked", name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:  # GOAT0166
                file.write(archive.read(name))
```

## Fixed
```python app.py
import io
import zipfile

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    record = event["Records"][0]["s3"]
    uploaded = s3.get_object(Bucket=record["bucket"]["name"], Key=record["object"]["key"])
    with zipfile.ZipFile(io.BytesIO(uploaded["Body"].read())) as archive:
        archive.extractall("/tmp/unpacked")
```

## Vulnerable by a link
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Unpack:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.11
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /unpack, Method: post}}
```
```python app.py
import base64
import io
import tarfile


def handler(event, context):
    data = base64.b64decode(event["body"])
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        if any(".." in name or name.startswith("/") for name in archive.getnames()):
            return {"statusCode": 400}
        archive.extractall("/tmp/unpacked")  # GOAT0166
    return {"statusCode": 204}
```

## Fixed
```python app.py
import base64
import io
import tarfile


def handler(event, context):
    data = base64.b64decode(event["body"])
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        archive.extractall("/tmp/unpacked", filter="data")
    return {"statusCode": 204}
```

## Remedy
Unpack with a function that keeps to the folder, or make the path absolute and refuse what does not begin with the
folder and a slash.

## Remedy in Python
`ZipFile.extractall` and `TarFile.extractall(…, filter="data")` keep to it; `os.path.realpath` makes a path absolute.

## Remedy in JavaScript
`extract` of tar and `Extract` of unzipper keep to it; `path.resolve` makes a path absolute.

## References
- https://cwe.mitre.org/data/definitions/22.html
- https://docs.python.org/3/library/tarfile.html#tarfile-extraction-filter
"""

from __future__ import annotations

import gzip
import os
from typing import TYPE_CHECKING

from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.attack.payloads.archives import packed, tarred, zipped
from goatherd.core.finding import HIGH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace


@oracle("GOAT0166", sas=1, cwe=22, severity=HIGH, since="0.2", places=("input",))
def archive_leaves_its_folder(opportunity: Opportunity) -> Iterator[Attack]:
    inside, outside = opportunity.marks.new(), opportunity.marks.new()

    def judge(trace: Trace) -> str:
        first, second = (_path(trace, name) for name in (inside, outside))
        folder = first.removesuffix(inside)
        if not first or not second or not folder or second.startswith(folder):
            return ""
        return f"a member of the archive was written to /tmp/{second}, outside of /tmp/{folder}"

    for file in packed(opportunity, _archives(inside, outside)):
        yield opportunity.attack(file, judge, where=lambda trace: trace.place(outside, "path", "archive"))


def _path(trace: Trace, name: str) -> str:
    """Where the file lies in /tmp, "" for nowhere."""
    return next((path for path in trace.files if os.path.basename(path) == name), "")


def _archives(inside: str, outside: str) -> Iterator[bytes]:
    for way in (f"../{outside}", f"/tmp/{outside}"):
        members = {inside: b"1", way: b"1"}
        yield zipped(members)
        yield tarred(members)
        yield gzip.compress(tarred(members), mtime=0)
    linked = tarred({inside: b"1", f"{outside}s/{outside}": b"1"}, {f"{outside}s": "/tmp"})
    yield linked
    yield gzip.compress(linked, mtime=0)
