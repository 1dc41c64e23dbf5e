"""The sender of a file decides as what it is shown.

## Why it matters
A file that is kept as `text/html` or `image/svg+xml` is a page: whoever opens its address runs the script in it, with
the rights of the site that the bucket or container serves.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Upload:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Call: {Type: HttpApi, Properties: {Path: /pictures, Method: post}}
```
```python app.py
import base64
import uuid

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    picture, type = base64.b64decode(event["body"]), event["headers"]["content-type"]
    s3.put_object(Bucket="pictures", Key=str(uuid.uuid4()), Body=picture, ContentType=type)  # GOAT0126
    return {"statusCode": 201}
```

## Fixed
```python app.py
import base64
import uuid

import boto3

s3 = boto3.client("s3")
TYPES = {"image/png", "image/jpeg"}


def handler(event, context):
    picture, type = base64.b64decode(event["body"]), event["headers"]["content-type"]
    if type not in TYPES:
        return {"statusCode": 415}
    s3.put_object(Bucket="pictures", Key=str(uuid.uuid4()), Body=picture, ContentType=type)
    return {"statusCode": 201}
```

## Vulnerable, in Azure's storage
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Upload:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Call: {Type: HttpApi, Properties: {Path: /pictures, Method: post}}
```
```javascript index.js
const { BlockBlobClient } = require('@azure/storage-blob');

exports.handler = async (event) => {
  const { name, type, data } = JSON.parse(event.body);
  const picture = new BlockBlobClient(process.env.STORAGE, 'pictures', encodeURIComponent(name));
  const blobHTTPHeaders = { blobContentType: type };
  await picture.uploadData(Buffer.from(data, 'base64'), { blobHTTPHeaders }); // GOAT0126
  return { statusCode: 201 };
};
```

## Fixed, in Azure's storage
```javascript index.js
const { BlockBlobClient } = require('@azure/storage-blob');

const TYPES = { png: 'image/png', jpeg: 'image/jpeg' };

exports.handler = async (event) => {
  const { name, type, data } = JSON.parse(event.body);
  const picture = new BlockBlobClient(process.env.STORAGE, 'pictures', encodeURIComponent(name));
  const blobHTTPHeaders = { blobContentType: TYPES[type] ?? 'application/octet-stream' };
  await picture.uploadData(Buffer.from(data, 'base64'), { blobHTTPHeaders });
  return { statusCode: 201 };
};
```

## Remedy
Choose the type from a table of those that you show, or store everything as `application/octet-stream` and serve it as
an attachment.

## References
- https://cwe.mitre.org/data/definitions/434.html
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.chosen import chosen_outside
from goatherd.core.confidence import unseen
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0126", sas=1, cwe=434, severity=MEDIUM, since="0.1")
def sender_decides_type(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "content-type"):
        if chosen_outside(flow):
            finding = flow.finding(f"{flow.source.path} decides as what a browser shows what {flow.sink_name} stores")
            yield evolve(finding, reasons=(*finding.reasons, *unseen("the store may show it to nobody", flow.sink)))
