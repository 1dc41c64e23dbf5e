"""Anybody with the form can upload what and as much as they like.

## Why it matters
A pre-signed form without conditions lets its holder store files of any size and type under your domain: malware,
pages with script, and a bill.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Upload:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /upload, Method: post}}
```
```python app.py
import boto3

s3 = boto3.client("s3")


def handler(event, context):
    return s3.generate_presigned_post(Bucket="photos", Key="upload.jpg", ExpiresIn=60)  # GOAT0321
```

## Fixed
```python app.py
import boto3

s3 = boto3.client("s3")
LIMITS = [["content-length-range", 1, 1000000], {"Content-Type": "image/jpeg"}]


def handler(event, context):
    return s3.generate_presigned_post(Bucket="photos", Key="upload.jpg", Conditions=LIMITS, ExpiresIn=60)
```

## Remedy
Give `Conditions` with a `content-length-range` and the content type.

## References
- https://cwe.mitre.org/data/definitions/434.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.flow import AwsCall


@check("GOAT0321", sas=3, cwe=434, severity=MEDIUM, since="0.1")
def upload_without_conditions(call: AwsCall) -> Iterator[Finding]:
    known = "*" not in call.parameters and "Conditions" not in call.parameters
    if call.operation == "GeneratePresignedPost" and known:
        yield Finding(span=call.span, message="The upload form limits neither size nor type of what is uploaded")
