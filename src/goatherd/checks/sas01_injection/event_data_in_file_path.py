"""Event data is part of a file path.

## Why it matters
With `../` in a name the sender reads or overwrites other files: the function's code and environment, and files in
/tmp that stay there for the next caller.

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

from collections.abc import Iterator

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core.confidence import Doubt
from goatherd.core.finding import HIGH, LOW, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0106", sas=1, cwe=22, severity=HIGH, since="0.1")
def event_data_in_file_path(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "path", "archive"):
        only_looks = any(reason.kind == Doubt.LIMITED_USE for reason in flow.reasons)
        finding = flow.finding(f"{flow.source.path} decides which file {flow.sink_name} {_does(only_looks)}")
        yield evolve(finding, severity=LOW) if only_looks else finding


def _does(only_looks: bool) -> str:
    return "looks for" if only_looks else "opens"
