"""Code makes an object public.

## Why it matters
The object is readable by anybody who learns or guesses its name, whatever the bucket was meant for, and stays so.

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
        Call: {Type: HttpApi, Properties: {Path: /report, Method: post}}
```
```python app.py
import boto3

s3 = boto3.client("s3")


def handler(event, context):
    s3.put_object(Bucket="reports", Key="today.txt", Body=b"...", ACL="public-read")  # GOAT0320
```

## Fixed
```python app.py
import boto3

s3 = boto3.client("s3")


def handler(event, context):
    s3.put_object(Bucket="reports", Key="today.txt", Body=b"...")
    return s3.generate_presigned_url("get_object", Params={"Bucket": "reports", "Key": "today.txt"}, ExpiresIn=300)
```

## Remedy
Leave the ACL out and hand out a pre-signed URL, or serve the bucket through a distribution.

## Remedy in Python
`generate_presigned_url("get_object", …)` makes the URL.

## Remedy in JavaScript
`getSignedUrl` of `@aws-sdk/s3-request-presigner` makes the URL.

## References
- https://cwe.mitre.org/data/definitions/732.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.confidence import unseen
from goatherd.core.finding import HIGH, MEDIUM, Finding
from goatherd.model.flow import AwsCall

PUBLIC = ("public-read", "public-read-write", "authenticated-read")


@check("GOAT0320", sas=3, cwe=732, severity=MEDIUM, since="0.1")
def public_object_acl(call: AwsCall) -> Iterator[Finding]:
    acls = [text for name in ("ACL", "ExtraArgs") for text in call.parameters.get(name, ()) if text in PUBLIC]
    if call.service == "s3" and acls:
        span = call.spans.get("ACL") or call.spans.get("ExtraArgs") or call.span
        meant = unseen("what the code puts there may be meant for everybody")
        yield Finding(
            span=span,
            message=f"{call.operation} gives the object the ACL {acls[0]}",
            reasons=meant,
            severity=HIGH if "public-read-write" in acls else MEDIUM,
        )
