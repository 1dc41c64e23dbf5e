"""Everybody can read or change what the application stores.

## Why it matters
Buckets are found by their names: no function stands between their objects and the internet.

## How it is proved
Each bucket holds objects of two users with planted texts. A request without any signature gets one of them, lists
their names, or puts an object there. A bucket that is a web site is meant to be read, and counts only when a function
puts into it what an outsider sent, and everybody can list it.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Reports: # GOAT0351
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration: {BlockPublicPolicy: false, RestrictPublicBuckets: false}
  ReportsPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Reports
      PolicyDocument:
        Statement:
          - {Effect: Allow, Principal: "*", Action: s3:GetObject, Resource: !Sub "${Reports.Arn}/*"}
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /hello, Method: get}}
```
```python app.py
def handler(event, context):
    return {"statusCode": 200, "body": "hello"}
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Reports:
    Type: AWS::S3::Bucket
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /hello, Method: get}}
```

## Fixed: a web site
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Site:
    Type: AWS::S3::Bucket
    Properties:
      WebsiteConfiguration: {IndexDocument: index.html}
      PublicAccessBlockConfiguration: {BlockPublicPolicy: false, RestrictPublicBuckets: false}
  SitePolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Site
      PolicyDocument:
        Statement:
          - {Effect: Allow, Principal: "*", Action: s3:GetObject, Resource: !Sub "${Site.Arn}/*"}
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /hello, Method: get}}
```

## Vulnerable: what a function stores
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Notes:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicRead
      WebsiteConfiguration: {IndexDocument: index.html}
      OwnershipControls: {Rules: [{ObjectOwnership: ObjectWriter}]}
      PublicAccessBlockConfiguration:
        {BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false}
  Note:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment: {Variables: {BUCKET: !Ref Notes}}
      Policies: [S3CrudPolicy: {BucketName: !Ref Notes}]
      Events:
        Call: {Type: HttpApi, Properties: {Path: /note, Method: post}}
```
```python app.py
import os
import uuid

import boto3

s3 = boto3.client("s3")


def handler(event, context):  # GOAT0351
    key = str(uuid.uuid4())
    s3.put_object(Bucket=os.environ["BUCKET"], Key=key, Body=event["body"], ACL="public-read")
    return {"statusCode": 201, "body": key}
```

## Fixed
```python app.py
import os
import uuid

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    key = str(uuid.uuid4())
    return {"statusCode": 201, "body": key}
```

## Remedy
Block public access (`PublicAccessBlockConfiguration`, all four `true`), and hand out objects by a function that checks
who asks, or by pre-signed URLs.

## Remedy in Terraform
Block public access (`aws_s3_bucket_public_access_block`, all four `true`), and hand out objects by a function that
checks who asks, or by pre-signed URLs.

## Remedy in the CDK
Block public access (`blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL`), and hand out objects by a function that
checks who asks, or by pre-signed URLs.

## References
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from goatherd.attack.evidence.ownership import OBJECT
from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.attack.outsider import Outsider
from goatherd.core.finding import HIGH
from goatherd.core.value import is_true
from goatherd.model.resource import Bucket
from goatherd.model.trigger import Exposure
from goatherd.sandbox.tenants import VICTIM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace


@oracle("GOAT0351", sas=3, cwe=732, severity=HIGH, since="0.2", places=("bucket", "seed"))
def data_is_public(opportunity: Opportunity) -> Iterator[Attack]:
    if opportunity.place == "seed":
        attempt = opportunity.seed.attempt
        if attempt.target.trigger.exposure >= Exposure.AUTHENTICATED and opportunity.seed.trace.fetched:
            yield Attack(attempt.values, partial(_stored, Outsider(opportunity.pod)), alone=True)
        return
    bucket = opportunity.pod.application.resources[str(opportunity.note["resource"])]
    if isinstance(bucket, Bucket):
        name = opportunity.pod.naming.name(bucket.id)
        site = is_true(bucket.website)

        def judge(trace: Trace) -> str:
            return _open(opportunity, name, site=site)

        evidence = judge(opportunity.seed.trace)
        if evidence:
            yield Attack({}, judge, alone=True, command=_command(name, evidence))


def _open(opportunity: Opportunity, name: str, *, site: bool) -> str:
    outsider = Outsider(opportunity.pod)
    if outsider.write(name, f"{opportunity.marks.new()}.txt", "goatherd"):
        return f"everybody can put objects into bucket {name}"
    if site:
        return ""
    listed = outsider.read(f"https://{name}.s3.amazonaws.com/") or ""
    text = outsider.read(f"https://{name}.s3.amazonaws.com/{VICTIM.username}/{OBJECT}") or ""
    if any(canary.kind == "object" for canary in opportunity.pod.canaries.in_text(text)):
        return f"everybody can read {VICTIM.username}/{OBJECT} in bucket {name}"
    return f"everybody can list bucket {name}" if f"{VICTIM.username}/{OBJECT}" in listed else ""


def _command(name: str, evidence: str) -> str:
    if "put objects" in evidence:
        return f"curl -X PUT --data goatherd https://{name}.s3.amazonaws.com/goatherd.txt"
    key = "" if "list" in evidence else f"{VICTIM.username}/{OBJECT}"
    return f"curl https://{name}.s3.amazonaws.com/{key}"


def _stored(outsider: Outsider, trace: Trace) -> str:
    """Something that was stored for the sender lies where everybody finds it: the bucket can be listed."""
    for link, record in trace.records("call"):
        given = record["parameters"]
        bucket, key = given.get("Bucket"), str(given.get("Key", ""))
        if (record["service"], record["operation"]) != ("s3", "PutObject") or record["status"] >= 300:
            continue
        listed = outsider.read(f"https://{bucket}.s3.amazonaws.com/") or ""
        if key and key in listed and f"https://{bucket}.s3.amazonaws.com/{key}" in trace.fetched:
            return f"everybody can list bucket {bucket} and read there what {link.function} stores for a caller"
    return ""
